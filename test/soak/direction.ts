import type {
  SimulatedAssociation,
  SimulatedEvent,
  SimulatedMessage,
  SimulatedSendOptions,
} from '../../lib/src/simulation/index.ts';
import { createMessages } from '../interop/programs/traffic.ts';

/** When a message is given up; by default never. */
export type Limits = Pick<SimulatedSendOptions, 'lifetime' | 'maxRetransmissions'>;

/** Numbered messages from one end of a session to the other, and what became of each. */
export class Direction {
  readonly #name: string;
  readonly #session: number;
  readonly #report: (problem: string) => void;
  #sent = 0;
  /** Neither acknowledged nor reported as failed. */
  readonly #pending = new Set<number>();
  /** All below this have arrived, */
  #arrivedBelow = 0;
  /** and these. */
  readonly #arrivedBeyond = new Set<number>();
  /** Acknowledged, and not read yet. */
  readonly #unread = new Set<number>();
  /** Reported as failed without having been sent. */
  readonly #unsent = new Set<number>();
  /** Those that may be given up. */
  readonly #limited = new Set<number>();
  readonly #lastOrdered = new Map<number, number>();
  #hasLostEnd = false;

  constructor(name: string, session: number, report: (problem: string) => void) {
    this.#name = name;
    this.#session = session;
    this.#report = (problem) => report(`session ${session}, ${name}: ${problem}`);
  }

  get name(): string {
    return this.#name;
  }

  get arrivedCount(): number {
    return this.#arrivedBelow + this.#arrivedBeyond.size;
  }

  /** Sends the next message. */
  send(association: SimulatedAssociation, limits: Limits): void {
    const number = this.#sent;
    this.#sent += 1;
    const { data, stream, unordered } = messageOf(number);
    this.#pending.add(number);
    if (Object.keys(limits).length > 0) this.#limited.add(number);
    association.send(data, { stream, unordered, ppid: this.#session * numbers + number, ...limits });
  }

  arrived({ ppid, data, streamId, unordered }: SimulatedMessage): void {
    const number = ppid % numbers;
    const expected = messageOf(number);
    if (number >= this.#sent) this.#report(`message ${number} was never sent`);
    if (this.#hasArrived(number)) this.#report(`message ${number} came twice`);
    if (this.#unsent.has(number)) this.#report(`message ${number} came, but was reported as not sent`);
    if (!data.equals(expected.data)) this.#report(`message ${number} has other bytes`);
    if (streamId !== expected.stream || unordered !== expected.unordered) {
      this.#report(`message ${number} came on stream ${streamId}, ${unordered ? 'unordered' : 'ordered'}`);
    }
    if (!unordered) {
      const last = this.#lastOrdered.get(streamId) ?? -1;
      if (number < last) this.#report(`message ${number} came after ${last}`);
      this.#lastOrdered.set(streamId, number);
    }
    this.#unread.delete(number);
    this.#arrivedBeyond.add(number);
    while (this.#arrivedBeyond.delete(this.#arrivedBelow)) this.#arrivedBelow += 1;
  }

  acknowledged(ppid: number): void {
    const number = ppid % numbers;
    if (!this.#pending.delete(number)) this.#report(`message ${number} was acknowledged, but is not pending`);
    if (!this.#hasArrived(number)) this.#unread.add(number);
  }

  failed(ppid: number, { wasSent, isAbandoned }: Failure): void {
    const number = ppid % numbers;
    if (!this.#pending.delete(number)) this.#report(`message ${number} failed, but is not pending`);
    if (isAbandoned && !this.#limited.has(number)) this.#report(`message ${number} was abandoned, and has no limits`);
    if (wasSent) return;
    if (this.#hasArrived(number)) this.#report(`message ${number} was reported as not sent, but came`);
    this.#unsent.add(number);
  }

  /** An end has crashed: nobody knows what became of messages. */
  loseEnd(): void {
    this.#hasLostEnd = true;
  }

  /** Both ends have closed, and read all there was. */
  end(): void {
    if (this.#hasLostEnd) return;
    if (this.#pending.size > 0) this.#report(`${this.#pending.size} messages neither acknowledged nor failed`);
    if (this.#unread.size > 0) this.#report(`${this.#unread.size} messages acknowledged, and never read`);
  }

  #hasArrived(number: number): boolean {
    return number < this.#arrivedBelow || this.#arrivedBeyond.has(number);
  }
}

/** What is told of a message that failed. */
type Failure = Pick<Extract<SimulatedEvent, { readonly type: 'sendFailed' }>, 'wasSent' | 'isAbandoned'>;

/** Of a message with this PPID. */
export function sessionOf(ppid: number): number {
  return Math.floor(ppid / numbers);
}

/** A PPID holds the number of the session and that of the message. */
const numbers = 2 ** 16;

const messageOf = createMessages({ count: numbers, smallestSize: 1, largestSize: 20_000, streams: 4 });
