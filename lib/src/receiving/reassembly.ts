import type { DataChunk } from '../codec/chunk.ts';
import { serial32 } from '../serial-number.ts';
import type { ReceivedMessage } from './received-message.ts';

interface Fragment {
  readonly userData: Buffer;
  next: Fragment | undefined;
}

/** Fragments with consecutive TSNs that belong to one message. */
interface Run {
  firstTsn: number;
  lastTsn: number;
  first: Fragment;
  last: Fragment;
  hasBeginning: boolean;
  hasEnding: boolean;
  length: number;
  fragmentCount: number;
  readonly streamId: number;
  readonly ssn: number;
  readonly unordered: boolean;
  /** PPIDs may differ between fragments; that of the first counts (RFC 9260 §3.3.1). */
  ppid: number;
}

/** What a fragment led to: a message, nothing yet, or the reason why the peer has broken the protocol. */
export type ReassemblyOutcome =
  | { readonly result: 'WAITING' }
  | { readonly result: 'COMPLETE'; readonly message: ReceivedMessage; readonly fragmentCount: number }
  | { readonly result: 'PROTOCOL-VIOLATION'; readonly reason: string }
  | { readonly result: 'TOO-LARGE' };

const waiting: ReassemblyOutcome = { result: 'WAITING' };

/** Puts messages together from fragments that come in any order (RFC 9260 §6.9), each step in constant time. */
export class Reassembly {
  readonly #maxMessageSize: number;
  readonly #runsByFirstTsn = new Map<number, Run>();
  readonly #runsByLastTsn = new Map<number, Run>();

  constructor(maxMessageSize: number) {
    this.#maxMessageSize = maxMessageSize;
  }

  /** Takes a fragment whose TSN is new; `userData` is kept, so it must not be a view of a packet. */
  add(chunk: DataChunk, userData: Buffer): ReassemblyOutcome {
    const before = this.#runsByLastTsn.get(serial32.add(chunk.tsn, -1));
    const after = this.#runsByFirstTsn.get(serial32.add(chunk.tsn, 1));
    const reason = whyNotBetween(before, chunk, after);
    if (reason !== undefined) return { result: 'PROTOCOL-VIOLATION', reason };
    if (chunk.beginning && chunk.ending) {
      return { result: 'COMPLETE', message: wholeMessage(chunk, userData), fragmentCount: 1 };
    }
    const run = this.#join(chunk.beginning ? undefined : before, chunk, userData, chunk.ending ? undefined : after);
    if (run.length > this.#maxMessageSize) return { result: 'TOO-LARGE' };
    if (!run.hasBeginning || !run.hasEnding) return waiting;
    this.#remove(run);
    return { result: 'COMPLETE', message: joinedMessage(run), fragmentCount: run.fragmentCount };
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
    streamId: chunk.streamId,
    ssn: chunk.ssn,
    unordered: chunk.unordered,
    ppid: chunk.ppid,
  };
}

function concatenate(lower: Run, upper: Run): Run {
  lower.last.next = upper.first;
  lower.last = upper.last;
  lower.lastTsn = upper.lastTsn;
  lower.hasEnding = upper.hasEnding;
  lower.length += upper.length;
  lower.fragmentCount += upper.fragmentCount;
  return lower;
}

function wholeMessage(chunk: DataChunk, data: Buffer): ReceivedMessage {
  const { streamId, ppid, unordered, tsn } = chunk;
  return { data, streamId, ppid, unordered, ssn: unordered ? 0 : chunk.ssn, tsn };
}

function joinedMessage(run: Run): ReceivedMessage {
  const data = Buffer.allocUnsafe(run.length);
  let offset = 0;
  for (let fragment: Fragment | undefined = run.first; fragment !== undefined; fragment = fragment.next) {
    data.set(fragment.userData, offset);
    offset += fragment.userData.length;
  }
  const { streamId, ppid, unordered, firstTsn } = run;
  return { data, streamId, ppid, unordered, ssn: unordered ? 0 : run.ssn, tsn: firstTsn };
}
