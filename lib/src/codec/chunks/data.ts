import { readUint16, readUint32, viewOf, writeUint16, writeUint32 } from '../bytes.ts';
import { type ChunkCodec, flagsAt } from '../chunk-codec.ts';

/** DATA (RFC 9260 §3.3.1). */
export interface DataChunk {
  readonly type: 'DATA';
  /** I bit: the receiver SHOULD acknowledge without delay (RFC 9260 §3.3.1, RFC 7053). */
  readonly immediate: boolean;
  readonly unordered: boolean;
  readonly beginning: boolean;
  readonly ending: boolean;
  readonly tsn: number;
  readonly streamId: number;
  readonly ssn: number;
  readonly ppid: number;
  /** A view of the packet; at least one byte when sent. */
  readonly userData: Uint8Array;
}

/** I-DATA (RFC 8260 §2.1). */
export interface IDataChunk {
  readonly type: 'I-DATA';
  readonly immediate: boolean;
  readonly unordered: boolean;
  readonly beginning: boolean;
  readonly ending: boolean;
  readonly tsn: number;
  readonly streamId: number;
  readonly messageId: number;
  /** In the first fragment only; 0 in the others. */
  readonly ppid: number;
  /** Fragment Sequence Number: 0 in the first fragment, which has the PPID in its place on the wire. */
  readonly fsn: number;
  readonly userData: Uint8Array;
}

/** Bytes of a DATA chunk before its user data. */
export const dataHeaderLength = 16;

/** Bytes of an I-DATA chunk before its user data. */
export const iDataHeaderLength = 20;

const immediateFlag = 0x08;
const unorderedFlag = 0x04;
const beginningFlag = 0x02;
const endingFlag = 0x01;

/** DATA, by hand: it is what most packets are made of. */
export const data: ChunkCodec<DataChunk> = {
  minimumLength: dataHeaderLength,
  length: (chunk) => dataHeaderLength + chunk.userData.length,
  flags: dataFlags,
  write: (chunk, bytes, offset) => {
    writeUint32(bytes, offset + 4, chunk.tsn);
    writeUint16(bytes, offset + 8, chunk.streamId);
    writeUint16(bytes, offset + 10, chunk.ssn);
    writeUint32(bytes, offset + 12, chunk.ppid);
    bytes.set(chunk.userData, offset + dataHeaderLength);
  },
  decode: (bytes, offset, end) => {
    const flags = flagsAt(bytes, offset);
    return {
      type: 'DATA',
      immediate: (flags & immediateFlag) !== 0,
      unordered: (flags & unorderedFlag) !== 0,
      beginning: (flags & beginningFlag) !== 0,
      ending: (flags & endingFlag) !== 0,
      tsn: readUint32(bytes, offset + 4),
      streamId: readUint16(bytes, offset + 8),
      ssn: readUint16(bytes, offset + 10),
      ppid: readUint32(bytes, offset + 12),
      userData: viewOf(bytes, offset + dataHeaderLength, end),
    };
  },
};

/** I-DATA, by hand for the same reason. */
export const iData: ChunkCodec<IDataChunk> = {
  minimumLength: iDataHeaderLength,
  length: (chunk) => iDataHeaderLength + chunk.userData.length,
  flags: dataFlags,
  write: (chunk, bytes, offset) => {
    writeUint32(bytes, offset + 4, chunk.tsn);
    writeUint16(bytes, offset + 8, chunk.streamId);
    writeUint16(bytes, offset + 10, 0);
    writeUint32(bytes, offset + 12, chunk.messageId);
    writeUint32(bytes, offset + 16, chunk.beginning ? chunk.ppid : chunk.fsn);
    bytes.set(chunk.userData, offset + iDataHeaderLength);
  },
  decode: (bytes, offset, end) => {
    const flags = flagsAt(bytes, offset);
    const beginning = (flags & beginningFlag) !== 0;
    const ppidOrFsn = readUint32(bytes, offset + 16);
    return {
      type: 'I-DATA',
      immediate: (flags & immediateFlag) !== 0,
      unordered: (flags & unorderedFlag) !== 0,
      beginning,
      ending: (flags & endingFlag) !== 0,
      tsn: readUint32(bytes, offset + 4),
      streamId: readUint16(bytes, offset + 8),
      messageId: readUint32(bytes, offset + 12),
      ppid: beginning ? ppidOrFsn : 0,
      fsn: beginning ? 0 : ppidOrFsn,
      userData: viewOf(bytes, offset + iDataHeaderLength, end),
    };
  },
};

function dataFlags(chunk: DataChunk | IDataChunk): number {
  return (
    (chunk.immediate ? immediateFlag : 0) |
    (chunk.unordered ? unorderedFlag : 0) |
    (chunk.beginning ? beginningFlag : 0) |
    (chunk.ending ? endingFlag : 0)
  );
}
