import * as assert from 'uvu/assert';
import type { Options } from '../../lib/src/core.ts';
import {
  type SimulatedAssociation,
  type SimulatedEvent,
  type SimulatedHost,
  SimulatedNetwork,
} from '../../lib/src/simulation/index.ts';

/** One way, in ms: a round trip takes 20, and what waits for the bandwidth on top of it. */
export const delay = 10;
const bandwidth = 10_000_000;
/** Bytes that wait for the link at most: 52 ms of its bandwidth. */
const queue = 65_536;
/** Messages that are queued or unacknowledged while there are more to come. */
export const waiting = 500;

/** What the user of A was told of a path, and when. */
interface PathChange {
  readonly time: number;
  readonly ip: string;
  readonly state: string;
}

export interface TwoLinksOptions {
  readonly options?: Partial<Options>;
  /** The second address of A and of Z; IPv4 unless the test says otherwise. */
  readonly second?: readonly [string, string];
}

/** A, under load all the time, and Z, which counts; two links between them that can be cut. */
export class TwoLinks {
  readonly network = new SimulatedNetwork({ link: { delay, bandwidth, queue } });
  readonly changes: PathChange[] = [];
  readonly atA: SimulatedAssociation;
  readonly #links: readonly { readonly a: string; readonly z: string }[];
  readonly #z: SimulatedHost;
  #sent = 0;
  #count = 0;

  constructor({ options = {}, second = ['198.51.100.1', '198.51.100.2'] }: TwoLinksOptions = {}) {
    this.#links = [
      { a: '192.0.2.1', z: '192.0.2.2' },
      { a: second[0], z: second[1] },
    ];
    this.#z = this.network.host({ addresses: ['192.0.2.2', second[1]], port: 5002 });
    this.#z.listen();
    const onEvent = (_: SimulatedAssociation, event: SimulatedEvent) => this.#handle(event);
    const a = this.network.host({ addresses: ['192.0.2.1', second[0]], port: 5001, options, onEvent });
    this.atA = a.connect({ addresses: ['192.0.2.2', second[1]], port: 5002 });
    assert.ok(this.network.runUntil(() => this.atA.state === 'ESTABLISHED'));
  }

  /** Messages that Z has got. */
  get receivedCount(): number {
    return this.#z.association?.messages.length ?? 0;
  }

  /** Begins to send so many messages, with more in the queue than the link and its window hold. */
  load(count: number): void {
    this.#count = count;
    for (let i = 0; i < waiting; i += 1) this.#sendNext();
  }

  /** Cuts or mends the link with this number, in both directions. */
  setLink(number: 0 | 1, isUp: boolean): void {
    const { a, z } = this.#links[number] as { a: string; z: string }; // there are two
    this.network.link(a, z).isUp = isUp;
    this.network.link(z, a).isUp = isUp;
  }

  /** Packets that A has given to the link. */
  sentOn(number: 0 | 1): number {
    const { a, z } = this.#links[number] as { a: string; z: string }; // there are two
    return this.network.link(a, z).statistics.sent;
  }

  /** When the address first came to this state after `since`, in ms from there. */
  timeUntil(ip: string, state: string, since: number): number {
    const find = () => this.changes.find((one) => one.ip === ip && one.state === state && one.time >= since);
    assert.ok(
      this.network.runUntil(() => find() !== undefined),
      `${ip} never became ${state}`,
    );
    return (find()?.time ?? 0) - since;
  }

  /** Goes on until all has been sent, and checks that Z got each message once, in order. */
  checkAllArrived(): void {
    assert.ok(this.network.runUntil(() => this.atA.core.bufferedAmount === 0 && this.#sent === this.#count));
    const received = this.#z.association?.messages.map(({ data }) => data.readUInt32BE(0)) ?? [];
    assert.equal(
      received,
      Array.from({ length: this.#count }, (_, index) => index),
    );
    assert.is(this.atA.events.filter(({ type }) => type === 'sendFailed').length, 0);
  }

  #handle(event: SimulatedEvent): void {
    if (event.type === 'acknowledged') this.#sendNext();
    if (event.type === 'path') {
      this.changes.push({ time: this.network.now, ip: event.address.ip, state: event.state });
    }
  }

  #sendNext(): void {
    if (this.#sent === this.#count) return;
    const message = Buffer.alloc(1000);
    message.writeUInt32BE(this.#sent, 0);
    this.#sent += 1;
    this.atA.send(message);
  }
}
