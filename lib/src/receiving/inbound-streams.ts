import { Fifo } from '../fifo.ts';
import { serial16 } from '../serial-number.ts';
import type { StreamList } from '../stream-list.ts';
import { StreamNumbers } from '../stream-numbers.ts';
import { DeferredReset } from './deferred-reset.ts';
import { EarlyMessages } from './early-messages.ts';
import type { ReceivedMessage } from './received-message.ts';

/** What tells where a message stands among those of its stream. */
type Position = Pick<ReceivedMessage, 'streamId' | 'ssn' | 'unordered'>;

const none: readonly ReceivedMessage[] = [];

type Deliver = (message: ReceivedMessage) => void;

/** Brings the ordered messages of each stream into their order (RFC 9260 §6.6), but for those that are skipped. */
export class InboundStreams {
  readonly #nextSsn: StreamNumbers;
  readonly #early = new EarlyMessages();
  /** The last part of a message that is being delivered in parts: others of its stream wait (RFC 6458 §3.1.4). */
  #part: ReceivedMessage | undefined;
  /** Unordered messages that wait for it. */
  #behind: Fifo<ReceivedMessage> | undefined;
  #deferred: DeferredReset | undefined;
  /** The cumulative TSN at the last reset. */
  #resetAt: number | undefined;

  constructor(count: number) {
    this.#nextSsn = new StreamNumbers(count);
  }

  get count(): number {
    return this.#nextSsn.count;
  }

  /** Whether a reset waits for what the peer sent before it. */
  get isResetDeferred(): boolean {
    return this.#deferred !== undefined;
  }

  /** Whether a message may be delivered as soon as it is there. */
  isNext(position: Position): boolean {
    if (position.streamId === this.#part?.streamId) return isSame(this.#part, position);
    return position.unordered || position.ssn === this.#nextSsn.get(position.streamId);
  }

  /** Takes a message, and hands on what may be delivered now; false when one with its SSN waits already. */
  add(message: ReceivedMessage, deliver: Deliver): boolean {
    if (this.#deferred?.concerns(message)) return this.#deferred.keep(message);
    if (message.streamId === this.#part?.streamId) return this.#keepBehind(this.#part, message);
    if (message.unordered) {
      deliver(message);
      return true;
    }
    if (!this.isNext(message)) return this.#early.keep(message);
    this.#deliverOrdered(message, deliver);
    return true;
  }

  /** Adds streams, whose first SSN is 0 (RFC 6525 §5.2.5). */
  addStreams(count: number): void {
    this.#nextSsn.add(count);
  }

  /** Streams begin with SSN 0 after the last TSN that the peer has assigned; `advance` tells what has come. */
  reset(streams: StreamList, lastAssignedTsn: number): void {
    this.#deferred = new DeferredReset(streams, lastAssignedTsn);
  }

  /**
   * All up to this TSN has come: resets the streams that were waiting for it (RFC 6525 §5.2.2 E3, E4). Gives the messages
   * behind the reset that have no place, as the message that stands open has their SSN: the peer reset amid that.
   */
  advance(cumulativeTsn: number, deliver: Deliver): readonly ReceivedMessage[] {
    const deferred = this.#deferred;
    if (!deferred?.isDue(cumulativeTsn)) return none;
    this.#deferred = undefined;
    this.#resetAt = cumulativeTsn;
    // Only a peer that has left out an SSN has anything early there: what it waited for does not come.
    for (const message of this.#early.takeAll(deferred.streams)) deliver(message);
    if (deferred.streams === 'all') this.#nextSsn.clear();
    else for (const streamId of deferred.streams) this.#nextSsn.set(streamId, 0);
    return deferred.messages.filter((message) => !this.add(message, deliver));
  }

  /** Whether streams were reset at this cumulative TSN: what else comes of it is from before, and has other numbers. */
  wasResetAt(cumulativeTsn: number): boolean {
    return this.#resetAt === cumulativeTsn;
  }

  /** Hands on a part of the message that is next. */
  addPart(part: ReceivedMessage, deliver: Deliver): void {
    this.#part = part;
    deliver(part);
  }

  /** Hands on the rest of the message of which parts were delivered, and what waited for it. */
  addRest(rest: ReceivedMessage, deliver: Deliver): void {
    this.#part = undefined;
    if (rest.unordered) deliver(rest);
    else this.#deliverOrdered(rest, deliver);
    this.#deliverBehind(deliver);
    this.#deliverEarly(rest.streamId, deliver);
  }

  /** No more comes: hands on that the message of which parts were delivered is not completed. */
  abandon(deliver: Deliver): void {
    if (this.#part === undefined) return;
    deliver({ ...this.#part, data: Buffer.alloc(0), partial: false, aborted: true });
    this.#part = undefined;
    this.#deliverBehind(deliver);
  }

  /** The rest of the message of which parts were delivered will not come, while others do (RFC 3758 §3.6). */
  abandonPart(deliver: Deliver): void {
    const part = this.#part;
    if (part === undefined) return;
    this.abandon(deliver);
    if (part.unordered) this.#deliverEarly(part.streamId, deliver);
    else this.skip(part.streamId, part.ssn, deliver);
  }

  /** The ordered messages of a stream up to this SSN that have not come need not be waited for (RFC 3758 §3.6). */
  skip(streamId: number, ssn: number, deliver: Deliver): void {
    const next = this.#nextSsn.get(streamId);
    if (streamId >= this.count || serial16.isBefore(ssn, next)) return;
    // No honest peer skips what follows a message that it is still sending.
    if (this.#part?.streamId === streamId) return;
    for (const message of this.#early.takeRange(streamId, next, ssn)) deliver(message);
    this.#nextSsn.set(streamId, ssn + 1);
    this.#deliverEarly(streamId, deliver);
  }

  #keepBehind(part: ReceivedMessage, message: ReceivedMessage): boolean {
    if (!message.unordered) return !isSame(part, message) && this.#early.keep(message);
    this.#behind ??= new Fifo();
    this.#behind.push(message);
    return true;
  }

  #deliverOrdered(message: ReceivedMessage, deliver: Deliver): void {
    deliver(message);
    this.#nextSsn.set(message.streamId, message.ssn + 1);
    this.#deliverEarly(message.streamId, deliver);
  }

  #deliverEarly(streamId: number, deliver: Deliver): void {
    for (;;) {
      const next = this.#nextSsn.get(streamId);
      const message = this.#early.take(streamId, next);
      if (message === undefined) return;
      deliver(message);
      this.#nextSsn.set(streamId, next + 1);
    }
  }

  #deliverBehind(deliver: Deliver): void {
    const behind = this.#behind;
    for (let message = behind?.shift(); message !== undefined; message = behind?.shift()) deliver(message);
  }
}

function isSame(first: Position, second: Position): boolean {
  return first.unordered === second.unordered && first.ssn === second.ssn;
}
