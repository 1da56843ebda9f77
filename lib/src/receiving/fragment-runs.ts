import { SparseMap } from '../sparse-map.ts';
import type { FragmentRun } from './fragment-run.ts';

/** Runs of fragments by their ends. The latest is in no table, as most fragments continue it. */
export class FragmentRuns {
  readonly #byFirstTsn = new SparseMap<number, FragmentRun>();
  readonly #byLastTsn = new SparseMap<number, FragmentRun>();
  #latest: FragmentRun | undefined;

  startingWith(tsn: number): FragmentRun | undefined {
    return this.#latest?.firstTsn === tsn ? this.#latest : this.#byFirstTsn.get(tsn);
  }

  endingWith(tsn: number): FragmentRun | undefined {
    return this.#latest?.lastTsn === tsn ? this.#latest : this.#byLastTsn.get(tsn);
  }

  /** Takes a run that is not held. */
  add(run: FragmentRun): void {
    if (this.#latest !== undefined) {
      this.#byFirstTsn.set(this.#latest.firstTsn, this.#latest);
      this.#byLastTsn.set(this.#latest.lastTsn, this.#latest);
    }
    this.#latest = run;
  }

  /** Lets go of a run, which may change then. */
  remove(run: FragmentRun): void {
    if (run === this.#latest) {
      this.#latest = undefined;
      return;
    }
    this.#byFirstTsn.delete(run.firstTsn);
    this.#byLastTsn.delete(run.lastTsn);
  }
}
