import { DecodeError } from '../../errors.ts';
import { viewOf } from '../bytes.ts';
import { type ChunkCodec, chunkHeaderLength, noFlags } from '../chunk-codec.ts';
import { paddedLength, TlvFamily } from '../tlv.ts';
import { opaqueTlv } from '../tlv-codec.ts';

/** HEARTBEAT (RFC 9260 §3.3.5). */
export interface HeartbeatChunk {
  readonly type: 'HEARTBEAT';
  /** Value of the Heartbeat Info parameter: opaque to all but its sender. */
  readonly heartbeatInfo: Uint8Array;
  /** Parameters after it, as they stand; left out where there are none. */
  readonly otherParameters?: Uint8Array;
}

/** HEARTBEAT ACK (RFC 9260 §3.3.6). */
export interface HeartbeatAckChunk {
  readonly type: 'HEARTBEAT ACK';
  readonly heartbeatInfo: Uint8Array;
  /** Those of the HEARTBEAT, unchanged (§8.3). */
  readonly otherParameters?: Uint8Array;
}

interface HeartbeatInfo {
  readonly type: 'Heartbeat Info';
  readonly value: Uint8Array;
}

interface OtherParameter {
  readonly type: 'unknown';
  readonly number: number;
  readonly value: Uint8Array;
}

const parameters = new TlvFamily<HeartbeatInfo | OtherParameter>({
  name: 'heartbeat parameter',
  codecs: {
    'Heartbeat Info': opaqueTlv(
      1,
      ({ value }) => value,
      (value) => ({ type: 'Heartbeat Info', value }),
    ),
  },
  unknown: {
    parts: (parameter) => (parameter.type === 'unknown' ? parameter : undefined),
    make: (number, value) => ({ type: 'unknown', number, value }),
  },
  hasExactLengths: true,
});

/** HEARTBEAT. */
export const heartbeat: ChunkCodec<HeartbeatChunk> = heartbeatCodec((fields) => ({ type: 'HEARTBEAT', ...fields }));

/** HEARTBEAT ACK. */
export const heartbeatAck: ChunkCodec<HeartbeatAckChunk> = heartbeatCodec((fields) => ({
  type: 'HEARTBEAT ACK',
  ...fields,
}));

type HeartbeatFields = Omit<HeartbeatChunk, 'type'>;

function heartbeatCodec<T extends HeartbeatFields>(make: (fields: HeartbeatFields) => T): ChunkCodec<T> {
  return {
    minimumLength: chunkHeaderLength,
    length: ({ heartbeatInfo, otherParameters }) => {
      const length = chunkHeaderLength + parameters.length(infoOf(heartbeatInfo));
      return otherParameters === undefined ? length : paddedLength(length) + otherParameters.length;
    },
    flags: noFlags,
    write: ({ heartbeatInfo, otherParameters }, bytes, offset) => {
      const end = parameters.write(infoOf(heartbeatInfo), bytes, offset + chunkHeaderLength);
      if (otherParameters === undefined) return;
      const padded = offset + paddedLength(end - offset);
      bytes.fill(0, end, padded);
      bytes.set(otherParameters, padded);
    },
    decode: (bytes, offset, end) => {
      const start = offset + chunkHeaderLength;
      const [info] = parameters.decodeList(bytes, start, end);
      if (info?.type !== 'Heartbeat Info') throw new DecodeError('HEARTBEAT without Heartbeat Info');
      const others = start + paddedLength(parameters.length(info));
      if (others >= end) return make({ heartbeatInfo: info.value });
      return make({ heartbeatInfo: info.value, otherParameters: viewOf(bytes, others, end) });
    },
  };
}

function infoOf(heartbeatInfo: Uint8Array): HeartbeatInfo {
  return { type: 'Heartbeat Info', value: heartbeatInfo };
}
