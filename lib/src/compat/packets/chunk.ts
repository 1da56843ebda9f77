import { chunkTypeNumber, decodeChunk, encodeChunk } from '../../codec/chunk.ts';
import { DecodeError } from '../../errors.ts';
import { chunkOf, fieldsOfChunk } from './chunk-fields.ts';
import { chunkNames, chunkNumberOf, isChunkName } from './chunk-names.ts';
import { asFields, bufferOf, type Fields } from './fields.ts';
import { isParameterName } from './parameters.ts';

/** A chunk; its fields are members by the names of the package `sctp`, as `c_tsn_ack` of a `sack`. */
export class Chunk {
  /** As `init_ack`; undefined for a chunk that has no name. */
  declare chunkType: string | undefined;
  /** Chunk Type (RFC 9260 §3.2). */
  declare chunkId: number | undefined;
  declare flags: Fields | undefined;
  /** Whether the bytes were no chunk. */
  declare error: true | undefined;
  /** What to do with a chunk that has no name: the two high bits of its number (RFC 9260 §3.2). */
  declare action: number | undefined;
  readonly [field: string]: unknown;

  /** Of a name and fields, or of bytes. Fields that are missing are 0, or empty. */
  constructor(from: string | Uint8Array, options: Fields = {}) {
    if (from instanceof Uint8Array) Object.assign(this, fieldsOfBytes(from));
    else if (isChunkName(from)) {
      const known = fieldsOfChunk(chunkOf(from, options));
      const parameters = Object.entries(options).filter(([name]) => isParameterName(name));
      const given = { ...Object.fromEntries(parameters), flags: asFields(options.flags) };
      Object.assign(this, { chunkType: from, chunkId: chunkNumberOf(from), ...known, ...given });
    }
  }

  /** The chunk that the bytes are; false when they are too few for any. */
  static fromBuffer(bytes: Uint8Array): Chunk | false {
    return bytes.length < 4 ? false : new Chunk(bytes);
  }

  /** Its bytes, with padding. @throws TypeError for a chunk without a name. */
  toBuffer(): Buffer {
    const { chunkType = '' } = this;
    if (!isChunkName(chunkType)) throw new TypeError(`there is no chunk ${JSON.stringify(chunkType)}`);
    const bytes = encodeChunk(chunkOf(chunkType, this));
    return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  }
}

function fieldsOfBytes(bytes: Uint8Array): Fields {
  const [chunkId = 0] = bytes;
  const chunkType = chunkNames[chunkId];
  if (chunkType === undefined) return { chunkId, action: chunkId >> 6 };
  const buffer = bufferOf(bytes);
  const length = buffer.length < 4 ? 0 : buffer.readUInt16BE(2);
  try {
    const chunk = decodeChunk(length <= buffer.length ? buffer.subarray(0, length) : buffer, 0);
    return { chunkType, chunkId: chunkTypeNumber(chunk), flags: {}, ...fieldsOfChunk(chunk) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { chunkType, chunkId, error: true };
  }
}
