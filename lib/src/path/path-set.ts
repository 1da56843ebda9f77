import type { PathSettings } from '../path-settings.ts';
import { chooseDestination } from './destination-choice.ts';
import type { Path } from './path.ts';

/** The destination addresses of one peer, and which of them is used (RFC 9260 §6.4). */
export class PathSet {
  readonly #paths: readonly Path[];
  #primary: Path;
  #current: Path;

  /** The first path is the primary one. */
  constructor(primary: Path, others: readonly Path[] = []) {
    this.#primary = primary;
    this.#current = primary;
    this.#paths = [primary, ...others];
  }

  get all(): readonly Path[] {
    return this.#paths;
  }

  get primary(): Path {
    return this.#primary;
  }

  /** Where new data goes: the primary path while it is active, else the best there is (§6.4.1). */
  get current(): Path {
    return this.#current;
  }

  /** Association Maximum DATA Chunk Size (RFC 9260 §1.3), in bytes: what every path takes. */
  get amdcs(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const path of this.#paths) least = Math.min(least, path.pmdcs);
    return least;
  }

  /** The path to this IP address. */
  find(ip: string): Path | undefined {
    for (const path of this.#paths) if (path.address.ip === ip) return path;
    return undefined;
  }

  /** Makes a path the primary one; data goes there once it is active (§11.1.6). */
  setPrimary(path: Path): void {
    this.#primary = path;
    this.#choose(undefined);
  }

  /** Counts an unanswered transmission on the path, which may bring another one into use (§8.2). */
  countError(path: Path): void {
    path.reachability.countError();
    this.#choose(path);
    this.#switchOver();
  }

  /** The peer answered something sent on the path (§8.2). */
  answered(path: Path): void {
    path.reachability.answered();
    this.#choose(undefined);
    this.#switchOver();
  }

  /** Sets what can be set for each path. */
  configure(path: Path, settings: PathSettings): void {
    path.configure(settings);
    this.#choose(undefined);
    this.#switchOver();
  }

  /**
   * Where to retransmit what has timed out on the path, before the error is counted: another one that is at least as good
   * (§6.4, RFC 7829 §3.2 rule 3).
   */
  alternateTo(path: Path): Path {
    return chooseDestination(this.#paths, path, { hasFailed: true, moreErrors: 1 });
  }

  #choose(failed: Path | undefined): void {
    this.#current =
      this.#primary.state === 'ACTIVE'
        ? this.#primary
        : chooseDestination(this.#paths, this.#current, { hasFailed: this.#current === failed, moreErrors: 0 });
  }

  /** A primary path with too many errors gives way for good to the path that is used now (RFC 7829 §5). */
  #switchOver(): void {
    if (this.#primary.reachability.isPastSwitchover) this.#primary = this.#current;
  }
}
