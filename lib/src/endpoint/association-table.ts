import type { Association } from '../association/association.ts';
import type { RandomSource } from '../random-source.ts';

/** The associations of one local port, by IP address and port of the peer (RFC 9260 §5.1, implementation note). */
export class AssociationTable {
  readonly #byAddress = new Map<string, Map<number, Association>>();
  readonly #tags = new Set<number>();
  /** The addresses under which each association stands. */
  readonly #addresses = new Map<Association, readonly string[]>();

  get size(): number {
    return this.#addresses.size;
  }

  [Symbol.iterator](): IterableIterator<Association> {
    return this.#addresses.keys();
  }

  find(ip: string, peerPort: number): Association | undefined {
    return this.#byAddress.get(ip)?.get(peerPort);
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
    const before = this.#addresses.get(association) ?? [];
    const addresses = association.paths.map((path) => path.address.ip);
    if (before.length === addresses.length && before.every((ip, index) => ip === addresses[index])) return;
    for (const ip of before) this.#unlist(association, ip);
    for (const ip of addresses) this.#list(association, ip);
    this.#addresses.set(association, addresses);
    this.#tags.add(association.localTag);
  }

  delete(association: Association): void {
    for (const ip of this.#addresses.get(association) ?? []) this.#unlist(association, ip);
    this.#addresses.delete(association);
    this.#tags.delete(association.localTag);
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
