import type { DataChunk } from '../codec/chunk.ts';
import { serial32 } from '../serial-number.ts';
import { FragmentRuns, type TsnBounds } from './fragment-runs.ts';
import type { ReceivedMessage } from './received-message.ts';
import type { TsnRun, TsnTracker } from './tsn-tracker.ts';

interface Fragment {
  readonly userData: Buffer;
  next: Fragment | undefined;
}

/** Fragments with consecutive TSNs that belong to one message. */
interface Run extends TsnBounds {
  /** Of the fragments that are held: none right after a part was taken. */
  first: Fragment | undefined;
  last: Fragment | undefined;
  hasBeginning: boolean;
  hasEnding: boolean;
  /** Bytes held. */
  length: number;
  fragmentCount: number;
  /** Whether a part of the message was taken. */
  isStarted: boolean;
  readonly streamId: number;
  readonly ssn: number;
  readonly unordered: boolean;
  /** PPIDs may differ between fragments; that of the first counts (RFC 9260 §3.3.1). */
  ppid: number;
}

/** Fragments that were put together. */
export interface Joined {
  readonly message: ReceivedMessage;
  readonly fragmentCount: number;
  /** Whether parts of the message were taken before. */
  readonly isRest: boolean;
}

/** What was held of a message that will not be completed. */
export interface Abandoned {
  /** Bytes held. */
  readonly length: number;
  readonly fragmentCount: number;
  /** Whether parts of the message were taken before. */
  readonly isStarted: boolean;
}

/** A message whose beginning is there, and whose end is not. */
export type OpenMessage = Pick<ReceivedMessage, 'streamId' | 'ssn' | 'unordered'> & { readonly length: number };

export interface ReassemblyOptions {
  /** Bytes that are held of one message at most. */
  readonly maxMessageSize: number;
  /** The TSNs of the chunks that have come, whatever became of them. */
  readonly received: Pick<TsnTracker, 'has'>;
}

/** What a fragment led to: a message, nothing yet, or the reason why the peer has broken the protocol. */
export type ReassemblyOutcome =
  | { readonly result: 'WAITING' }
  | ({ readonly result: 'COMPLETE' } & Joined)
  | ({ readonly result: 'ABANDONED' } & Abandoned)
  | { readonly result: 'PROTOCOL-VIOLATION'; readonly reason: string }
  | { readonly result: 'TOO-LARGE' };

const waiting: ReassemblyOutcome = { result: 'WAITING' };

/** Puts messages together from fragments that come in any order (RFC 9260 §6.9), each step in constant time. */
export class Reassembly {
  readonly #options: ReassemblyOptions;
  readonly #runs = new FragmentRuns<Run>();
  /** A message of which a part was skipped may go on behind this TSN: nobody has use for the rest. */
  #skippedThrough: number | undefined;

  constructor(options: ReassemblyOptions) {
    this.#options = options;
  }

