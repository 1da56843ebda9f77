/** What a packet on Ethernet takes. */
const slotLength = 2048;
const slotCount = 64;

/**
 * Copies of datagrams that a socket has yet to send, as it may read them later. Their memory is used again once it has done
 * with all of them, as it mostly has at the end of the turn of the event loop.
 */
export class DatagramCopies {
  /** Each as long as what was copied to it last, which the next is mostly as long as. */
  readonly #slots: Uint8Array[] = [];
  #usedCount = 0;
  #pendingCount = 0;

  /** A copy that stays as it is until `done` was called as often as `copy`. */
  copy(datagram: Uint8Array): Uint8Array {
    this.#pendingCount += 1;
    if (datagram.length > slotLength || this.#usedCount === slotCount) return datagram.slice();
    const slot = this.#slotOf(datagram.length);
    slot.set(datagram);
    return slot;
  }

  /** The socket has done with one of them. */
  done(): void {
    this.#pendingCount -= 1;
    if (this.#pendingCount === 0) this.#usedCount = 0;
  }

  #slotOf(length: number): Uint8Array {
    const index = this.#usedCount;
    this.#usedCount += 1;
    const last = this.#slots[index];
    if (last?.length === length) return last;
    const slot = new Uint8Array(last?.buffer ?? new ArrayBuffer(slotLength), 0, length);
    this.#slots[index] = slot;
    return slot;
  }
}
