import { viewOf } from '../bytes.ts';
import { type ChunkCodec, chunkHeaderLength, emptyChunk, noFlags } from '../chunk-codec.ts';

/** COOKIE ECHO (RFC 9260 §3.3.11). */
export interface CookieEchoChunk {
  readonly type: 'COOKIE ECHO';
  readonly cookie: Uint8Array;
}

/** COOKIE ACK (RFC 9260 §3.3.12). */
export interface CookieAckChunk {
  readonly type: 'COOKIE ACK';
}

/** COOKIE ECHO. */
export const cookieEcho: ChunkCodec<CookieEchoChunk> = {
  minimumLength: chunkHeaderLength,
  length: ({ cookie }) => chunkHeaderLength + cookie.length,
  flags: noFlags,
  write: ({ cookie }, bytes, offset) => bytes.set(cookie, offset + chunkHeaderLength),
  decode: (bytes, offset, end) => ({
    type: 'COOKIE ECHO',
    cookie: viewOf(bytes, offset + chunkHeaderLength, end),
  }),
};

/** COOKIE ACK. */
export const cookieAck: ChunkCodec<CookieAckChunk> = emptyChunk({ type: 'COOKIE ACK' });
