import { ChunkReader, chunkTypes, describePacket } from 'usctp/codec';
import * as assert from 'uvu/assert';
import type { Association } from '../../lib/src/core.ts';
import type { SimulatedHost, SimulatedNetwork, SimulatedPacket } from '../../lib/src/simulation/index.ts';

/**
 * Packets with control chunks other than SACK that one packet may be answered with (RFC 9260 §12.4), to each address:
 * what answers a HEARTBEAT from an address that is not confirmed may not take other chunks along (§5.4).
 */
const maxControlPackets = 1;
/** Their bytes, for each byte that came, and beside that. */
const bytesPerByte = 4;
const bytesBeside = 100;
/** Things that may happen at one point of time. */
const maxStepsAtOnce = 3_000;

interface Received {
  readonly host: SimulatedHost;
  readonly bytes: Uint8Array;
}

/** Looks at hosts after each thing that happens, and throws when one does what it must never do. */
export class Watch {
  readonly #network: SimulatedNetwork;
  readonly #hosts: readonly SimulatedHost[];
  #received: Received | undefined;
  #sent: SimulatedPacket[] = [];
  #receivedCount = 0;
  #lastTime = 0;
  #stepsAtOnce = 0;

  constructor(network: SimulatedNetwork, hosts: readonly SimulatedHost[]) {
    this.#network = network;
    this.#hosts = hosts;
    for (const host of hosts) this.#noteInput(host);
  }

  /** Packets that the hosts have received. */
  get receivedCount(): number {
    return this.#receivedCount;
  }

  /** A host has sent a packet. */
  sent(packet: SimulatedPacket): void {
    this.#sent.push(packet);
  }

  /** Goes on until the condition holds, or for so many ms. */
  run(duration: number, condition: () => boolean = () => false): boolean {
    return this.#network.runUntil(() => {
      this.check();
      return condition();
    }, duration);
  }

  /** @throws Error for what is wrong with the hosts now. */
  check(): void {
    this.#checkOutput();
    this.#checkTime();
    for (const host of this.#hosts) {
      for (const association of host.endpoint.associations) checkAssociation(association);
    }
    this.#received = undefined;
    this.#sent = [];
  }

  #noteInput(host: SimulatedHost): void {
    const { endpoint } = host;
    const receive = endpoint.receive.bind(endpoint);
    endpoint.receive = (bytes, from, to, now) => {
      this.#received = { host, bytes: Uint8Array.from(bytes) };
      this.#receivedCount += 1;
      return receive(bytes, from, to, now);
    };
  }

  #checkOutput(): void {
    if (this.#received === undefined) return;
    const { host, bytes } = this.#received;
    const control = this.#sent
      .filter(({ from }) => host.addresses.some(({ ip }) => ip === from.ip))
      .filter((packet) => controlLength(packet.bytes) > 0);
    const length = control.reduce((sum, packet) => sum + controlLength(packet.bytes), 0);
    const addressCount = new Set(control.map(({ to }) => to.ip)).size;
    const isFew = control.length <= maxControlPackets * addressCount;
    if (isFew && length <= bytesPerByte * bytes.length + bytesBeside) return;
    const answers = control.map((packet) => describePacket(packet.bytes)).join(' and ');
    throw new Error(`${describePacket(bytes)} was answered with ${answers}`);
  }

  #checkTime(): void {
    const { now } = this.#network;
    this.#stepsAtOnce = now > this.#lastTime ? 0 : this.#stepsAtOnce + 1;
    this.#lastTime = now;
    assert.ok(this.#stepsAtOnce < maxStepsAtOnce, `${maxStepsAtOnce} things happened at ${now} ms`);
  }
}

function checkAssociation(association: Association): void {
  let flightSize = 0;
  for (const { state, rto, flightSize: onPath, congestionControl, address } of association.paths) {
    const path = `path to ${address.ip}, ${state}`;
    assert.ok(rto >= 1000 && rto <= 60_000, `RTO of ${rto} ms, ${path}`);
    assert.ok(onPath >= 0, `flight size of ${onPath}, ${path}`);
    assert.ok(
      congestionControl.cwnd > 0 && congestionControl.cwnd < 2 ** 31,
      `cwnd of ${congestionControl.cwnd}, ${path}`,
    );
    flightSize += onPath;
  }
  const { bufferedAmount } = association;
  assert.ok(bufferedAmount >= 0, `buffered amount of ${bufferedAmount}`);
  if (bufferedAmount === 0) assert.is(flightSize, 0, 'nothing is buffered, and something in flight');
}

/** Bytes of chunks other than DATA and SACK. HEARTBEATs count as well: no packet is answered with one. */
function controlLength(packet: Uint8Array): number {
  let length = 0;
  for (const reader = new ChunkReader(packet); reader.hasNext(); ) {
    const type = reader.peekType();
    const chunk = reader.nextBytes();
    if (type !== chunkTypes.DATA && type !== chunkTypes.SACK) length += chunk.length;
  }
  return length;
}
