import type { Address } from '../../../lib/src/address.ts';
import type { Chunk, InitChunk } from '../../../lib/src/codec/chunk.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import { Endpoint } from '../../../lib/src/endpoint/endpoint.ts';
import type { EndpointOptions } from '../../../lib/src/endpoint/endpoint-options.ts';
import type { Options } from '../../../lib/src/options.ts';
import {
  drain,
  endpointOptions,
  initAck,
  localAddress,
  localPort,
  peerAddress,
  peerPort,
  type SentPacket,
} from './hand-driven.ts';

/** Where a packet comes from and goes to, where that is not the usual. */
export interface Envelope {
  readonly tag?: number;
  readonly from?: Address;
  readonly to?: Address | undefined;
}

/** The COOKIE ECHO that answers an INIT ACK, and the tag to send it with. */
export function cookieEchoTo([packet]: readonly SentPacket[]) {
  const [chunk] = packet?.chunks ?? [];
  const [cookie] = chunk?.type === 'INIT ACK' ? chunk.parameters : [];
  if (chunk?.type !== 'INIT ACK' || cookie?.type !== 'State Cookie') throw new Error('no INIT ACK with a cookie');
  return { cookieEcho: { type: 'COOKIE ECHO', cookie: cookie.cookie } as const, tag: chunk.initiateTag };
}

/** An endpoint that peers may call, and a peer whose part the test plays. */
export class Listening {
  readonly endpoint: Endpoint;
  now = 0;

  constructor(options: Partial<Options> = {}, change: Partial<EndpointOptions> = {}) {
    this.endpoint = new Endpoint(endpointOptions(options, change));
    this.endpoint.listen(true);
  }

  /** A packet comes from the peer; gives what goes out in return. */
  receive(envelope: Envelope, ...chunks: readonly Chunk[]): SentPacket[] {
    const { tag = 0, from = peerAddress, to = localAddress } = envelope;
    const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: tag };
    this.endpoint.receive(encodePacket({ ...header, chunks }), from, 'to' in envelope ? envelope.to : to, this.now);
    return drain(this.endpoint, this.now);
  }

  /** Calls with INIT; gives the COOKIE ECHO that answers the INIT ACK, and the tag to send it with. */
  call(change: Partial<InitChunk> = {}, envelope: Envelope = {}) {
    return cookieEchoTo(this.receive(envelope, init(change)));
  }

  /** Sets an association up from the side of the peer. */
  accept(change: Partial<InitChunk> = {}) {
    const { cookieEcho, tag } = this.call(change);
    const sent = this.receive({ tag }, cookieEcho);
    const [association] = this.endpoint.associations;
    if (association === undefined) throw new Error('no association');
    return { association, sent, tag, cookieEcho };
  }
}

export function init(change: Partial<InitChunk> = {}): InitChunk {
  return { ...initAck({ parameters: [] }), type: 'INIT', ...change };
}
