import type { Association } from '../association/association.ts';
import type { Path } from '../path/path.ts';
import type { RandomSource } from '../random-source.ts';

/** The associations of one local port, by IP address and port of the peer (RFC 9260 §5.1, implementation note). */
export class AssociationTable {
  readonly #byAddress = new Map<string, Map<number, Association>>();
  /** How many associations have each tag: two may, when another replica has chosen the one. */
  readonly #tags = new Map<number, number>();
  /** The paths under whose addresses each association stands. */
  readonly #paths = new Map<Association, readonly Path[]>();
  /** The tag of each, which changes when its peer restarts. */
  readonly #tagOf = new Map<Association, number>();

  get size(): number {
    return this.#paths.size;
  }

  [Symbol.iterator](): IterableIterator<Association> {
    return this.#paths.keys();
  }

  find(ip: string, peerPort: number): Association | undefined {
    return this.#byAddress.get(ip)?.get(peerPort);
  }

  /** The one that any of these addresses of its peer stands for, the first that does. */
  findAny(ips: readonly string[], peerPort: number): Association | undefined {
    for (const ip of ips) {
      const association = this.find(ip, peerPort);
      if (association !== undefined) return association;
    }
    return undefined;
  }

  /** A Verification Tag for a new association: neither 0 nor in use here (§5.3.1). */
  freshTag(random: RandomSource): number {
    for (;;) {
      const tag = random.uint32();
      if (tag !== 0 && !this.#tags.has(tag)) return tag;
    }
  }

  /** Adds the association under all addresses of its peer, or brings them up to date. */
  set(association: Association): void {
    const before = this.#paths.get(association);
    const { paths } = association;
    // A list of paths is never changed, but replaced.
    if (before === paths) return;
    for (const { address } of before ?? []) this.#unlist(association, address.ip);
    for (const { address } of paths) this.#list(association, address.ip);
    this.#paths.set(association, paths);
    this.#forgetTag(association);
    this.#tagOf.set(association, association.localTag);
    this.#tags.set(association.localTag, (this.#tags.get(association.localTag) ?? 0) + 1);
  }

  /** False when it was not there. */
  delete(association: Association): boolean {
    for (const { address } of this.#paths.get(association) ?? []) this.#unlist(association, address.ip);
    this.#forgetTag(association);
    this.#tagOf.delete(association);
    return this.#paths.delete(association);
  }

  #forgetTag(association: Association): void {
    const tag = this.#tagOf.get(association);
    if (tag === undefined) return;
    const count = this.#tags.get(tag) ?? 0;
    if (count > 1) this.#tags.set(tag, count - 1);
    else this.#tags.delete(tag);
  }

  #list(association: Association, ip: string): void {
    let byPort = this.#byAddress.get(ip);
    if (byPort === undefined) {
      byPort = new Map();
      this.#byAddress.set(ip, byPort);
    }
    // An address that another association stands under stays its own: it was there first.
    if (!byPort.has(association.peerPort)) byPort.set(association.peerPort, association);
  }

  #unlist(association: Association, ip: string): void {
    const byPort = this.#byAddress.get(ip);
    if (byPort?.get(association.peerPort) !== association) return;
    byPort.delete(association.peerPort);
    if (byPort.size === 0) this.#byAddress.delete(ip);
  }
}
