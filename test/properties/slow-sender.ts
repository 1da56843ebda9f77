import type { DataChunk, GapAckBlock } from '../../lib/src/codec/chunk.ts';

/** What is known of one chunk. */
interface SlowChunk {
  readonly tsn: number;
  readonly size: number;
  readonly length: number;
  status: 'IN-FLIGHT' | 'MARKED' | 'GAP-ACKED';
  misses: number;
  isFastRetransmitted: boolean;
  missableFrom: number;
}

/** RFC 9260 §6.2.1, §6.3.3 and §7.2.4 for one path, word for word, by going through all chunks each time. */
export class SlowSender {
  #chunks: SlowChunk[] = [];
  #cumulativeTsnAck: number;
  #fastRecoveryExit: number | undefined;

  /** Counts TSNs without wrapping, from 1 on. */
  constructor() {
    this.#cumulativeTsnAck = 0;
  }

  get cumulativeTsnAck(): number {
    return this.#cumulativeTsnAck;
  }

  get nextTsn(): number {
    return this.#cumulativeTsnAck + this.#chunks.length + 1;
  }

  get flightSize(): number {
    return sum(this.#inFlight().map(({ size }) => size));
  }

  /** User data of all chunks that are not cumulatively acknowledged. */
  get heldBytes(): number {
    return sum(this.#chunks.map(({ length }) => length));
  }

  get isWaiting(): boolean {
    return this.#chunks.some(({ status }) => status === 'MARKED');
  }

  /** A chunk went out: the next new one, or one that was marked; says what is wrong with it otherwise. */
  transmit(chunk: DataChunk): string | undefined {
    const known = this.#chunks.find(({ tsn }) => tsn === chunk.tsn);
    if (known === undefined) {
      if (chunk.tsn !== this.nextTsn) return `TSN ${chunk.tsn} was sent where ${this.nextTsn} is next`;
      this.#chunks.push(newChunk(chunk));
      return undefined;
    }
    if (known.status !== 'MARKED') return `TSN ${chunk.tsn} was sent again while ${known.status}`;
    Object.assign(known, { status: 'IN-FLIGHT', misses: 0, missableFrom: this.nextTsn });
    return undefined;
  }

  timeOut(): void {
    for (const chunk of this.#inFlight()) chunk.status = 'MARKED';
    this.#fastRecoveryExit = undefined;
  }

  sack(cumulativeTsnAck: number, blocks: readonly GapAckBlock[]): void {
    const isAcked = ({ tsn }: SlowChunk) =>
      tsn <= cumulativeTsnAck ||
      blocks.some(({ start, end }) => tsn >= cumulativeTsnAck + start && tsn <= cumulativeTsnAck + end);
    const newlyAcked = this.#chunks.filter((chunk) => isAcked(chunk) && chunk.status !== 'GAP-ACKED');
    for (const chunk of this.#chunks) {
      if (isAcked(chunk)) chunk.status = 'GAP-ACKED';
      else if (chunk.status === 'GAP-ACKED') Object.assign(chunk, { status: 'IN-FLIGHT', misses: chunk.misses + 1 });
    }
    const isAdvanced = cumulativeTsnAck > this.#cumulativeTsnAck;
    this.#cumulativeTsnAck = cumulativeTsnAck;
    this.#chunks = this.#chunks.filter(({ tsn }) => tsn > cumulativeTsnAck);
    if ((this.#fastRecoveryExit ?? Number.POSITIVE_INFINITY) <= cumulativeTsnAck) this.#fastRecoveryExit = undefined;
    const highestAcked = cumulativeTsnAck + (blocks.at(-1)?.end ?? 0);
    const highestNewlyAcked = Math.max(0, ...newlyAcked.map(({ tsn }) => tsn));
    this.#countMisses(this.#fastRecoveryExit !== undefined && isAdvanced ? highestAcked : highestNewlyAcked);
  }

  #countMisses(limit: number): void {
    const missing = this.#inFlight().filter(
      ({ tsn, isFastRetransmitted, missableFrom }) => tsn < limit && !isFastRetransmitted && missableFrom <= limit,
    );
    for (const chunk of missing) chunk.misses += 1;
    const lost = missing.filter(({ misses }) => misses >= 3);
    for (const chunk of lost) Object.assign(chunk, { status: 'MARKED', isFastRetransmitted: true });
    if (lost.length > 0) this.#fastRecoveryExit ??= this.nextTsn - 1;
  }

  #inFlight(): SlowChunk[] {
    return this.#chunks.filter(({ status }) => status === 'IN-FLIGHT');
  }
}

function newChunk({ tsn, userData }: DataChunk): SlowChunk {
  const { length } = userData;
  const size = Math.ceil((16 + length) / 4) * 4;
  return { tsn, size, length, status: 'IN-FLIGHT', misses: 0, isFastRetransmitted: false, missableFrom: tsn };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
