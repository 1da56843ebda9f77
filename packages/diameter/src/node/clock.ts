/** Time and randomness, as a node takes them: a test brings its own. */
export interface Clock {
  /** In ms, monotonic. */
  now(): number;
  /** Calls back once after so many ms, unless the returned function is called before. */
  after(delay: number, callback: () => void): () => void;
  /** A number in [0, 1). */
  fraction(): number;
  /** A whole number in 0 … 2³²-1. */
  uint32(): number;
  /** The time of day, in whole seconds since 1970. */
  seconds(): number;
}

/** Calls back when a deadline has come. One that moves back costs nothing: the timer finds that out by itself. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #deadline = Number.POSITIVE_INFINITY;
  #timerDeadline = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings then, and not when it was to ring before; infinity: not at all. */
  set(deadline: number): void {
    this.#deadline = deadline;
    if (deadline === Number.POSITIVE_INFINITY) this.#stopTimer();
    else if (deadline < this.#timerDeadline) this.#startTimer(deadline);
  }

  #startTimer(deadline: number): void {
    this.#cancel?.();
    this.#timerDeadline = deadline;
    this.#cancel = this.#clock.after(Math.max(deadline - this.#clock.now(), 0), () => this.#expire());
  }

  #stopTimer(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#timerDeadline = Number.POSITIVE_INFINITY;
  }

  #expire(): void {
    this.#cancel = undefined;
    this.#timerDeadline = Number.POSITIVE_INFINITY;
    if (this.#deadline > this.#clock.now()) this.#startTimer(this.#deadline);
    else this.#ring();
  }
}
