/**
 * Bytes of SCTP packets to plain values and back: packets, chunks, parameters, error causes. The fields of a value have
 * the names that they have in the section of the RFC which its docstring gives.
 * @module usctp/codec
 */

export { DecodeError } from '../errors.ts';
export { computeChecksum, hasValidChecksum, writeChecksum } from './checksum.ts';
export {
  type AbortChunk,
  type AsconfAckChunk,
  type AsconfChunk,
  type AuthChunk,
  type Chunk,
  ChunkReader,
  type CookieAckChunk,
  type CookieEchoChunk,
  type CwrChunk,
  chunkLength,
  chunkName,
  chunkTypeNumber,
  chunkTypes,
  type DataChunk,
  dataHeaderLength,
  decodeChunk,
  type EcneChunk,
  type ErrorChunk,
  encodeChunk,
  type ForwardTsnChunk,
  type GapAckBlock,
  type HeartbeatAckChunk,
  type HeartbeatChunk,
  type IDataChunk,
  type IForwardTsnChunk,
  type InitAckChunk,
  type InitChunk,
  iDataHeaderLength,
  type PadChunk,
  type ReConfigChunk,
  type SackChunk,
  type ShutdownAckChunk,
  type ShutdownChunk,
  type ShutdownCompleteChunk,
  sackHeaderLength,
  type UnknownChunk,
  type UnknownTypeAction,
  unknownChunkAction,
  unknownParameterAction,
  writeChunk,
} from './chunk.ts';
export { describeChunk, describePacket } from './describe.ts';
export { decodeCauses, type ErrorCause, encodeCauses } from './error-cause.ts';
export {
  type CommonHeader,
  commonHeaderLength,
  decodeCommonHeader,
  decodePacket,
  encodePacket,
  type Packet,
  PacketWriter,
} from './packet.ts';
export type { PacketMemory } from './packet-memory.ts';
export {
  type AddressParameter,
  decodeParameters,
  encodeParameters,
  type Parameter,
  parameterTypeNumber,
} from './parameter.ts';
