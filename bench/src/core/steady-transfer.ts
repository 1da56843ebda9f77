import type { Association, Endpoint, Transmit } from 'usctp/core';
import { type Station, Wire } from './wire.ts';

const ports = { a: 5000, z: 5001 };
/** Messages after which the congestion window has all that a round needs. */
const openingCount = 20_000;

/** Two endpoints in bulk transfer, taken through it by hand: first a sends, then z receives, then a is acknowledged. */
export class SteadyTransfer {
  readonly #wire = new Wire();
  readonly #a: Station;
  readonly #z: Station;
  readonly #association: Association;
  readonly #message: Parameters<Association['send']>[0];
  readonly #data: Transmit[] = [];
  readonly #sacks: Transmit[] = [];

  constructor(payload: Uint8Array) {
    // A round is larger than what Max.Burst would send at once.
    const options = { maxBurst: 65_535, heartbeatInterval: 0 };
    this.#a = this.#wire.add('192.0.2.1', ports.a, options);
    this.#z = this.#wire.add('192.0.2.2', ports.z, options);
    this.#z.endpoint.listen(true);
    this.#association = this.#a.endpoint.connect(ports.z, [this.#z.address], undefined, this.#wire.now);
    this.#wire.exchange(this.#a);
    this.#message = { data: payload, streamId: 0, ppid: 46, unordered: false, sackImmediately: false };
    for (let i = 0; i < openingCount; i += 1) this.#association.send(this.#message, this.#wire.now);
    this.#wire.exchange(this.#a);
    while (this.#association.bufferedAmount > 0) this.#wire.advance(this.#z);
  }

  /** Has as many messages sent as packets. @throws Error when that does not come out. */
  send(count: number): void {
    this.#wire.now += 1;
    this.#data.length = 0;
    for (let i = 0; i < count; i += 1) {
      this.#association.send(this.#message, this.#wire.now);
      this.#collect(this.#a.endpoint, this.#data);
    }
    this.#a.endpoint.nextTimeout();
    if (this.#data.length !== count) throw new Error(`${this.#data.length} packets of ${count} messages`);
  }

  /** Receives the packets that were sent, and reads the messages; a SACK is made for every second packet. */
  receive(): void {
    const { endpoint, address } = this.#z;
    const { now } = this.#wire;
    this.#sacks.length = 0;
    for (const { packet } of this.#data) {
      endpoint.receive(packet, this.#a.address, address, now);
      this.#read(endpoint);
      this.#collect(endpoint, this.#sacks);
      endpoint.nextTimeout();
    }
  }

  /** Receives the SACKs. */
  acknowledge(): void {
    const { endpoint, address } = this.#a;
    for (const { packet } of this.#sacks) {
      endpoint.receive(packet, this.#z.address, address, this.#wire.now);
      this.#read(endpoint);
      this.#collect(endpoint, this.#data);
      endpoint.nextTimeout();
    }
  }

  #collect(endpoint: Endpoint, packets: Transmit[]): void {
    const { now } = this.#wire;
    for (let next = endpoint.nextTransmit(now); next !== undefined; next = endpoint.nextTransmit(now))
      packets.push(next);
  }

  #read(endpoint: Endpoint): void {
    for (let next = endpoint.nextEvent(); next !== undefined; next = endpoint.nextEvent()) {
      if (next.type !== 'association' || next.event.type !== 'readable') continue;
      while (next.association.read(this.#wire.now) !== undefined);
    }
  }
}
