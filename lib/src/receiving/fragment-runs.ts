import { SparseMap } from '../sparse-map.ts';

/** Fragments with consecutive TSNs. */
export interface TsnBounds {
  readonly firstTsn: number;
  lastTsn: number;
}

/** Runs of fragments by their first and last TSNs; the one that grew last, which is likely to grow on, at no cost. */
export class FragmentRuns<Run extends TsnBounds> {
  readonly #byFirstTsn = new SparseMap<number, Run>();
  /** All but the latest. */
  readonly #byLastTsn = new SparseMap<number, Run>();
  #latest: Run | undefined;

  beginningAt(tsn: number): Run | undefined {
    return this.#byFirstTsn.get(tsn);
  }

  endingAt(tsn: number): Run | undefined {
    return this.#latest?.lastTsn === tsn ? this.#latest : this.#byLastTsn.get(tsn);
  }

  add(run: Run): void {
    this.#byFirstTsn.set(run.firstTsn, run);
    this.#setLatest(run);
  }

  remove(run: Run): void {
    this.#byFirstTsn.delete(run.firstTsn);
    if (run === this.#latest) this.#latest = undefined;
    else this.#byLastTsn.delete(run.lastTsn);
  }

  /** The run, which is one of them, reaches up to this TSN from now on. */
  extend(run: Run, lastTsn: number): void {
    if (run !== this.#latest) {
      this.#byLastTsn.delete(run.lastTsn);
      this.#setLatest(run);
    }
    run.lastTsn = lastTsn;
  }

  #setLatest(run: Run): void {
    if (this.#latest !== undefined) this.#byLastTsn.set(this.#latest.lastTsn, this.#latest);
    this.#latest = run;
  }
}
