import type { DataChunk, GapAckBlock } from '../../lib/src/codec/chunk.ts';

/** What is known of one chunk. */
interface SlowChunk {
  readonly tsn: number;
  readonly size: number;
  readonly length: number;
  status: 'IN-FLIGHT' | 'MARKED' | 'GAP-ACKED';
  /** Number of the path that it was sent to last. */
  path: number;
  transmission: number;
  misses: number;
  isFastRetransmitted: boolean;
}

/** What is known of one path. */
interface SlowPath {
  deadline: number | undefined;
  /** Ordinal of the latest transmission that is known to have arrived. */
  latestArrived: number;
  isSlowStarted: boolean;
}

/** RTOs and the time at which something happens. */
export interface Moment {
  readonly rtos: readonly number[];
  readonly now: number;
}

/** RFC 9260 §6.1, §6.2.1, §6.3.2, §6.3.3 and §7.2.4 word for word, by going through all chunks each time. */
export class SlowSender {
  #chunks: SlowChunk[] = [];
  readonly #paths: SlowPath[];
  #cumulativeTsnAck = 0;
  #transmissionCount = 0;
  #fastRecoveryExit: number | undefined;

  /** Counts TSNs without wrapping, from 1 on. */
  constructor(pathCount: number) {
    this.#paths = Array.from({ length: pathCount }, () => ({
      deadline: undefined,
      latestArrived: -1,
      isSlowStarted: false,
    }));
  }

  get cumulativeTsnAck(): number {
    return this.#cumulativeTsnAck;
  }

  get nextTsn(): number {
    return this.#cumulativeTsnAck + this.#chunks.length + 1;
  }

  /** Of each path. */
  get flightSizes(): number[] {
    return this.#paths.map((_, path) => sum(this.#inFlight(path).map(({ size }) => size)));
  }

  /** When T3-rtx of each path expires. */
  get deadlines(): (number | undefined)[] {
    return this.#paths.map(({ deadline }) => deadline);
  }

  /** User data of all chunks that are not cumulatively acknowledged. */
  get heldBytes(): number {
    return sum(this.#chunks.map(({ length }) => length));
  }

  isInFastRecovery(path: number): boolean {
    return this.#fastRecoveryExit !== undefined && !this.#paths[path]?.isSlowStarted;
  }

  /** A chunk went out: the next new one, or one that was marked; says what is wrong with it otherwise. */
  transmit(chunk: DataChunk, path: number, { rtos, now }: Moment): string | undefined {
    const known = this.#chunks.find(({ tsn }) => tsn === chunk.tsn);
    if (known === undefined && chunk.tsn !== this.nextTsn) {
      return `TSN ${chunk.tsn} was sent where ${this.nextTsn} is next`;
    }
    if (known !== undefined && known.status !== 'MARKED') {
      return `TSN ${chunk.tsn} was sent again while ${known.status}`;
    }
    const timer = this.#paths[path];
    const isEarliest = known !== undefined && this.#earliest(path) === known;
    if (timer !== undefined && (timer.deadline === undefined || isEarliest)) timer.deadline = now + (rtos[path] ?? 0);
    const transmission = this.#transmissionCount;
    this.#transmissionCount += 1;
    if (known === undefined) this.#chunks.push(newChunk(chunk, path, transmission));
    else Object.assign(known, { status: 'IN-FLIGHT', path, transmission, misses: 0 });
    return undefined;
  }

  timeOut(path: number): void {
    for (const chunk of this.#inFlight(path)) chunk.status = 'MARKED';
    Object.assign(this.#paths[path] ?? {}, { deadline: undefined, isSlowStarted: true });
  }

  sack(cumulativeTsnAck: number, blocks: readonly GapAckBlock[], { rtos, now }: Moment): void {
    const isAcked = ({ tsn }: SlowChunk) =>
      tsn <= cumulativeTsnAck ||
      blocks.some(({ start, end }) => tsn >= cumulativeTsnAck + start && tsn <= cumulativeTsnAck + end);
    const newlyAcked = this.#chunks.filter((chunk) => isAcked(chunk) && chunk.status !== 'GAP-ACKED');
    const earliest = this.#paths.map((_, path) => this.#earliest(path));
    for (const chunk of this.#chunks) {
      if (isAcked(chunk)) chunk.status = 'GAP-ACKED';
      else if (chunk.status === 'GAP-ACKED') this.#revoke(chunk, { rtos, now });
    }
    for (const [path, timer] of this.#paths.entries()) {
      const acked = newlyAcked.filter((chunk) => chunk.path === path);
      if (acked.length === 0) continue;
      timer.latestArrived = Math.max(timer.latestArrived, ...acked.map(({ transmission }) => transmission));
      if (this.#inFlight(path).length === 0) timer.deadline = undefined;
      else if (earliest[path]?.status === 'GAP-ACKED') timer.deadline = now + (rtos[path] ?? 0);
    }
    const isAdvanced = cumulativeTsnAck > this.#cumulativeTsnAck;
    this.#cumulativeTsnAck = cumulativeTsnAck;
    this.#chunks = this.#chunks.filter(({ tsn }) => tsn > cumulativeTsnAck);
    if ((this.#fastRecoveryExit ?? Number.POSITIVE_INFINITY) <= cumulativeTsnAck) this.#fastRecoveryExit = undefined;
    const highestAcked = cumulativeTsnAck + (blocks.at(-1)?.end ?? 0);
    this.#countMisses(newlyAcked, isAdvanced ? highestAcked : 0);
  }

  /** What is missing is so in view of what was sent later to the same path. */
  #countMisses(newlyAcked: readonly SlowChunk[], limitInFastRecovery: number): void {
    const missing = this.#chunks.filter(({ tsn, path, status, isFastRetransmitted, transmission }) => {
      const acked = newlyAcked.filter((chunk) => chunk.path === path).map((chunk) => chunk.tsn);
      const limit = this.isInFastRecovery(path) ? limitInFastRecovery : 0;
      const isBelow = acked.length > 0 && tsn < Math.max(limit, ...acked);
      const isOvertaken = transmission < (this.#paths[path]?.latestArrived ?? 0);
      return isBelow && isOvertaken && status === 'IN-FLIGHT' && !isFastRetransmitted;
    });
    for (const chunk of missing) chunk.misses += 1;
    const lost = missing.filter(({ misses }) => misses >= 3);
    if (lost.some(({ path }) => !this.isInFastRecovery(path))) this.#enterFastRecovery();
    for (const chunk of lost) Object.assign(chunk, { status: 'MARKED', isFastRetransmitted: true });
  }

  #enterFastRecovery(): void {
    this.#fastRecoveryExit = this.nextTsn - 1;
    for (const path of this.#paths) path.isSlowStarted = false;
  }

  #revoke(chunk: SlowChunk, { rtos, now }: Moment): void {
    Object.assign(chunk, { status: 'IN-FLIGHT', misses: chunk.misses + 1 });
    const timer = this.#paths[chunk.path];
    if (timer !== undefined) timer.deadline ??= now + (rtos[chunk.path] ?? 0);
  }

  /** The outstanding chunk with the lowest TSN that was sent to this path. */
  #earliest(path: number): SlowChunk | undefined {
    return this.#chunks.find((chunk) => chunk.path === path && chunk.status !== 'GAP-ACKED');
  }

  #inFlight(path: number): SlowChunk[] {
    return this.#chunks.filter((chunk) => chunk.status === 'IN-FLIGHT' && chunk.path === path);
  }
}

function newChunk({ tsn, userData }: DataChunk, path: number, transmission: number): SlowChunk {
  const { length } = userData;
  const size = Math.ceil((16 + length) / 4) * 4;
  return { tsn, size, length, status: 'IN-FLIGHT', path, transmission, misses: 0, isFastRetransmitted: false };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
