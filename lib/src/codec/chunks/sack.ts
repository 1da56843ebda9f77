import { DecodeError } from '../../errors.ts';
import { none, readUint16, readUint32, writeUint16, writeUint32 } from '../bytes.ts';
import { type ChunkCodec, noFlags } from '../chunk-codec.ts';

/** A run of TSNs received, as offsets from the cumulative TSN ack, both ends included. */
export interface GapAckBlock {
  readonly start: number;
  readonly end: number;
}

/** SACK (RFC 9260 §3.3.4). */
export interface SackChunk {
  readonly type: 'SACK';
  readonly cumulativeTsnAck: number;
  readonly advertisedReceiverWindowCredit: number;
  readonly gapAckBlocks: readonly GapAckBlock[];
  readonly duplicateTsns: readonly number[];
}

/** Bytes of a SACK before its gap ack blocks; each of them and each duplicate TSN takes 4 more. */
export const sackHeaderLength = 16;

/** SACK, by hand: there is one for every other packet of data. */
export const sack: ChunkCodec<SackChunk> = {
  minimumLength: sackHeaderLength,
  length: (chunk) => sackHeaderLength + 4 * (chunk.gapAckBlocks.length + chunk.duplicateTsns.length),
  flags: noFlags,
  write: (chunk, bytes, offset) => {
    writeUint32(bytes, offset + 4, chunk.cumulativeTsnAck);
    writeUint32(bytes, offset + 8, chunk.advertisedReceiverWindowCredit);
    writeUint16(bytes, offset + 12, chunk.gapAckBlocks.length);
    writeUint16(bytes, offset + 14, chunk.duplicateTsns.length);
    let at = offset + sackHeaderLength;
    for (const { start, end } of chunk.gapAckBlocks) {
      writeUint16(bytes, at, start);
      writeUint16(bytes, at + 2, end);
      at += 4;
    }
    for (const tsn of chunk.duplicateTsns) {
      writeUint32(bytes, at, tsn);
      at += 4;
    }
  },
  decode: (bytes, offset, end) => {
    const blockCount = readUint16(bytes, offset + 12);
    const duplicateCount = readUint16(bytes, offset + 14);
    const blocks = offset + sackHeaderLength;
    const duplicates = blocks + 4 * blockCount;
    if (duplicates + 4 * duplicateCount > end) {
      throw new DecodeError(`SACK of ${end - offset} bytes with ${blockCount} blocks and ${duplicateCount} duplicates`);
    }
    return {
      type: 'SACK',
      cumulativeTsnAck: readUint32(bytes, offset + 4),
      advertisedReceiverWindowCredit: readUint32(bytes, offset + 8),
      gapAckBlocks: blockCount === 0 ? none : decodeBlocks(bytes, blocks, duplicates),
      duplicateTsns: duplicateCount === 0 ? none : decodeTsns(bytes, duplicates, duplicates + 4 * duplicateCount),
    };
  },
};

function decodeBlocks(bytes: Uint8Array, offset: number, end: number): readonly GapAckBlock[] {
  const blocks: GapAckBlock[] = [];
  for (let at = offset; at < end; at += 4) {
    blocks.push({ start: readUint16(bytes, at), end: readUint16(bytes, at + 2) });
  }
  return blocks;
}

function decodeTsns(bytes: Uint8Array, offset: number, end: number): readonly number[] {
  const tsns: number[] = [];
  for (let at = offset; at < end; at += 4) tsns.push(readUint32(bytes, at));
  return tsns;
}
