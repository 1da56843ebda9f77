import { EventEmitter } from 'node:events';
import { resolveOptions } from '../../options.ts';
import { Receiver } from '../../receiving/receiver.ts';
import { noTraffic } from '../../traffic-counters.ts';
import type { Chunk } from './chunk.ts';
import { chunkOf } from './chunk-fields.ts';

/** What a SACK says of the chunks that came, as {@link Chunk} takes it. */
export interface SackInfo {
  readonly a_rwnd: number;
  readonly c_tsn_ack: number;
  readonly sack_info?: {
    readonly gap_blocks: readonly { readonly start: number; readonly finish: number }[];
    readonly duplicate_tsn: readonly number[];
  };
}

/** More than any SACK needs, in bytes. */
const largestSack = 65_535;
const allStreams = 65_536;

/** Puts messages together from DATA chunks. Event: `data` with bytes, stream and payload protocol identifier. */
export class Reassembly extends EventEmitter {
  readonly #window: number;
  readonly #paused = new Set<number>();
  #receiver: Receiver;

  /** With `rwnd`, the receive window in bytes. */
  constructor({ rwnd }: { readonly rwnd?: number } = {}) {
    super();
    this.#window = rwnd ?? resolveOptions().receiveBuffer;
    this.#receiver = this.#receiverFrom(0);
  }

  /** Bytes that there is room for. */
  get rwnd(): number {
    return this.#receiver.window;
  }

  /** Begins anew: `initial_tsn` is the TSN that the first chunk has. */
  init({ initial_tsn = 0 }: { readonly initial_tsn?: number } = {}): void {
    this.#receiver = this.#receiverFrom(initial_tsn);
  }

  /** Takes a DATA chunk; false when it is dropped. @throws Error for another chunk. */
  process(chunk: Chunk): boolean {
    const data = chunk.chunkType === 'data' ? chunkOf('data', chunk) : undefined;
    if (data?.type !== 'DATA') throw new Error(`only data is put together, not ${chunk.chunkType}`);
    if (this.#paused.has(data.streamId)) return false;
    const { result } = this.#receiver.handleData(data);
    for (let message = this.#receiver.read(); message !== undefined; message = this.#receiver.read()) {
      this.emit('data', message.data, message.streamId, message.ppid);
    }
    return result === 'ACCEPTED';
  }

  /** What to acknowledge. Duplicates are told once. */
  sackInfo(): SackInfo {
    const sack = this.#receiver.takeSack(largestSack);
    const duplicate_tsn = sack.duplicateTsns;
    const gap_blocks = sack.gapAckBlocks.map(({ start, end }) => ({ start, finish: end }));
    return {
      a_rwnd: sack.advertisedReceiverWindowCredit,
      c_tsn_ack: sack.cumulativeTsnAck,
      ...(gap_blocks.length + duplicate_tsn.length > 0 && { sack_info: { gap_blocks, duplicate_tsn } }),
    };
  }

  /** Drops what comes on the stream from now on. */
  pause(streamId: number): void {
    this.#paused.add(streamId);
  }

  /** Takes what comes on the stream again. */
  unpause(streamId: number): void {
    this.#paused.delete(streamId);
  }

  #receiverFrom(initialTsn: number): Receiver {
    const options = resolveOptions();
    return new Receiver({
      ...options,
      receiveBuffer: this.#window,
      initialTsn,
      inboundStreams: allStreams,
      counters: noTraffic(),
    });
  }
}
