import {
  type AbortChunk,
  type Chunk,
  chunkName,
  DecodeError,
  decodePacket,
  describeChunk,
  encodePacket,
  type InitAckChunk,
  type Packet,
} from 'usctp/codec';
import type { Options } from 'usctp/core';

/** The ends of an association that is asked for, and the tag that the answer has to bear. */
export interface Ends {
  readonly localPort: number;
  readonly port: number;
  readonly tag: number;
}

/** What an INIT ACK tells of a server. Sizes in bytes. */
export interface ServerOffer {
  readonly initiateTag: number;
  /** Advertised receiver window. */
  readonly window: number;
  /** Streams that the server takes. */
  readonly inboundStreams: number;
  /** Streams that it wants to send on. */
  readonly outboundStreams: number;
  /** Listed in the INIT ACK: none when the server has but the one that it answers from. */
  readonly addresses: readonly string[];
  /** Chunk types of the extensions that it supports, and other abilities, by name. */
  readonly extensions: readonly string[];
}

/** What came of an INIT: an offer, or why there is none. */
export type InitAnswer = { readonly offer: ServerOffer } | { readonly refusal: string };

/** An INIT with nothing but its mandatory fields (RFC 9260 §3.3.2). */
export function encodeInit({ localPort, port, tag }: Ends, initialTsn: number, options: Options): Uint8Array {
  return encodeChunk(localPort, port, 0, {
    type: 'INIT',
    initiateTag: tag,
    advertisedReceiverWindowCredit: options.receiveBuffer,
    numberOfOutboundStreams: options.outboundStreams,
    numberOfInboundStreams: options.inboundStreams,
    initialTsn,
    parameters: [],
  });
}

/** The ABORT that tells a server that no COOKIE ECHO will follow. It keeps no state, so that it has none to drop. */
export function encodeAbort({ localPort, port }: Ends, peerTag: number): Uint8Array {
  const reason = Buffer.from('probe');
  const causes = [{ type: 'User-Initiated Abort', reason }] as const;
  return encodeChunk(localPort, port, peerTag, { type: 'ABORT', isTagReflected: false, causes });
}

/** What the packet says to our INIT; undefined when it is no answer to it. Its checksum is for the caller to check. */
export function readAnswer(bytes: Uint8Array, ends: Ends): InitAnswer | undefined {
  const packet = decode(bytes);
  if (packet === undefined) return undefined;
  const { sourcePort, destinationPort, verificationTag, chunks } = packet;
  const isOurs = sourcePort === ends.port && destinationPort === ends.localPort && verificationTag === ends.tag;
  const [first] = chunks;
  if (!isOurs || first === undefined) return undefined;
  if (first.type === 'ABORT') return { refusal: describeAbort(first) };
  return first.type === 'INIT ACK' ? readInitAck(first) : undefined;
}

/** RFC 9260 §3.3.3: which values of an INIT ACK make an association impossible. */
function readInitAck(chunk: InitAckChunk): InitAnswer {
  const { initiateTag, numberOfInboundStreams, numberOfOutboundStreams, parameters } = chunk;
  const hasCookie = parameters.some(({ type }) => type === 'State Cookie');
  if (initiateTag === 0 || numberOfInboundStreams === 0 || numberOfOutboundStreams === 0 || !hasCookie) {
    return { refusal: `answered with an INIT ACK that is not valid: ${describeChunk(chunk)}` };
  }
  return {
    offer: {
      initiateTag,
      window: chunk.advertisedReceiverWindowCredit,
      inboundStreams: numberOfInboundStreams,
      outboundStreams: numberOfOutboundStreams,
      addresses: parameters.flatMap((one) =>
        one.type === 'IPv4 Address' || one.type === 'IPv6 Address' ? [one.ip] : [],
      ),
      extensions: listExtensions(chunk),
    },
  };
}

function listExtensions({ parameters }: InitAckChunk): string[] {
  const names = parameters.flatMap((one) => {
    if (one.type === 'Supported Extensions') return one.chunkTypes.map(chunkName);
    if (one.type === 'Forward-TSN-Supported') return ['FORWARD-TSN'];
    return one.type === 'ECN Capable' || one.type === 'Zero Checksum Acceptable' ? [one.type] : [];
  });
  return [...new Set(names)];
}

function describeAbort(chunk: AbortChunk): string {
  const why = chunk.causes.length === 0 ? 'as nobody listens on that port' : describeChunk(chunk);
  return `refused with ABORT, ${why}`;
}

function decode(bytes: Uint8Array): Packet | undefined {
  try {
    return decodePacket(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function encodeChunk(sourcePort: number, destinationPort: number, verificationTag: number, chunk: Chunk): Uint8Array {
  return encodePacket({ sourcePort, destinationPort, verificationTag, chunks: [chunk] });
}
