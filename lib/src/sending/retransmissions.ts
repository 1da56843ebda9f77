import type { Path } from '../path/path.ts';
import { SparseMap } from '../sparse-map.ts';
import { RetransmissionQueue } from './retransmission-queue.ts';
import type { SentChunk } from './sent-chunk.ts';

/** All chunks marked for retransmission, by the path that each is to go to. */
export class Retransmissions {
  readonly #queues = new SparseMap<Path, RetransmissionQueue>();
  /** The path of a Fast Retransmit, whose first packet goes whatever cwnd says (§7.2.4 step 3). */
  #urgentPath: Path | undefined;

  /** A path that retransmissions may go to now. */
  get nextPath(): Path | undefined {
    if (this.#queues.size === 0) return undefined;
    if (this.#urgentPath !== undefined && this.isWaiting(this.#urgentPath)) return this.#urgentPath;
    for (const [path, queue] of this.#queues) {
      if (path.hasCongestionWindow && queue.peek() !== undefined) return path;
    }
    return undefined;
  }

  /** Whether something waits to be retransmitted to this path. */
  isWaiting(path: Path): boolean {
    return this.#queues.get(path)?.peek() !== undefined;
  }

  /** The next chunk for this path. */
  peek(path: Path): SentChunk | undefined {
    return this.#queues.get(path)?.peek();
  }

  /** Bytes that the next chunk for this path takes; 0 when nothing waits. */
  nextSize(path: Path): number {
    return this.#queues.get(path)?.peek()?.size ?? 0;
  }

  /** Takes the next chunk for this path when it fits into `room`. */
  take(path: Path, room: number): SentChunk | undefined {
    const queue = this.#queues.get(path);
    const next = queue?.peek();
    return next !== undefined && next.size <= room ? queue?.shift() : undefined;
  }

  /** Adds chunks that were marked just now, to go to this path. */
  add(path: Path, marked: readonly SentChunk[]): void {
    let queue = this.#queues.get(path);
    if (queue === undefined) {
      queue = new RetransmissionQueue();
      this.#queues.set(path, queue);
    }
    queue.add(marked);
  }

  /** T3-rtx of a path expired: what waits for it is to go to another one, and waits for cwnd in any case. */
  move(from: Path, to: Path): void {
    if (this.#urgentPath === from) this.#urgentPath = undefined;
    const queue = this.#queues.get(from);
    if (from === to || queue === undefined) return;
    for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) this.add(to, [chunk]);
  }

  /** The next packet to this path need not wait for cwnd. */
  hurry(path: Path): void {
    this.#urgentPath = path;
  }

  /** A packet with retransmissions went to this path. */
  packetFilled(path: Path): void {
    if (this.#urgentPath === path) this.#urgentPath = undefined;
  }
}
