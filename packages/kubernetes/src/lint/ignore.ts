import type { Keys } from '../keys.ts';
import { type Field, type LintObject, rootOf } from './field.ts';
import { podOf } from './pod.ts';

/** A line of an annotation by which an object breaks rules on purpose. */
export interface Ignore {
  /** The annotation. */
  readonly at: Field;
  readonly ids: readonly string[];
  /** Empty where none is given. */
  readonly reason: string;
}

/**
 * What an object has annotated, itself or the pods that it makes: lines of `ID,ID: REASON`. For pods of a workload either
 * place will do.
 */
export function ignoresOf(object: LintObject, { lintIgnore }: Keys): Ignore[] {
  const metadata = [rootOf(object).at('metadata'), podOf(object)?.metadata].filter((field) => field !== undefined);
  return metadata
    .filter(({ path }, index) => metadata.findIndex((other) => other.path.join() === path.join()) === index)
    .flatMap((field) => linesOf(field.at('annotations', lintIgnore)));
}

function linesOf(at: Field): Ignore[] {
  const lines = (at.text ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, ids = '', reason = ''] = /^([^:]*):?(.*)$/s.exec(line) ?? [];
    return { at, ids: ids.split(',').map((id) => id.trim()), reason: reason.trim() };
  });
}
