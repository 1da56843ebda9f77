import type { Path } from './path.ts';

/** The destination addresses of one peer, and which of them is used (RFC 9260 §6.4). */
export class PathSet {
  readonly #paths: Path[];
  readonly #primary: Path;

  /** The first path is the primary one. */
  constructor(primary: Path, others: readonly Path[] = []) {
    this.#primary = primary;
    this.#paths = [primary, ...others];
  }

  get all(): readonly Path[] {
    return this.#paths;
  }

  get primary(): Path {
    return this.#primary;
  }

  /** Where new data goes: the primary path, or an active one while it is not active (§6.4.1). */
  get current(): Path {
    if (this.#primary.state === 'ACTIVE') return this.#primary;
    return this.#paths.find((path) => path.state === 'ACTIVE') ?? this.#primary;
  }

  /** The path to this IP address. */
  find(ip: string): Path | undefined {
    for (const path of this.#paths) if (path.address.ip === ip) return path;
    return undefined;
  }

  /** Where to retransmit what timed out on `path`: another active path when there is one (§6.4). */
  alternateTo(path: Path): Path {
    const start = this.#paths.indexOf(path);
    for (let i = 1; i < this.#paths.length; i += 1) {
      const other = this.#paths[(start + i) % this.#paths.length];
      if (other?.state === 'ACTIVE') return other;
    }
    return path;
  }
}
