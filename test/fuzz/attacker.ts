import { commonHeaderLength, writeChecksum } from 'usctp/codec';
import { type Address, address } from '../../lib/src/address.ts';
import type { SimulatedNetwork, SimulatedPacket } from '../../lib/src/simulation/index.ts';
import type { Attack } from './attack.ts';
import { type SeenTsns, seenAfter } from './insertion.ts';
import { mutate } from './mutation.ts';

/** Addresses that an attacker may forge. */
const otherAddress = address('203.0.113.7');
const nothingSeen: SeenTsns = { first: 0, highest: 0 };
const honestAddress = address('192.0.2.3');

/** Does what a plan says to the packets of one session. */
export class Attacker {
  readonly #network: SimulatedNetwork;
  readonly #attacks = new Map<number, Attack[]>();
  readonly #history: SimulatedPacket[] = [];
  /** By the tag of the packets in that direction. */
  readonly #seen = new Map<number, SeenTsns>();
  #packetCount = 0;
  #forgedCount = 0;
  #isActive = true;

  constructor(network: SimulatedNetwork, attacks: readonly Attack[]) {
    this.#network = network;
    for (const attack of attacks) {
      this.#attacks.set(attack.packet, [...(this.#attacks.get(attack.packet) ?? []), attack]);
    }
  }

  /** Packets that the attacker has sent. */
  get forgedCount(): number {
    return this.#forgedCount;
  }

  stop(): void {
    this.#isActive = false;
  }

  /** Sees a packet of the session; whether it is taken away. */
  see(packet: SimulatedPacket): boolean {
    const attacks = this.#attacks.get(this.#packetCount) ?? [];
    this.#packetCount += 1;
    this.#history.push(packet);
    const seen = seenAfter(this.#seen.get(tagOf(packet)), packet.bytes);
    if (seen !== undefined) this.#seen.set(tagOf(packet), seen);
    if (!this.#isActive) return false;
    for (const attack of attacks) this.#send(this.#forge(packet, attack), attack.delay);
    return attacks.some(({ isInstead }) => isInstead);
  }

  #send(packet: SimulatedPacket, delay: number): void {
    this.#network.at(this.#network.now + delay, () => {
      if (!this.#isActive) return;
      this.#forgedCount += 1;
      this.#network.deliver(packet);
    });
  }

  #forge(atHand: SimulatedPacket, { back, mutations, source }: Attack): SimulatedPacket {
    const base = this.#earlier(back);
    const opposite = this.#history.findLast(({ from }) => from.ip !== atHand.from.ip);
    const [tag, oppositeTag] = [tagOf(atHand), opposite === undefined ? 0 : tagOf(opposite)];
    const context = {
      earlier: (count: number) => this.#earlier(count).bytes,
      ...{ tag, oppositeTag },
      seen: this.#seen.get(tag) ?? nothingSeen,
      seenOpposite: this.#seen.get(oppositeTag) ?? nothingSeen,
    };
    let bytes: Uint8Array = Uint8Array.from(base.bytes);
    for (const mutation of mutations) bytes = mutate(bytes, mutation, context);
    if (bytes.length >= commonHeaderLength) writeChecksum(bytes);
    return { bytes, ...this.#route(base, source) };
  }

  #route({ from, to }: SimulatedPacket, source: Attack['source']): { readonly from: Address; readonly to: Address } {
    if (source === 'its own') return { from, to };
    if (source === 'its destination') return { from: to, to: from };
    return { from: source === 'another address' ? otherAddress : honestAddress, to };
  }

  #earlier(back: number): SimulatedPacket {
    const packet = this.#history[Math.max(this.#history.length - 1 - back, 0)];
    if (packet === undefined) throw new Error('no packet has been seen');
    return packet;
  }
}

function tagOf({ bytes }: SimulatedPacket): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4);
}
