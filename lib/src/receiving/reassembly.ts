import type { DataChunk } from '../codec/chunk.ts';
import { serial32 } from '../serial-number.ts';
import { FragmentRun } from './fragment-run.ts';
import { FragmentRuns } from './fragment-runs.ts';
import type { ReceivedMessage } from './received-message.ts';
import type { TsnRun, TsnTracker } from './tsn-tracker.ts';
import { holdUserData } from './user-data.ts';

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
  /** Whether a message in one chunk may go on using the memory of its packet. */
  readonly keepsPackets: boolean;
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
  readonly #runs = new FragmentRuns();
  /** A message of which a part was skipped may go on behind this TSN: nobody has use for the rest. */
  #skippedThrough: number | undefined;

  constructor(options: ReassemblyOptions) {
    this.#options = options;
  }

  /** Takes a chunk whose TSN is new; a whole message `isReadAtOnce` where nothing stands before it. */
  add(chunk: DataChunk, isReadAtOnce: boolean): ReassemblyOutcome {
    const before = this.#runs.endingWith(serial32.add(chunk.tsn, -1));
    const after = this.#runs.startingWith(serial32.add(chunk.tsn, 1));
    const reason = whyNotBetween(before, chunk, after) ?? this.#whyNotBesideOthers(before, chunk, after);
    if (reason !== undefined) return { result: 'PROTOCOL-VIOLATION', reason };
    const isBehindSkipped = serial32.add(chunk.tsn, -1) === this.#skippedThrough;
    if (isBehindSkipped && (chunk.beginning || before !== undefined)) this.#skippedThrough = undefined;
    if (chunk.beginning && chunk.ending) {
      const data = holdUserData(chunk.userData, isReadAtOnce, this.#options.keepsPackets);
      return { result: 'COMPLETE', message: wholeMessage(chunk, data), fragmentCount: 1, isRest: false };
    }
    const run = this.#join(chunk.beginning ? undefined : before, chunk, chunk.ending ? undefined : after);
    if (this.#isSkipped(run)) return { result: 'ABANDONED', ...this.#abandon(run) };
    if (run.length > this.#options.maxMessageSize) return { result: 'TOO-LARGE' };
    if (!run.hasBeginning || !run.hasEnding) return waiting;
    this.#runs.remove(run);
    const { fragmentCount, isStarted: isRest } = run;
    return { result: 'COMPLETE', message: run.take(false), fragmentCount, isRest };
  }

  /** The message that stands open at the TSN `lastTsn`. */
  openMessage(lastTsn: number): OpenMessage | undefined {
    const run = this.#runs.endingWith(lastTsn);
    if (run === undefined || !run.hasBeginning) return undefined;
    const { streamId, unordered, ssn, length } = run;
    return { streamId, unordered, ssn, length };
  }

  /** Takes out what is held of the message that stands open at the TSN `lastTsn`: a part of it (§6.9). */
  takePart(lastTsn: number): Joined | undefined {
    const run = this.#runs.endingWith(lastTsn);
    if (run === undefined || run.fragmentCount === 0) return undefined;
    const { fragmentCount, isStarted: isRest } = run;
    return { message: run.take(true), fragmentCount, isRest };
  }

  /**
   * All up to the TSN `to` counts as received: gives up each message of which a fragment is missing there (RFC 3758 §3.6).
   * `before` is the run of what had come without a gap, `passed` are the runs that no gap follows any more.
   */
  forward(to: number, before: number, passed: readonly TsnRun[]): Abandoned[] {
    this.#skippedThrough = to;
    const abandoned: Abandoned[] = [];
    const give = (run: FragmentRun | undefined) => {
      if (run !== undefined) abandoned.push(this.#abandon(run));
    };
    // What is missing stands between the runs, so only those at their ends are incomplete.
    give(this.#runs.endingWith(before));
    for (const { first, last } of passed) {
      const head = this.#runs.startingWith(first);
      if (head !== undefined && !head.hasBeginning) give(head);
      if (serial32.isBefore(last, to)) give(this.#runs.endingWith(last));
    }
    return abandoned;
  }

  /** Gives up the message that stands open at the TSN `lastTsn`. */
  abandonOpen(lastTsn: number): Abandoned | undefined {
    const run = this.#runs.endingWith(lastTsn);
    if (run === undefined) return undefined;
    this.#skippedThrough = lastTsn;
    return this.#abandon(run);
  }

  #isSkipped(run: FragmentRun): boolean {
    return !run.hasBeginning && this.#skippedThrough === serial32.add(run.firstTsn, -1);
  }

  #abandon(run: FragmentRun): Abandoned {
    this.#runs.remove(run);
    const { lastTsn, hasEnding, length, fragmentCount, isStarted } = run;
    run.drop();
    if (this.#skippedThrough !== undefined && serial32.isAfter(lastTsn, this.#skippedThrough)) {
      this.#skippedThrough = hasEnding ? undefined : lastTsn;
    }
    return { length, fragmentCount, isStarted };
  }

  /** Neighbours that have come and are no fragments any more are messages of their own. */
  #whyNotBesideOthers(
    before: FragmentRun | undefined,
    chunk: DataChunk,
    after: FragmentRun | undefined,
  ): string | undefined {
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

  #join(before: FragmentRun | undefined, chunk: DataChunk, after: FragmentRun | undefined): FragmentRun {
    let run = before;
    if (run === undefined) {
      run = new FragmentRun(chunk);
    } else {
      this.#runs.remove(run);
      run.append(chunk);
    }
    if (after !== undefined) {
      this.#runs.remove(after);
      run.concatenate(after);
    }
    this.#runs.add(run);
    return run;
  }
}

function whyNotBetween(
  before: FragmentRun | undefined,
  chunk: DataChunk,
  after: FragmentRun | undefined,
): string | undefined {
  if (before !== undefined) {
    if (before.hasEnding !== chunk.beginning) {
      return chunk.beginning ? 'a message began amid another one' : 'a message went on after its last fragment';
    }
    const reason = chunk.beginning ? undefined : before.whyNotWith(chunk);
    if (reason !== undefined) return reason;
  }
  if (after === undefined) return undefined;
  if (after.hasBeginning !== chunk.ending) {
    return chunk.ending ? 'a message went on after its last fragment' : 'a message began amid another one';
  }
  return chunk.ending ? undefined : after.whyNotWith(chunk);
}

function wholeMessage({ streamId, ppid, unordered, ssn, tsn }: DataChunk, data: Buffer): ReceivedMessage {
  return { data, streamId, ppid, unordered, ssn: unordered ? 0 : ssn, tsn, partial: false, aborted: false };
}
