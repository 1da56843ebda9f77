import { setTimeout } from 'node:timers/promises';
import { type ResolveOptions, resolveSrv, type SrvAnswer } from './resolve-srv.ts';
import { unlessAborted } from './unless-aborted.ts';

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
 * Keeps no process alive. Ends when `signal` is aborted, also while DNS is silent, or with the loop that it is read by.
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
  const ask = () => unlessAborted(resolveSrv(name, how), signal);
  let known: Known;
  try {
    known = withKey(await ask());
  } catch (error) {
    if (signal?.aborted) return;
    throw error;
  }
  yield known.answer;
  while (await hasPassed(delay(intervalOf(known.answer), signal))) {
    const next = await ask().then(withKey, () => undefined);
    if (next === undefined) continue;
    const isOther = next.key !== known.key;
    known = next;
    if (isOther) yield known.answer;
  }
}

/** An answer, with a key that answers of the same targets have, whatever their order. */
interface Known {
  readonly answer: SrvAnswer;
  readonly key: string;
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

function withKey(answer: SrvAnswer): Known {
  const keys = answer.targets.map(({ name, port, priority, weight, addresses }) =>
    [name, port, priority, weight, ...[...addresses].sort()].join(' '),
  );
  return { answer, key: keys.sort().join('\n') };
}
