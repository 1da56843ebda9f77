/** How the delay is made. */
export interface ReconnectDelayOptions {
  /** Tc, in ms: the longest time between two attempts, but for the jitter (RFC 6733 §12). */
  readonly interval: number;
  /** A number in [0, 1), for the jitter. */
  readonly fraction: () => number;
}

const firstDelay = 1000;

/**
 * Each delay is so much longer or shorter at most, so that the clients of a server that restarts do not all come at
 * once.
 */
const jitter = 0.25;

/** The time until the next attempt to connect to a peer: doubles from 1 s up to Tc, while attempts fail. */
export class ReconnectDelay {
  readonly #interval: number;
  readonly #fraction: () => number;
  #failures = 0;

  constructor({ interval, fraction }: ReconnectDelayOptions) {
    this.#interval = interval;
    this.#fraction = fraction;
  }

  /** An attempt has failed, or a connection has: in so many ms comes the next attempt. */
  next(): number {
    const delay = Math.min(firstDelay * 2 ** this.#failures, this.#interval);
    this.#failures = Math.min(this.#failures + 1, 30);
    return delay * (1 - jitter + 2 * jitter * this.#fraction());
  }

  /** A connection was opened. */
  reset(): void {
    this.#failures = 0;
  }
}
