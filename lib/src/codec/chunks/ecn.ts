import { u32be } from 'buffer-layout';
import type { ChunkCodec } from '../chunk-codec.ts';
import { fixedChunk } from '../fixed-chunk.ts';

/** ECNE: type reserved by RFC 9260 §3.2, form of RFC 4960 appendix A. */
export interface EcneChunk {
  readonly type: 'ECNE';
  readonly lowestTsn: number;
}

/** CWR: type reserved by RFC 9260 §3.2, form of RFC 4960 appendix A. */
export interface CwrChunk {
  readonly type: 'CWR';
  readonly lowestTsn: number;
}

/** ECNE; the count of packets that usrsctp appends is ignored. */
export const ecne: ChunkCodec<EcneChunk> = fixedChunk('ECNE', [u32be('lowestTsn')]);

/** CWR. */
export const cwr: ChunkCodec<CwrChunk> = fixedChunk('CWR', [u32be('lowestTsn')]);
