import { DecodeError } from '../../errors.ts';
import { type ChunkCodec, chunkHeaderLength, noFlags } from '../chunk-codec.ts';
import { TlvFamily } from '../tlv.ts';
import { opaqueTlv } from '../tlv-codec.ts';

/** HEARTBEAT (RFC 9260 §3.3.5). */
export interface HeartbeatChunk {
  readonly type: 'HEARTBEAT';
  /** Value of the Heartbeat Info parameter: opaque to all but its sender. */
  readonly heartbeatInfo: Uint8Array;
}

/** HEARTBEAT ACK (RFC 9260 §3.3.6). */
export interface HeartbeatAckChunk {
  readonly type: 'HEARTBEAT ACK';
  readonly heartbeatInfo: Uint8Array;
}

interface HeartbeatInfo {
  readonly type: 'Heartbeat Info';
  readonly value: Uint8Array;
}

const parameters = new TlvFamily<HeartbeatInfo>({
  name: 'heartbeat parameter',
  codecs: {
    'Heartbeat Info': opaqueTlv(
      1,
      ({ value }) => value,
      (value) => ({ type: 'Heartbeat Info', value }),
    ),
  },
  unknown: undefined,
  hasExactLengths: true,
});

/** HEARTBEAT. */
export const heartbeat: ChunkCodec<HeartbeatChunk> = heartbeatCodec((heartbeatInfo) => ({
  type: 'HEARTBEAT',
  heartbeatInfo,
}));

/** HEARTBEAT ACK. */
export const heartbeatAck: ChunkCodec<HeartbeatAckChunk> = heartbeatCodec((heartbeatInfo) => ({
  type: 'HEARTBEAT ACK',
  heartbeatInfo,
}));

function heartbeatCodec<T extends { readonly heartbeatInfo: Uint8Array }>(
  make: (heartbeatInfo: Uint8Array) => T,
): ChunkCodec<T> {
  return {
    minimumLength: chunkHeaderLength,
    length: (chunk) => chunkHeaderLength + parameters.length(infoOf(chunk)),
    flags: noFlags,
    write: (chunk, bytes, offset) => {
      parameters.write(infoOf(chunk), bytes, offset + chunkHeaderLength);
    },
    decode: (bytes, offset, end) => {
      const [info] = parameters.decodeList(bytes, offset + chunkHeaderLength, end);
      if (info === undefined) throw new DecodeError('HEARTBEAT without Heartbeat Info');
      return make(info.value);
    },
  };
}

function infoOf(chunk: { readonly heartbeatInfo: Uint8Array }): HeartbeatInfo {
  return { type: 'Heartbeat Info', value: chunk.heartbeatInfo };
}
