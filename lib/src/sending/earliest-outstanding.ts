import type { Path } from '../path/path.ts';
import { serial32 } from '../serial-number.ts';
import { SparseMap } from '../sparse-map.ts';
import type { SentChunk, SentChunks } from './sent-chunk.ts';
import { TsnHeap } from './tsn-heap.ts';

/** Where one path's earliest outstanding chunk is to be looked for. */
interface Search {
  /** Below this TSN, what is outstanding on the path has returned to it. */
  from: number;
  readonly returned: TsnHeap;
}

/**
 * The outstanding chunk with the lowest TSN that was sent to each address, which T3-rtx goes by (RFC 9260 §6.1, §6.3.2 R3).
 * Outstanding is what is not acknowledged, also while it waits to be retransmitted. Each TSN is passed once per path.
 */
export class EarliestOutstanding {
  readonly #sent: SentChunks;
  readonly #searches = new SparseMap<Path, Search>();

  constructor(sent: SentChunks) {
    this.#sent = sent;
  }

  of(path: Path): SentChunk | undefined {
    const search = this.#searchOf(path);
    const next = this.#findFrom(search, path);
    const returned = this.#firstReturned(search, path);
    if (next === undefined || returned === undefined) return next ?? returned;
    return serial32.isBefore(returned.tsn, next.tsn) ? returned : next;
  }

  /** The chunk, which is not the last that was sent, is outstanding on its path and was not before. */
  returned(chunk: SentChunk): void {
    // A peer may take back and acknowledge the same chunk over and over.
    if (chunk.returnedTo === chunk.path) return;
    chunk.returnedTo = chunk.path;
    this.#searchOf(chunk.path).returned.push(chunk);
  }

  #findFrom(search: Search, path: Path): SentChunk | undefined {
    if (serial32.isBefore(search.from, this.#sent.firstTsn)) search.from = this.#sent.firstTsn;
    for (; search.from !== this.#sent.nextTsn; search.from = serial32.add(search.from, 1)) {
      const chunk = this.#sent.get(search.from);
      if (chunk !== undefined && isOutstanding(chunk, path)) return chunk;
    }
    return undefined;
  }

  #firstReturned({ returned }: Search, path: Path): SentChunk | undefined {
    for (let chunk = returned.first; chunk !== undefined; chunk = returned.first) {
      if (isOutstanding(chunk, path)) return chunk;
      returned.removeFirst();
      if (chunk.returnedTo === path) chunk.returnedTo = undefined;
    }
    return undefined;
  }

  #searchOf(path: Path): Search {
    let search = this.#searches.get(path);
    if (search === undefined) {
      search = { from: this.#sent.firstTsn, returned: new TsnHeap() };
      this.#searches.set(path, search);
    }
    return search;
  }
}

function isOutstanding(chunk: SentChunk, path: Path): boolean {
  return (chunk.status === 'IN-FLIGHT' || chunk.status === 'MARKED') && chunk.path === path;
}
