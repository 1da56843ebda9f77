import { createMessages, type NumberedMessage, type Traffic } from './traffic.ts';

/** What may be reported before the rest is only counted. */
const problemsShown = 10;

/** Checks that every message of a traffic arrives: whole, once, and in order where that was asked for. */
export class Ledger {
  readonly #traffic: Traffic;
  readonly #messageOf: (number: number) => NumberedMessage;
  /** All messages below this number have come, */
  #seenBelow = 0;
  /** and these. */
  readonly #seenBeyond = new Set<number>();
  /** Number of the last ordered message, by stream. */
  readonly #lastOrdered = new Map<number, number>();
  readonly #problems: string[] = [];
  #bytes = 0;
  #problemCount = 0;
  #expected: number;

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
    this.#expected = traffic.count;
    this.#messageOf = createMessages(traffic);
  }

  /** Takes a message that arrived. */
  enter(message: NumberedMessage): void {
    const problem = this.#problemOf(message);
    if (message.ppid < this.#traffic.count) this.#see(message.ppid);
    this.#bytes += message.data.length;
    if (!message.unordered) this.#lastOrdered.set(message.stream, message.ppid);
    if (problem === undefined) return;
    this.#problemCount += 1;
    if (this.#problems.length >= problemsShown) return;
    this.#problems.push(`message ${message.ppid}, ${message.data.length} bytes on ${message.stream}: ${problem}`);
  }

  /** A traffic without end has ended after so many messages; undefined: after the last that came. */
  expect(count = Math.max(this.#seenBelow, ...[...this.#seenBeyond].map((number) => number + 1))): void {
    this.#expected = count;
  }

  /** Whether every message that was sent has come. */
  get isComplete(): boolean {
    return this.messages >= this.#expected;
  }

  /** How many messages are to come in all. */
  get expected(): number {
    return this.#expected;
  }

  get messages(): number {
    return this.#seenBelow + this.#seenBeyond.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The first few things that were wrong, then how many more there are. */
  get problems(): readonly string[] {
    const rest = this.#problemCount - this.#problems.length;
    return rest === 0 ? this.#problems : [...this.#problems, `and ${rest} more`];
  }

  /** Remembers no more than what came too early: a traffic may go on for long. */
  #see(number: number): void {
    if (number >= this.#seenBelow) this.#seenBeyond.add(number);
    while (this.#seenBeyond.delete(this.#seenBelow)) this.#seenBelow += 1;
  }

  #problemOf(message: NumberedMessage): string | undefined {
    const { data, stream, ppid, unordered } = message;
    if (ppid >= this.#traffic.count) return 'never sent';
    if (ppid < this.#seenBelow || this.#seenBeyond.has(ppid)) return 'twice';
    const expected = this.#messageOf(ppid);
    if (stream !== expected.stream) return `sent on ${expected.stream}`;
    if (unordered !== expected.unordered) return unordered ? 'sent ordered' : 'sent unordered';
    if (data.length !== expected.data.length) return `sent with ${expected.data.length} bytes`;
    if (Buffer.compare(data, expected.data) !== 0) return 'other bytes than were sent';
    const last = this.#lastOrdered.get(stream);
    if (!unordered && last !== undefined && ppid < last) return `after ${last}, out of order`;
    return undefined;
  }
}
