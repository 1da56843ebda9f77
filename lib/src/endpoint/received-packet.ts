import type { Address } from '../address.ts';
import type { Transmit } from '../association/output.ts';
import type { Chunk } from '../codec/chunk.ts';
import { type CommonHeader, encodePacket } from '../codec/packet.ts';

/** A packet from the network, its checksum verified. */
export interface ReceivedPacket {
  readonly bytes: Uint8Array;
  readonly header: CommonHeader;
  readonly from: Address;
  /** Undefined where the transport cannot know it. */
  readonly to: Address | undefined;
}

/** The packet that takes a chunk back to where this one came from. */
export function replyTo({ header, from, to }: ReceivedPacket, chunk: Chunk, verificationTag: number): Transmit {
  const packet = encodePacket({
    sourcePort: header.destinationPort,
    destinationPort: header.sourcePort,
    verificationTag,
    chunks: [chunk],
  });
  return { packet, to: from, from: to };
}
