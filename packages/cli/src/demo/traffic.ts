import type { Association, Message } from 'usctp';
import { createPayload } from '../payload.ts';
import { type RoundTrips, summarizeRoundTrips } from '../round-trips.ts';
import { type Count, Tally } from '../tally.ts';

export const streamCount = 8;
const burstCount = 320;
const pingCount = 80;

/** What came of the messages. */
export interface TrafficResult {
  readonly sent: Count;
  readonly received: Count;
  readonly unordered: number;
  readonly roundTrips: RoundTrips | undefined;
  /** What is wrong with the echoes; empty when nothing is. */
  readonly faults: readonly string[];
}

/** Sends a burst of messages, then some one by one, and checks that each returns once, whole and in its order. */
export async function exchangeMessages(association: Association): Promise<TrafficResult> {
  const check = new EchoCheck();
  const sent = new Tally();
  const messages = association[Symbol.asyncIterator]();
  const send = async (number: number) => {
    const { data, ...options } = messageOf(number);
    await association.send(data, options);
    sent.countSent(data);
  };
  for (let number = 0; number < burstCount; number += 1) await send(number);
  for (let count = 0; count < burstCount; count += 1) check.enter(await nextMessage(messages));
  const times: number[] = [];
  for (let number = burstCount; number < burstCount + pingCount; number += 1) {
    const start = performance.now();
    await send(number);
    check.enter(await nextMessage(messages));
    times.push(performance.now() - start);
  }
  const { received, unordered, faults } = check;
  return { sent: sent.sent, received, unordered, roundTrips: summarizeRoundTrips(times), faults };
}

/** The message of that number, up to 2³²-1: 16–3,000 bytes, so that some are fragmented; every fourth is unordered. */
export function messageOf(number: number): Pick<Message, 'data' | 'stream' | 'unordered'> {
  const data = createPayload(number, 16 + ((number * 373) % 2985));
  data.writeUInt32BE(number);
  return { data, stream: (number * 5) % streamCount, unordered: number % 4 === 3 };
}

async function nextMessage(messages: AsyncIterator<Message, void, undefined>): Promise<Message> {
  const { value, done } = await messages.next();
  if (done) throw new Error('the association ended before all messages were back');
  return value;
}

/** Compares echoes with the messages of {@link messageOf}. */
export class EchoCheck {
  readonly #tally = new Tally();
  readonly #faults: string[] = [];
  readonly #seen = new Set<number>();
  readonly #lastOrdered = new Map<number, number>();
  #unordered = 0;

  get received(): Count {
    return this.#tally.received;
  }

  get unordered(): number {
    return this.#unordered;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  enter({ data, stream, unordered }: Pick<Message, 'data' | 'stream' | 'unordered'>): void {
    const number = data.length < 4 ? 0 : data.readUInt32BE();
    const expected = messageOf(number);
    const isIntact = expected.data.equals(data) && expected.stream === stream && expected.unordered === unordered;
    this.#expect(isIntact, `message ${number} has changed`);
    this.#expect(!this.#seen.has(number), `message ${number} came twice`);
    this.#expect(unordered || (this.#lastOrdered.get(stream) ?? -1) < number, `message ${number} came out of order`);
    this.#seen.add(number);
    this.#tally.countReceived(data);
    if (unordered) this.#unordered += 1;
    else this.#lastOrdered.set(stream, number);
  }

  #expect(condition: boolean, fault: string): void {
    if (!condition) this.#faults.push(fault);
  }
}
