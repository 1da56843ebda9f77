import type { Avp } from '../codec/avp.ts';
import type { AvpDefinition } from './avp-definition.ts';

/** How often an AVP stands in a message or group: `{ AVP }`, `[ AVP ]`, `* [ AVP ]`, `1* { AVP }` (RFC 6733 §3.2). */
type Occurrence = 'required' | 'optional' | 'many' | 'some';

/** An AVP with how often it occurs. */
export interface Rule<Name extends string = string, Value = unknown, Kind extends Occurrence = Occurrence> {
  readonly occurrence: Kind;
  readonly definition: AvpDefinition<Name, Value>;
}

/**
 * The values of AVPs by their names, as the rules have them: what occurs once as a value, what can occur more often as an
 * array. `AVP` has, as they are on the wire, those that no rule names.
 */
export type AvpsOf<Rules extends readonly Rule[]> = Flat<
  { readonly [R in Rules[number] as NameOf<R, 'required'>]: ValueOf<R> } & {
    readonly [R in Rules[number] as NameOf<R, 'optional'>]?: ValueOf<R> | undefined;
  } & { readonly [R in Rules[number] as NameOf<R, 'some'>]: readonly ValueOf<R>[] } & {
    readonly [R in Rules[number] as NameOf<R, 'many'>]?: readonly ValueOf<R>[] | undefined;
  } & { readonly AVP?: readonly Avp[] | undefined }
>;

type Flat<T> = { [Key in keyof T]: T[Key] };
type NameOf<R extends Rule, Kind extends Occurrence> = R['occurrence'] extends Kind ? R['definition']['name'] : never;
type ValueOf<R> = R extends Rule<string, infer Value> ? Value : never;

/** `{ AVP }`: occurs once. */
export function required<Name extends string, Value>(
  definition: AvpDefinition<Name, Value>,
): Rule<Name, Value, 'required'> {
  return { occurrence: 'required', definition };
}

/** `[ AVP ]`: occurs once or not at all. */
export function optional<Name extends string, Value>(
  definition: AvpDefinition<Name, Value>,
): Rule<Name, Value, 'optional'> {
  return { occurrence: 'optional', definition };
}

/** `* [ AVP ]`: occurs any number of times. */
export function many<Name extends string, Value>(definition: AvpDefinition<Name, Value>): Rule<Name, Value, 'many'> {
  return { occurrence: 'many', definition };
}

/** `1* { AVP }`: occurs once or more often. */
export function some<Name extends string, Value>(definition: AvpDefinition<Name, Value>): Rule<Name, Value, 'some'> {
  return { occurrence: 'some', definition };
}
