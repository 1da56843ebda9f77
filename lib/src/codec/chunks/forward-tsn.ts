import { u16be, u32be } from 'buffer-layout';
import { DecodeError } from '../../errors.ts';
import { none } from '../bytes.ts';
import { type ChunkCodec, chunkHeaderLength, noFlags } from '../chunk-codec.ts';
import { FixedPart } from '../fixed-part.ts';

/** FORWARD-TSN (RFC 3758 §3.2). */
export interface ForwardTsnChunk {
  readonly type: 'FORWARD-TSN';
  readonly newCumulativeTsn: number;
  readonly skipped: readonly { readonly streamId: number; readonly ssn: number }[];
}

/** I-FORWARD-TSN (RFC 8260 §2.3.1). */
export interface IForwardTsnChunk {
  readonly type: 'I-FORWARD-TSN';
  readonly newCumulativeTsn: number;
  readonly skipped: readonly {
    readonly streamId: number;
    readonly unordered: boolean;
    readonly messageId: number;
  }[];
}

const fixedPart = new FixedPart([u32be('newCumulativeTsn')]);
const skippedOffset = chunkHeaderLength + fixedPart.span;
const skippedSsn = new FixedPart([u16be('streamId'), u16be('ssn')]);
const skippedMessage = new FixedPart([u16be('streamId'), u16be('flags'), u32be('messageId')]);
const unorderedFlag = 0x0001;

/** FORWARD-TSN. */
export const forwardTsn: ChunkCodec<ForwardTsnChunk> = {
  minimumLength: skippedOffset,
  length: ({ skipped }) => skippedOffset + skippedSsn.span * skipped.length,
  flags: noFlags,
  write: (chunk, bytes, offset) => {
    fixedPart.encode(chunk, bytes, offset + chunkHeaderLength);
    for (const [index, stream] of chunk.skipped.entries()) {
      skippedSsn.encode(stream, bytes, offset + skippedOffset + index * skippedSsn.span);
    }
  },
  decode: (bytes, offset, end) => ({
    type: 'FORWARD-TSN',
    ...fixedPart.decode(bytes, offset + chunkHeaderLength),
    skipped: entryOffsets(offset + skippedOffset, end, skippedSsn.span).map((at) => skippedSsn.decode(bytes, at)),
  }),
};

/** I-FORWARD-TSN. */
export const iForwardTsn: ChunkCodec<IForwardTsnChunk> = {
  minimumLength: skippedOffset,
  length: ({ skipped }) => skippedOffset + skippedMessage.span * skipped.length,
  flags: noFlags,
  write: (chunk, bytes, offset) => {
    fixedPart.encode(chunk, bytes, offset + chunkHeaderLength);
    for (const [index, { streamId, unordered, messageId }] of chunk.skipped.entries()) {
      const entry = { streamId, flags: unordered ? unorderedFlag : 0, messageId };
      skippedMessage.encode(entry, bytes, offset + skippedOffset + index * skippedMessage.span);
    }
  },
  decode: (bytes, offset, end) => ({
    type: 'I-FORWARD-TSN',
    ...fixedPart.decode(bytes, offset + chunkHeaderLength),
    skipped: entryOffsets(offset + skippedOffset, end, skippedMessage.span).map((at) => {
      const { streamId, flags, messageId } = skippedMessage.decode(bytes, at);
      return { streamId, unordered: (flags & unorderedFlag) !== 0, messageId };
    }),
  }),
};

/** Where the entries of a list begin that fills the bytes from `offset` to before `end`. */
function entryOffsets(offset: number, end: number, span: number): readonly number[] {
  const length = end - offset;
  if (length % span !== 0) throw new DecodeError(`${length} bytes are no list of entries of ${span} bytes`);
  if (length === 0) return none;
  return Array.from({ length: length / span }, (_, index) => offset + index * span);
}
