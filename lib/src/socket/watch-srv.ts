import { setTimeout } from 'node:timers/promises';
import { type ResolveOptions, resolveSrv, type SrvAnswer } from './resolve-srv.ts';

/** How long a watch goes on, and how DNS is asked. */
export interface WatchOptions extends ResolveOptions {
  /** Ends the watch when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Bounds of the time between two questions, in s: the first is for answers with a time to live of 0. */
const [leastInterval, greatestInterval] = [1, 300];

/** Waits for so many ms; ends early, and rejects, when the signal is aborted. */
export type Delay = (duration: number, signal: AbortSignal | undefined) => Promise<unknown>;

/**
 * The hosts that offer a service, now and whenever they have become others: DNS is asked again when its answer has expired,
 * after 1 to 300 s. An answer that does not come, or names no host, changes nothing: it is asked for again after as long.
 * Keeps no process alive. Ends when `signal` is aborted, or with the loop that it is read by.
 * @throws what {@link resolveSrv} does, where the first answer is none.
 */
export function watchSrv(name: string, options: WatchOptions = {}): AsyncIterableIterator<SrvAnswer> {
  return watchWith(name, options, (duration, signal) =>
    setTimeout(duration, undefined, { ref: false, ...(signal && { signal }) }),
  );
}

/** The same, with another clock. */
export async function* watchWith(
  name: string,
  { signal, ...how }: WatchOptions,
  delay: Delay,
): AsyncGenerator<SrvAnswer, void, undefined> {
  let { answer, key } = withKey(await resolveSrv(name, how));
  yield answer;
  while (await hasPassed(delay(intervalOf(answer), signal))) {
    const next = await resolveSrv(name, how).then(withKey, () => undefined);
    if (next === undefined) continue;
    const isOther = next.key !== key;
    ({ answer, key } = next);
    if (isOther) yield answer;
  }
}

function intervalOf({ ttl }: SrvAnswer): number {
  return Math.min(Math.max(ttl, leastInterval), greatestInterval) * 1000;
}

function hasPassed(waiting: Promise<unknown>): Promise<boolean> {
  return waiting.then(
    () => true,
    () => false,
  );
}

/** Answers with the same targets have the same key, whatever their order. */
function withKey(answer: SrvAnswer): { answer: SrvAnswer; key: string } {
  const keys = answer.targets.map(({ name, port, priority, weight, addresses }) =>
    [name, port, priority, weight, ...[...addresses].sort()].join(' '),
  );
  return { answer, key: keys.sort().join('\n') };
}
