import { DecodeError } from '../errors.ts';
import { byteAt, paddedLength, readUint16, writeUint16 } from './bytes.ts';
import type { Chunk } from './chunk.ts';
import { type ChunkCodec, chunkHeaderLength } from './chunk-codec.ts';
import { chunkName, chunkTypes } from './chunk-type.ts';
import { abort, error } from './chunks/abort.ts';
import { asconf, asconfAck } from './chunks/asconf.ts';
import { auth } from './chunks/auth.ts';
import { cookieAck, cookieEcho } from './chunks/cookie.ts';
import { data, iData } from './chunks/data.ts';
import { cwr, ecne } from './chunks/ecn.ts';
import { forwardTsn, iForwardTsn } from './chunks/forward-tsn.ts';
import { heartbeat, heartbeatAck } from './chunks/heartbeat.ts';
import { init, initAck } from './chunks/init.ts';
import { pad } from './chunks/pad.ts';
import { reConfig } from './chunks/re-config.ts';
import { sack } from './chunks/sack.ts';
import { shutdown, shutdownAck, shutdownComplete } from './chunks/shutdown.ts';
import { unknown } from './chunks/unknown.ts';

const greatestLength = 0xffff;

const codecs: { readonly [Type in Chunk['type']]: ChunkCodec<Extract<Chunk, { readonly type: Type }>> } = {
  DATA: data,
  INIT: init,
  'INIT ACK': initAck,
  SACK: sack,
  HEARTBEAT: heartbeat,
  'HEARTBEAT ACK': heartbeatAck,
  ABORT: abort,
  SHUTDOWN: shutdown,
  'SHUTDOWN ACK': shutdownAck,
  ERROR: error,
  'COOKIE ECHO': cookieEcho,
  'COOKIE ACK': cookieAck,
  ECNE: ecne,
  CWR: cwr,
  'SHUTDOWN COMPLETE': shutdownComplete,
  AUTH: auth,
  'I-DATA': iData,
  'ASCONF-ACK': asconfAck,
  'RE-CONFIG': reConfig,
  PAD: pad,
  'FORWARD-TSN': forwardTsn,
  ASCONF: asconf,
  'I-FORWARD-TSN': iForwardTsn,
  unknown,
};

// `as`, here and below: a codec gets only chunks, or numbers, of its own type.
const codecByNumber: readonly (ChunkCodec<Chunk> | undefined)[] = Array.from({ length: 256 }, (_, number) => {
  const type = chunkName(number);
  return Object.hasOwn(chunkTypes, type) ? (codecs[type as keyof typeof chunkTypes] as ChunkCodec<Chunk>) : undefined;
});

/** The chunk's number: its Chunk Type field. */
export function chunkTypeNumber(chunk: Chunk): number {
  return chunk.type === 'unknown' ? chunk.chunkType : chunkTypes[chunk.type];
}

/** The chunk's length without padding: its Chunk Length field. */
export function chunkLength(chunk: Chunk): number {
  return codecOf(chunk).length(chunk);
}

/**
 * Writes a chunk that begins at `offset`, with zeros as its padding; returns where the padding ends.
 * @throws RangeError when the bytes do not have the room, or a chunk cannot be that long.
 */
export function writeChunk(chunk: Chunk, bytes: Uint8Array, offset: number): number {
  const codec = codecOf(chunk);
  const length = codec.length(chunk);
  const paddedEnd = offset + paddedLength(length);
  if (length > greatestLength)
    throw new RangeError(`${chunk.type} of ${length} bytes is longer than ${greatestLength}`);
  if (paddedEnd > bytes.length) {
    throw new RangeError(`${chunk.type} of ${length} bytes does not fit in ${bytes.length - offset}`);
  }
  bytes[offset] = chunkTypeNumber(chunk);
  bytes[offset + 1] = codec.flags(chunk);
  writeUint16(bytes, offset + 2, length);
  codec.write(chunk, bytes, offset);
  for (let at = offset + length; at < paddedEnd; at += 1) bytes[at] = 0;
  return paddedEnd;
}

/** The bytes of a chunk, its padding included, so that they can be followed by another. */
export function encodeChunk(chunk: Chunk): Uint8Array {
  const bytes = new Uint8Array(paddedLength(chunkLength(chunk)));
  writeChunk(chunk, bytes, 0);
  return bytes;
}

/**
 * Reads the chunk that begins at `offset`. Its user data, cookies and the like are views of the bytes.
 * @throws DecodeError
 */
export function decodeChunk(bytes: Uint8Array, offset: number): Chunk {
  const length = chunkLengthAt(bytes, offset);
  const codec = codecByNumber[byteAt(bytes, offset)];
  if (codec === undefined) return unknown.decode(bytes, offset, offset + length);
  if (length < codec.minimumLength) {
    throw new DecodeError(
      `${chunkName(byteAt(bytes, offset))} of length ${length}, not ${codec.minimumLength} or more`,
    );
  }
  return codec.decode(bytes, offset, offset + length);
}

/**
 * The Chunk Length of the chunk that begins at `offset`; the last chunk of a packet may lack its padding.
 * @throws DecodeError when a chunk cannot be that long, or the bytes end before it does.
 */
export function chunkLengthAt(bytes: Uint8Array, offset: number): number {
  const left = bytes.length - offset;
  if (left < chunkHeaderLength) throw new DecodeError(`${left} bytes left are no chunk`);
  const length = readUint16(bytes, offset + 2);
  if (length < chunkHeaderLength || length > left) {
    throw new DecodeError(`${chunkName(byteAt(bytes, offset))} of length ${length} where ${left} bytes are left`);
  }
  return length;
}

function codecOf(chunk: Chunk): ChunkCodec<Chunk> {
  return codecs[chunk.type] as ChunkCodec<Chunk>;
}
