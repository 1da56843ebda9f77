export interface ReceiveBufferOptions {
  readonly receiveBuffer: number;
  readonly maxMessageSize: number;
  readonly partialDeliveryPoint: number | undefined;
}

/** Bytes that a held chunk or message is charged beside its data: what it costs to keep it. */
export const chargePerChunk = 256;
/** A window smaller than a packet is announced as closed: no silly windows (§6.2, RFC 1122 §4.2.3.3). */
const leastWindow = 1500;
/** Window that stays open while nothing but a message in pieces is held: only more data can complete it. */
const reassemblyWindow = 65_536;
/** What the largest DATA chunk is charged. */
const largestCharge = 65_536 + chargePerChunk;

/**
 * Most bytes that one association holds of what its peer sent, 256 for each chunk or message included: twice
 * `receiveBuffer`, three times the largest message that is delivered whole, and one chunk.
 */
export function maxHeldBytes(options: ReceiveBufferOptions): number {
  return 2 * options.receiveBuffer + 3 * largestWholeMessage(options) + largestCharge;
}

/** Larger ones are refused, or delivered in parts. */
function largestWholeMessage({ maxMessageSize, partialDeliveryPoint }: ReceiveBufferOptions): number {
  return partialDeliveryPoint ?? maxMessageSize;
}

/** Accounts for what is held of the peer's data, and so for the window that is left (RFC 9260 §6.2). */
export class ReceiveBuffer {
  readonly #size: number;
  readonly #largestWhole: number;
  #heldBytes = 0;
  /** The part of it that is fragments of messages. */
  #fragmentBytes = 0;
  /** The window that was announced last. */
  #announced: number;
  /** What the peer takes the window to be: what was announced, less what has come since. */
  #peerWindow: number;

  constructor(options: ReceiveBufferOptions) {
    this.#size = options.receiveBuffer;
    this.#largestWhole = largestWholeMessage(options);
    this.#announced = options.receiveBuffer;
    this.#peerWindow = options.receiveBuffer;
  }

  /** What can be announced now. */
  get window(): number {
    const free = Math.max(this.#size - this.#heldBytes, 0);
    // Where nothing but fragments is held, only more data can make a message that the user reads, and so room: the
    // window stays open, though nothing was released (a departure from §6.2 C), as long as the largest message takes.
    // That costs at most twice its size where fragments have 256 bytes or more.
    const isWaitingForFragments = this.#heldBytes === this.#fragmentBytes && this.#heldBytes < 2 * this.#largestWhole;
    if (isWaitingForFragments) return Math.max(free, Math.min(reassemblyWindow, this.#size));
    return free < Math.min(leastWindow, this.#size / 2) ? 0 : free;
  }

  /** Whether the window has grown by a quarter of the buffer: less is not worth a SACK of its own (§6.2). */
  get isUpdateDue(): boolean {
    const quarter = this.#size / 4;
    // A closed one is told of as soon as it opens as far as it will for a message in pieces.
    const least = this.#peerWindow === 0 ? Math.min(quarter, reassemblyWindow) : quarter;
    return this.window >= this.#peerWindow + least;
  }

  /** Whether data is taken that the peer sent into a window which it took to be open: small chunks cost us more. */
  get hasRoomForAnnounced(): boolean {
    return this.#announced > 0 && this.#heldBytes < 2 * this.#size;
  }

  /** Whether data is taken that fills a gap. */
  get hasRoomForGaps(): boolean {
    return this.#heldBytes < 2 * this.#size + this.#largestWhole;
  }

  /** Whether the chunk is taken without which nothing can be delivered. */
  get hasRoomForNext(): boolean {
    return this.#heldBytes < 2 * this.#size + 3 * this.#largestWhole;
  }

  /** The window, which is announced now. */
  announce(): number {
    this.#announced = this.window;
    this.#peerWindow = this.#announced;
    return this.#announced;
  }

  /** User data has come into the window. */
  arrived(length: number): void {
    this.#peerWindow = Math.max(this.#peerWindow - length, 0);
  }

  /** A chunk is held. */
  hold(length: number): void {
    this.#heldBytes += length + chargePerChunk;
    this.#fragmentBytes += length + chargePerChunk;
  }

  /** So many chunks that were held have become one message, or a part of one. */
  join(length: number, fragmentCount: number): void {
    this.#fragmentBytes -= length + fragmentCount * chargePerChunk;
    this.#heldBytes -= (fragmentCount - 1) * chargePerChunk;
  }

  /** So many chunks that were held will never become a message. */
  drop(length: number, fragmentCount: number): void {
    this.#fragmentBytes -= length + fragmentCount * chargePerChunk;
    this.#heldBytes -= length + fragmentCount * chargePerChunk;
  }

  /** So many messages are held that came otherwise, of `length` bytes together. */
  keep(length: number, messageCount: number): void {
    this.#heldBytes += length + messageCount * chargePerChunk;
  }

  /** A message was read. */
  release(length: number): void {
    this.#heldBytes -= length + chargePerChunk;
  }
}
