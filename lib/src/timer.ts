/** A deadline as data: it is asked, and calls nobody. */
export class Timer {
  #deadline: number | undefined;

  /** When it expires, on the caller's clock in ms; undefined while it is stopped. */
  get deadline(): number | undefined {
    return this.#deadline;
  }

  get isRunning(): boolean {
    return this.#deadline !== undefined;
  }

  /** Starts, or restarts, with `duration` ms to go. */
  start(duration: number, now: number): void {
    this.#deadline = now + duration;
  }

  stop(): void {
    this.#deadline = undefined;
  }

  /** Whether the deadline has come; the timer is stopped then. */
  expire(now: number): boolean {
    if (this.#deadline === undefined || this.#deadline > now) return false;
    this.#deadline = undefined;
    return true;
  }
}

/** The earliest of the deadlines given, undefined when none is set. */
export function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return a < b ? a : b;
}
