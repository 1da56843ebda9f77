import * as assert from 'uvu/assert';
import { type Chunk, decodePacket, type Packet } from '../../lib/src/codec/index.ts';
import type { SimulatedHost, SimulatedNetwork, SimulatedPacket } from '../../lib/src/simulation/index.ts';

/**
 * Carries the packets of two hosts by hand, each at once or not at all. A step like `A -> SACK, DATA` means the next
 * packet of A, and that it holds these chunks in this order.
 */
export class Ladder {
  readonly #network: SimulatedNetwork;
  /** Packets that were sent and not yet taken, by the name of the side. */
  readonly #waiting: Readonly<Record<string, SimulatedPacket[]>> = { A: [], Z: [] };
  #last: SimulatedPacket | undefined;

  constructor(network: SimulatedNetwork, a: SimulatedHost) {
    this.#network = network;
    network.intercept = (packet) => {
      const isFromA = a.addresses.some(({ ip }) => ip === packet.from.ip);
      this.#waiting[isFromA ? 'A' : 'Z']?.push(packet);
      return true;
    };
  }

  /** The packet of the last step. */
  get packet(): Packet {
    assert.ok(this.#last, 'no step was taken');
    return decodePacket(this.#last.bytes);
  }

  /** The first chunk of this type in the packet of the last step. */
  chunk<T extends Chunk['type']>(type: T): Extract<Chunk, { readonly type: T }> {
    const chunk = this.packet.chunks.find((candidate) => candidate.type === type);
    assert.ok(chunk, `the packet of the last step has no ${type}`);
    return chunk as Extract<Chunk, { readonly type: T }>; // its type was compared
  }

  /** The TSNs of the DATA chunks in the packet of the last step. */
  get tsns(): number[] {
    return this.packet.chunks.flatMap((chunk) => (chunk.type === 'DATA' ? [chunk.tsn] : []));
  }

  /** Where the packet of the last step went to. */
  get destination(): string | undefined {
    return this.#last?.to.ip;
  }

  deliver(...steps: string[]): this {
    for (const step of steps) this.#network.deliver(this.hold(step));
    return this;
  }

  lose(...steps: string[]): this {
    for (const step of steps) this.hold(step);
    return this;
  }

  /** Takes a packet out, to be given to `network.deliver` later, or not. */
  hold(step: string): SimulatedPacket {
    this.#network.settle();
    const [side = '', chunks] = step.split(' -> ');
    const packet = this.#waiting[side]?.shift();
    assert.ok(packet, `${step}: ${side} has sent nothing. ${this.#describe()}`);
    assert.is(chunksOf(packet), chunks, `${step}: ${side} has sent ${chunksOf(packet)}. ${this.#describe()}`);
    this.#last = packet;
    return packet;
  }

  /** Checks that neither side has sent anything more. */
  quiet(): this {
    this.#network.settle();
    assert.is(this.#describe(), 'Nothing waits.');
    return this;
  }

  /** Delivers whatever both sides send, until they send no more. */
  deliverAll(): this {
    for (;;) {
      this.#network.settle();
      const packet = this.#waiting.A?.shift() ?? this.#waiting.Z?.shift();
      if (packet === undefined) return this;
      this.#network.deliver(packet);
    }
  }

  #describe(): string {
    const packets = Object.entries(this.#waiting).flatMap(([side, waiting]) =>
      waiting.map((packet) => `${side} -> ${chunksOf(packet)}`),
    );
    return packets.length === 0 ? 'Nothing waits.' : `Waiting: ${packets.join('; ')}.`;
  }
}

function chunksOf({ bytes }: SimulatedPacket): string {
  return decodePacket(bytes)
    .chunks.map(({ type }) => type)
    .join(', ');
}
