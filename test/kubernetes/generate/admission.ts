import { type CelInput, isCelError, run } from '@bufbuild/cel';
import type { Manifest } from '@usctp/kubernetes';

/** What is asked of admission. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE';
  readonly object: object;
  readonly oldObject?: object;
  readonly username?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

interface Named {
  readonly name: string;
  readonly expression: string;
}

interface Validation {
  readonly expression: string;
  readonly message: string;
}

/** The expressions of a policy. */
export interface Expressions {
  readonly conditions: readonly Named[];
  readonly variables: readonly Named[];
  readonly validations: readonly Validation[];
}

/** Those of a ValidatingAdmissionPolicy. */
export function expressionsOf({ spec }: Manifest): Expressions {
  const {
    matchConditions,
    variables = [],
    validations,
  } = spec as {
    readonly matchConditions: readonly Named[];
    readonly variables?: readonly Named[];
    readonly validations: readonly Validation[];
  }; // its shape is checked by its type
  return { conditions: matchConditions, variables, validations };
}

/** What the policy says to a request: the messages of the validations that are false; none lets it through. */
export function admit({ conditions, variables, validations }: Expressions, request: AdmissionRequest): string[] {
  const { operation, object, oldObject = null, username = 'jane', groups = ['system:authenticated'], extra } = request;
  const known = new Map<string, CelInput>();
  const bindings = {
    ...{ object: inputOf(object), oldObject: inputOf(oldObject), variables: known },
    request: inputOf({ operation, userInfo: { username, groups, ...(extra && { extra }) } }),
  };
  if (!conditions.every(({ expression }) => isTrue(expression, bindings))) return [];
  for (const { name, expression } of variables) known.set(name, isTrue(expression, bindings));
  return validations.filter(({ expression }) => !isTrue(expression, bindings)).map(({ message }) => message);
}

/** @throws Error for an expression that is wrong, or not of truth. */
function isTrue(expression: string, bindings: Readonly<Record<string, CelInput>>): boolean {
  const value = run(expression, bindings);
  if (isCelError(value)) throw new Error(`${expression}: ${value.message}`);
  if (typeof value !== 'boolean') throw new Error(`${expression} is ${String(value)}`);
  return value;
}

/** CEL takes maps, not plain objects. */
function inputOf(value: unknown): CelInput {
  if (Array.isArray(value)) return value.map(inputOf);
  if (typeof value !== 'object' || value === null) return value as CelInput; // a plain value
  return new Map(Object.entries(value).map(([key, member]) => [key, inputOf(member)]));
}
