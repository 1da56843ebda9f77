import { type Address, address } from '../../../lib/src/address.ts';
import type { Association } from '../../../lib/src/association/association.ts';
import type { AssociationEvent } from '../../../lib/src/association/event.ts';
import type { StateName } from '../../../lib/src/association/state.ts';
import type { Chunk, DataChunk, InitAckChunk } from '../../../lib/src/codec/chunk.ts';
import { decodePacket, encodePacket, type Packet } from '../../../lib/src/codec/packet.ts';
import { Endpoint } from '../../../lib/src/endpoint/endpoint.ts';
import type { EndpointEvent } from '../../../lib/src/endpoint/endpoint-event.ts';
import type { EndpointOptions } from '../../../lib/src/endpoint/endpoint-options.ts';
import { type Options, resolveOptions } from '../../../lib/src/options.ts';
import { dataChunk } from '../../helpers/data-chunk.ts';

export const localAddress: Address = address('192.0.2.1');
export const peerAddress: Address = address('198.51.100.1');
export const otherPeerAddress: Address = address('198.51.100.2');
export const localPort = 1000;
export const peerPort = 2000;
export const peerTag = 0x77777777;
export const peerTsn = 5000;

/** Of an INIT ACK whose sender supports FORWARD TSN. */
export const partiallyReliable: Partial<InitAckChunk> = {
  parameters: [{ type: 'State Cookie', cookie: Buffer.from('cookie') }, { type: 'Forward-TSN-Supported' }],
};

/** Of an INIT ACK whose sender supports RE-CONFIG. */
export const reconfigurable: Partial<InitAckChunk> = {
  parameters: [
    { type: 'State Cookie', cookie: Buffer.from('cookie') },
    { type: 'Supported Extensions', chunkTypes: [130] },
  ],
};

/** A packet as it went out. */
export interface SentPacket extends Packet {
  readonly to: Address;
  readonly from: Address | undefined;
}

/** 100, 101, …: the first association has tag 100 and initial TSN 101. */
export function countingRandom(): EndpointOptions['random'] {
  let next = 100;
  return {
    uint32: () => {
      next += 1;
      return next - 1;
    },
    fraction: () => 0.5,
  };
}

export function endpointOptions(
  options: Partial<Options> = {},
  change: Partial<EndpointOptions> = {},
): EndpointOptions {
  return {
    port: localPort,
    options: resolveOptions({ cookieKeys: [Buffer.alloc(32, 1)], ...options }),
    random: countingRandom(),
    advertisedAddresses: [],
    mtuTo: () => 1500,
    encapsulationOverhead: 0,
    controlsFragmentation: true,
    ...change,
  };
}

/** The peer's first DATA chunk, but for what the test says. */
export function peerData(change: Partial<DataChunk> = {}): DataChunk {
  return dataChunk({ tsn: peerTsn, ...change });
}

export function initAck(change: Partial<InitAckChunk> = {}): InitAckChunk {
  return {
    type: 'INIT ACK',
    initiateTag: peerTag,
    advertisedReceiverWindowCredit: 100_000,
    numberOfOutboundStreams: 10,
    numberOfInboundStreams: 10,
    initialTsn: peerTsn,
    parameters: [{ type: 'State Cookie', cookie: Buffer.from('cookie') }],
    ...change,
  };
}

/** An endpoint that has called a peer, whose part the test plays chunk by chunk. */
export class HandDriven {
  readonly endpoint: Endpoint;
  readonly association: Association;
  now = 0;

  constructor(
    options: Partial<Options> = {},
    addresses: readonly [Address, ...Address[]] = [peerAddress],
    change: Partial<EndpointOptions> = {},
  ) {
    this.endpoint = new Endpoint(endpointOptions(options, change));
    this.association = this.endpoint.connect(peerPort, addresses, undefined, 0);
  }

  /** One that has come to this state, and has sent and told all that goes with it. */
  static in(state: StateName, options: Partial<Options> = {}, ofPeer: Partial<InitAckChunk> = {}): HandDriven {
    const driven = new HandDriven(options);
    driven.sent();
    if (state !== 'COOKIE-WAIT') driven.answer(initAck(ofPeer));
    if (state !== 'COOKIE-WAIT' && state !== 'COOKIE-ECHOED') driven.answer({ type: 'COOKIE ACK' });
    if (state === 'SHUTDOWN-PENDING' || state === 'SHUTDOWN-RECEIVED') driven.send('unacknowledged');
    driven.sent();
    if (state === 'SHUTDOWN-PENDING' || state === 'SHUTDOWN-SENT') driven.association.shutdown(driven.now);
    if (state === 'SHUTDOWN-RECEIVED' || state === 'SHUTDOWN-ACK-SENT') {
      driven.answer({ type: 'SHUTDOWN', cumulativeTsnAck: 100 });
    }
    driven.sent();
    driven.events();
    if (driven.association.state !== state) throw new Error(`${driven.association.state}, not ${state}`);
    return driven;
  }

  /** A packet with these chunks and the right tag comes from the peer; gives what goes out in return. */
  answer(...chunks: readonly Chunk[]): SentPacket[] {
    return this.answerWith({}, ...chunks);
  }

  /** As {@link answer}, with another tag or from another address. */
  answerWith({ tag = 100, from = peerAddress }: { tag?: number; from?: Address }, ...chunks: readonly Chunk[]) {
    const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: tag };
    return this.answerBytes(encodePacket({ ...header, chunks }), from);
  }

  answerBytes(packet: Uint8Array, from: Address = peerAddress): SentPacket[] {
    this.endpoint.receive(packet, from, localAddress, this.now);
    return this.sent();
  }

  send(text: string, change: { readonly streamId?: number } = {}): number {
    const message = { data: Buffer.from(text), streamId: 0, ppid: 0, unordered: false, sackImmediately: false };
    return this.association.send({ ...message, ...change }, this.now);
  }

  /** All packets that go out now. */
  sent(): SentPacket[] {
    return drain(this.endpoint, this.now);
  }

  /** Their chunk types, packet by packet. */
  sentTypes(): string[] {
    return typesOf(this.sent());
  }

  /** Goes on to the next deadline; gives what goes out then. */
  timeOut(): SentPacket[] {
    const deadline = this.endpoint.nextTimeout();
    if (deadline === undefined) throw new Error('the endpoint waits for nothing');
    this.now = deadline;
    this.endpoint.handleTimeout(this.now);
    return this.sent();
  }

  /** What has been told since this was asked last. */
  events(): AssociationEvent[] {
    return drainEvents(this.endpoint).flatMap((event) => (event.type === 'association' ? [event.event] : []));
  }

  eventTypes(): string[] {
    return this.events().map(({ type }) => type);
  }
}

export function drain(endpoint: Endpoint, now: number): SentPacket[] {
  const packets: SentPacket[] = [];
  for (let next = endpoint.nextTransmit(now); next !== undefined; next = endpoint.nextTransmit(now)) {
    packets.push({ ...decodePacket(next.packet), to: next.to, from: next.from });
  }
  return packets;
}

export function drainEvents(endpoint: Endpoint): EndpointEvent[] {
  const events: EndpointEvent[] = [];
  for (let next = endpoint.nextEvent(); next !== undefined; next = endpoint.nextEvent()) events.push(next);
  return events;
}

/** `['COOKIE ECHO', 'SACK, DATA']`: the chunk types of each packet. */
export function typesOf(packets: readonly SentPacket[]): string[] {
  return packets.map(({ chunks }) => chunks.map(({ type }) => type).join(', '));
}
