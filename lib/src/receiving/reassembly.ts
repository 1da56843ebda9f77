import type { DataChunk } from '../codec/chunk.ts';
import { serial32 } from '../serial-number.ts';
import { SparseMap } from '../sparse-map.ts';
import type { ReceivedMessage } from './received-message.ts';
import type { TsnRun, TsnTracker } from './tsn-tracker.ts';

interface Fragment {
  readonly userData: Buffer;
  next: Fragment | undefined;
}

/** Fragments with consecutive TSNs that belong to one message. */
interface Run {
  firstTsn: number;
  lastTsn: number;
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
  readonly #runsByFirstTsn = new SparseMap<number, Run>();
  readonly #runsByLastTsn = new SparseMap<number, Run>();
  /** A message of which a part was skipped may go on behind this TSN: nobody has use for the rest. */
  #skippedThrough: number | undefined;

  constructor(options: ReassemblyOptions) {
    this.#options = options;
  }

  /** Takes a fragment whose TSN is new; `userData` is kept, so it must not be a view of what changes. */
  add(chunk: DataChunk, userData: Buffer): ReassemblyOutcome {
    const before = this.#runsByLastTsn.get(serial32.add(chunk.tsn, -1));
    const after = this.#runsByFirstTsn.get(serial32.add(chunk.tsn, 1));
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
    this.#remove(run);
    const { fragmentCount, isStarted: isRest } = run;
    return { result: 'COMPLETE', message: joinedMessage(run, false), fragmentCount, isRest };
  }

  /** The message that stands open at the TSN `lastTsn`. */
  openMessage(lastTsn: number): OpenMessage | undefined {
    const run = this.#runsByLastTsn.get(lastTsn);
    if (run === undefined || !run.hasBeginning) return undefined;
    const { streamId, unordered, length } = run;
    return { streamId, unordered, ssn: ssnOf(run), length };
  }

  /** Takes out what is held of the message that stands open at the TSN `lastTsn`: a part of it (§6.9). */
  takePart(lastTsn: number): Joined | undefined {
    const run = this.#runsByLastTsn.get(lastTsn);
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
    give(this.#runsByLastTsn.get(before));
    for (const { first, last } of passed) {
      const head = this.#runsByFirstTsn.get(first);
      if (head !== undefined && !head.hasBeginning) give(head);
      if (serial32.isBefore(last, to)) give(this.#runsByLastTsn.get(last));
    }
    return abandoned;
  }

  /** Gives up the message that stands open at the TSN `lastTsn`. */
  abandonOpen(lastTsn: number): Abandoned | undefined {
    const run = this.#runsByLastTsn.get(lastTsn);
    if (run === undefined) return undefined;
    this.#skippedThrough = lastTsn;
    return this.#abandon(run);
  }

  #isSkipped(run: Run): boolean {
    return !run.hasBeginning && this.#skippedThrough === serial32.add(run.firstTsn, -1);
  }

  #abandon(run: Run): Abandoned {
    this.#remove(run);
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
    let run = singleRun(chunk, fragment);
    if (before !== undefined) {
      this.#remove(before);
      run = concatenate(before, run);
    }
    if (after !== undefined) {
      this.#remove(after);
      run = concatenate(run, after);
    }
    this.#runsByFirstTsn.set(run.firstTsn, run);
    this.#runsByLastTsn.set(run.lastTsn, run);
    return run;
  }

  #remove(run: Run): void {
    this.#runsByFirstTsn.delete(run.firstTsn);
    this.#runsByLastTsn.delete(run.lastTsn);
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

function concatenate(lower: Run, upper: Run): Run {
  if (lower.last === undefined) lower.first = upper.first;
  else lower.last.next = upper.first;
  lower.last = upper.last;
  lower.lastTsn = upper.lastTsn;
  lower.hasEnding = upper.hasEnding;
  lower.length += upper.length;
  lower.fragmentCount += upper.fragmentCount;
  return lower;
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