  /** Takes a fragment whose TSN is new; `userData` is kept, so it must not be a view of what changes. */
  add(chunk: DataChunk, userData: Buffer): ReassemblyOutcome {
    const before = this.#runs.endingAt(serial32.add(chunk.tsn, -1));
    const after = this.#runs.beginningAt(serial32.add(chunk.tsn, 1));
    const reason = whyNotBetween(before, chunk, after) ?? this.#whyNotBesideOthers(before, chunk, after);
    if (reason !== undefined) return { result: 'PROTOCOL-VIOLATION', reason };
    const isBehindSkipped = serial32.add(chunk.tsn, -1) === this.#skippedThrough;
    if (isBehindSkipped && (chunk.beginning || before !== undefined)) this.#skippedThrough = undefined;
    if (chunk.beginning && chunk.ending) {
      return { result: 'COMPLETE', message: wholeMessage(chunk, userData), fragmentCount: 1, isRest: false };
    }
    const run = this.#join(chunk.beginning ? undefined : before, chunk, userData, chunk.ending ? undefined : after);
    if (this.#isSkipped(run)) return { result: 'ABANDONED', ...this.#abandon(run) };
    if (run.length > this.#options.maxMessageSize) return { result: 'TOO-LARGE' };
    if (!run.hasBeginning || !run.hasEnding) return waiting;
    this.#runs.remove(run);
    const { fragmentCount, isStarted: isRest } = run;
    return { result: 'COMPLETE', message: joinedMessage(run, false), fragmentCount, isRest };
  }

  /** The message that stands open at the TSN `lastTsn`. */
  openMessage(lastTsn: number): OpenMessage | undefined {
    const run = this.#runs.endingAt(lastTsn);
    if (run === undefined || !run.hasBeginning) return undefined;
    const { streamId, unordered, length } = run;
    return { streamId, unordered, ssn: ssnOf(run), length };
  }

  /** Takes out what is held of the message that stands open at the TSN `lastTsn`: a part of it (§6.9). */
  takePart(lastTsn: number): Joined | undefined {
    const run = this.#runs.endingAt(lastTsn);
    if (run?.first === undefined) return undefined;
    const { fragmentCount, isStarted: isRest } = run;
    const message = joinedMessage(run, true);
    run.first = undefined;
    run.last = undefined;
    run.length = 0;
    run.fragmentCount = 0;
    run.isStarted = true;
    return { message, fragmentCount, isRest };
  }

  /**
   * All up to the TSN `to` counts as received: gives up each message of which a fragment is missing there (RFC 3758 §3.6).
   * `before` is the run of what had come without a gap, `passed` are the runs that no gap follows any more.
   */
  forward(to: number, before: number, passed: readonly TsnRun[]): Abandoned[] {
    this.#skippedThrough = to;
    const abandoned: Abandoned[] = [];
    const give = (run: Run | undefined) => {
      if (run !== undefined) abandoned.push(this.#abandon(run));
    };
    // What is missing stands between the runs, so only those at their ends are incomplete.
    give(this.#runs.endingAt(before));
    for (const { first, last } of passed) {
      const head = this.#runs.beginningAt(first);
      if (head !== undefined && !head.hasBeginning) give(head);
      if (serial32.isBefore(last, to)) give(this.#runs.endingAt(last));
    }
    return abandoned;
  }

  /** Gives up the message that stands open at the TSN `lastTsn`. */
  abandonOpen(lastTsn: number): Abandoned | undefined {
    const run = this.#runs.endingAt(lastTsn);
    if (run === undefined) return undefined;
    this.#skippedThrough = lastTsn;
    return this.#abandon(run);
  }

  #isSkipped(run: Run): boolean {
    return !run.hasBeginning && this.#skippedThrough === serial32.add(run.firstTsn, -1);
  }

  #abandon(run: Run): Abandoned {
    this.#runs.remove(run);
    const { lastTsn, hasEnding, length, fragmentCount, isStarted } = run;
    if (this.#skippedThrough !== undefined && serial32.isAfter(lastTsn, this.#skippedThrough)) {
      this.#skippedThrough = hasEnding ? undefined : lastTsn;
    }
    return { length, fragmentCount, isStarted };
  }

  /** Neighbours that have come and are no fragments any more are messages of their own. */
  #whyNotBesideOthers(before: Run | undefined, chunk: DataChunk, after: Run | undefined): string | undefined {
    const { received } = this.#options;
    const lastTsn = serial32.add(chunk.tsn, -1);
    const isStray = !chunk.beginning && before === undefined && lastTsn !== this.#skippedThrough;
    if (isStray && received.has(lastTsn)) {
      return 'a message went on after its last fragment';
    }
    if (!chunk.ending && after === undefined && received.has(serial32.add(chunk.tsn, 1))) {
      return 'a message began amid another one';
    }
    return undefined;
  }

  #join(before: Run | undefined, chunk: DataChunk, userData: Buffer, after: Run | undefined): Run {
    const fragment: Fragment = { userData, next: undefined };
    const run = before ?? singleRun(chunk, fragment);
    if (before === undefined) {
      this.#runs.add(run);
    } else {
      this.#runs.extend(run, chunk.tsn);
      const { length } = userData;
      append(run, { first: fragment, last: fragment, length, fragmentCount: 1, hasEnding: chunk.ending });
    }
    if (after !== undefined) {
      this.#runs.remove(after);
      this.#runs.extend(run, after.lastTsn);
      append(run, after);
    }
    return run;
  }
}

function whyNotBetween(before: Run | undefined, chunk: DataChunk, after: Run | undefined): string | undefined {
  if (before !== undefined) {
    if (before.hasEnding !== chunk.beginning) {
      return chunk.beginning ? 'a message began amid another one' : 'a message went on after its last fragment';
    }
    const reason = chunk.beginning ? undefined : whyNotOneMessage(before, chunk);
    if (reason !== undefined) return reason;
  }
  if (after === undefined) return undefined;
  if (after.hasBeginning !== chunk.ending) {
    return chunk.ending ? 'a message went on after its last fragment' : 'a message began amid another one';
  }
  return chunk.ending ? undefined : whyNotOneMessage(after, chunk);
}

function whyNotOneMessage(run: Run, chunk: DataChunk): string | undefined {
  if (run.streamId !== chunk.streamId) return 'fragments of one message on two streams';
  if (run.unordered !== chunk.unordered) return 'fragments of one message both ordered and unordered';
  if (!run.unordered && run.ssn !== chunk.ssn) return 'fragments of one message with two stream sequence numbers';
  return undefined;
}

function singleRun(chunk: DataChunk, fragment: Fragment): Run {
  return {
    firstTsn: chunk.tsn,
    lastTsn: chunk.tsn,
    first: fragment,
    last: fragment,
    hasBeginning: chunk.beginning,
    hasEnding: chunk.ending,
    length: fragment.userData.length,
    fragmentCount: 1,
    isStarted: false,
    streamId: chunk.streamId,
    ssn: chunk.ssn,
    unordered: chunk.unordered,
    ppid: chunk.ppid,
  };
}

/** Adds what follows the run. */
function append(run: Run, upper: Pick<Run, 'first' | 'last' | 'length' | 'fragmentCount' | 'hasEnding'>): void {
  if (run.last === undefined) run.first = upper.first;
  else run.last.next = upper.first;
  run.last = upper.last;
  run.hasEnding = upper.hasEnding;
  run.length += upper.length;
  run.fragmentCount += upper.fragmentCount;
}

function wholeMessage(chunk: DataChunk, data: Buffer): ReceivedMessage {
  const { streamId, ppid, unordered, tsn } = chunk;
  return { data, streamId, ppid, unordered, ssn: ssnOf(chunk), tsn, partial: false, aborted: false };
}

function joinedMessage(run: Run, partial: boolean): ReceivedMessage {
  const data = Buffer.allocUnsafe(run.length);
  let offset = 0;
  for (let fragment = run.first; fragment !== undefined; fragment = fragment.next) {
    data.set(fragment.userData, offset);
    offset += fragment.userData.length;
  }
  const { streamId, ppid, unordered, firstTsn } = run;
  return { data, streamId, ppid, unordered, ssn: ssnOf(run), tsn: firstTsn, partial, aborted: false };
}

/** The field means nothing where the U bit is set (§6.6). */
function ssnOf({ unordered, ssn }: Pick<DataChunk, 'unordered' | 'ssn'>): number {
  return unordered ? 0 : ssn;
}
