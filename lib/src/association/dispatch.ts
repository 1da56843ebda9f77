import type { Address } from '../address.ts';
import {
  type Chunk,
  type ChunkReader,
  chunkTypeNumber,
  chunkTypes,
  encodeChunk,
  unknownChunkAction,
} from '../codec/chunk.ts';
import { decodeCauses, encodeCauses } from '../codec/error-cause.ts';
import { unreachable } from '../errors.ts';
import { handleAbort } from './abort.ts';
import type { AssociationContext } from './context.ts';
import { handleData, handleForwardTsn, handleSack } from './data-transfer.ts';
import { handleCookieAck, handleInitAck } from './handshake.ts';
import { handleHeartbeat, handleHeartbeatAck } from './heartbeat.ts';
import { handleReConfig } from './reconfiguration-answers.ts';
import { handleShutdown, handleShutdownAck, handleShutdownComplete } from './shutdown.ts';
import { handleStaleCookie } from './stale-cookie.ts';
import { controlOf } from './state.ts';

/** Common header, and the headers of an ERROR chunk and its cause, in bytes. */
const errorOverhead = 20;

/** A packet of the association, its checksum and tag verified. */
export interface PacketOfAssociation {
  /** At the first chunk. */
  readonly reader: ChunkReader;
  readonly verificationTag: number;
  readonly from: Address;
  /** Undefined where the transport does not know. */
  readonly to: Address | undefined;
  /** Of the whole packet, in bytes. */
  readonly length: number;
}

/**
 * Handles the chunks of a packet in their order (RFC 9260 §6.10), until one of them ends the association.
 * @throws DecodeError at a malformed chunk.
 */
export function handleChunks(context: AssociationContext, packet: PacketOfAssociation, now: number): void {
  const { reader } = packet;
  while (reader.hasNext() && context.state.name !== 'CLOSED') {
    if (!handleChunk(context, reader.next(), packet, now)) return;
  }
  // §9.1: a packet that contains an ABORT is not answered, not even with one of ours.
  while (reader.hasNext()) {
    if (reader.peekType() === chunkTypes.ABORT) context.dropOutgoing();
    reader.nextBytes();
  }
}

/** False when the rest of the packet is not to be processed. */
function handleChunk(context: AssociationContext, chunk: Chunk, packet: PacketOfAssociation, now: number): boolean {
  const { from } = packet;
  if (chunk.type !== 'DATA') context.counters.inCtrlChunks += 1;
  switch (chunk.type) {
    case 'DATA':
      handleData(context, chunk, from);
      return true;
    case 'SACK':
      handleSack(context, chunk, now);
      return true;
    // Alone in its packet (§6.10): what is behind it is not for the association that it makes.
    case 'INIT ACK':
      handleInitAck(context, chunk, from, now);
      return false;
    case 'HEARTBEAT':
      handleHeartbeat(context, chunk, from);
      return true;
    case 'HEARTBEAT ACK':
      handleHeartbeatAck(context, chunk, now);
      return true;
    case 'ABORT':
      if (isTagRight(context, chunk, packet)) handleAbort(context, chunk);
      return true;
    case 'SHUTDOWN':
      handleShutdown(context, chunk, from, now);
      return true;
    case 'SHUTDOWN ACK':
      handleShutdownAck(context, from);
      return true;
    // Alone in its packet (§6.10), whose tag may be the peer's, and good for nothing else.
    case 'SHUTDOWN COMPLETE':
      if (isTagRight(context, chunk, packet)) handleShutdownComplete(context);
      return false;
    case 'ERROR':
      handleError(context, chunk, now);
      return true;
    case 'COOKIE ACK':
      handleCookieAck(context, now);
      return true;
    // The endpoint takes these, which come first in their packet (§6.10); elsewhere they mean nothing.
    case 'INIT':
    case 'COOKIE ECHO':
    case 'PAD':
    case 'ECNE':
    case 'CWR':
      return true;
    case 'FORWARD-TSN':
      if (!controlOf(context.state)?.extensions.forwardTsn) return handleUnrecognized(context, chunk, from);
      handleForwardTsn(context, chunk, from);
      return true;
    case 'RE-CONFIG':
      if (!controlOf(context.state)?.extensions.reConfig) return handleUnrecognized(context, chunk, from);
      handleReConfig(context, chunk, from, now);
      return true;
    // Not agreed on at set-up, so as if unknown (RFC 9260 §3.2).
    case 'AUTH':
    case 'I-DATA':
    case 'ASCONF':
    case 'ASCONF-ACK':
    case 'I-FORWARD-TSN':
    case 'unknown':
      return handleUnrecognized(context, chunk, from);
    default:
      return unreachable(chunk);
  }
}

/** §8.5.1 B and C: the T bit goes with the peer's tag, and its absence with ours. */
function isTagRight(
  context: AssociationContext,
  { isTagReflected }: { readonly isTagReflected: boolean },
  { verificationTag }: PacketOfAssociation,
): boolean {
  return verificationTag === (isTagReflected ? context.peerTag : context.identity.localTag);
}

function handleUnrecognized(context: AssociationContext, chunk: Chunk, from: Address): boolean {
  const action = unknownChunkAction(chunkTypeNumber(chunk));
  if (action.report) {
    const path = context.answerPath(from);
    // As much of the chunk as one packet can take back.
    const reported = encodeChunk(chunk).subarray(0, path.maxPacketSize - errorOverhead);
    context.report({ type: 'Unrecognized Chunk Type', chunk: reported }, path);
  }
  return action.skip;
}

function handleError(context: AssociationContext, chunk: Extract<Chunk, { type: 'ERROR' }>, now: number): void {
  context.counters.peerErrors += 1;
  const stale = chunk.causes.find((cause) => cause.type === 'Stale Cookie');
  if (stale !== undefined) {
    handleStaleCookie(context, stale.staleness, now);
    return;
  }
  if (context.state.name === 'COOKIE-WAIT') return;
  // Causes are views of the packet, and outlive it.
  context.emit({ type: 'peerError', causes: decodeCauses(encodeCauses(chunk.causes)) });
}
