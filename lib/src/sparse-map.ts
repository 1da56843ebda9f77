/** A Map that takes next to no memory while it is empty, for what few of many associations ever have. */
export class SparseMap<K, V> implements Iterable<[K, V]> {
  #entries: Map<K, V> | undefined;

  get size(): number {
    return this.#entries === undefined ? 0 : this.#entries.size;
  }

  get(key: K): V | undefined {
    return this.#entries?.get(key);
  }

  has(key: K): boolean {
    return this.#entries?.has(key) ?? false;
  }

  set(key: K, value: V): void {
    this.#entries ??= new Map();
    this.#entries.set(key, value);
  }

  /** Whether there was such an entry. */
  delete(key: K): boolean {
    return this.#entries?.delete(key) ?? false;
  }

  clear(): void {
    this.#entries = undefined;
  }

  keys(): Iterable<K> {
    return this.#entries?.keys() ?? [];
  }

  values(): Iterable<V> {
    return this.#entries?.values() ?? [];
  }

  [Symbol.iterator](): Iterator<[K, V]> {
    return (this.#entries ?? [])[Symbol.iterator]();
  }
}
