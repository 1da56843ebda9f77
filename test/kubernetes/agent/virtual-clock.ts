import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@usctp/kubernetes';

interface Timer {
  at: number;
  readonly callback: () => void;
}

/** Real time that an agent may take until it waits for the clock again, in ms. */
const patience = 10_000;

/** A clock that a test moves. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  /** So many timers run when all that goes on waits for the clock. */
  readonly #timersAtRest: number;
  #now: number;

  constructor(timersAtRest: number, now: number) {
    this.#timersAtRest = timersAtRest;
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, callback: () => void): () => void {
    const timer = { at: this.#now + delay, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets so many ms go by; each timer rings when its time has come and all that the ones before started is done. */
  async advance(time: number): Promise<void> {
    const end = this.#now + time;
    do await this.rest();
    while (this.#ringNext(end));
    this.#now = end;
  }

  /** The same without a wait for what the timers start. */
  jump(time: number): void {
    const end = this.#now + time;
    while (this.#ringNext(end)) {}
    this.#now = end;
  }

  /** Sets the time of day; timers ring when they would have. */
  set(now: number): void {
    const shift = now - this.#now;
    for (const timer of this.#timers) timer.at += shift;
    this.#now = now;
  }

  /** Whether there was one until then. */
  #ringNext(end: number): boolean {
    const [next] = [...this.#timers].sort((first, second) => first.at - second.at);
    if (next === undefined || next.at > end) return false;
    this.#timers.delete(next);
    this.#now = next.at;
    next.callback();
    return true;
  }

  /** Resolves when all that goes on waits for the clock. @throws Error when that does not come to be. */
  async rest(): Promise<void> {
    const end = performance.now() + patience;
    while (this.#timers.size !== this.#timersAtRest) {
      if (performance.now() > end) throw new Error(`${this.#timers.size} timers run, not ${this.#timersAtRest}`);
      await pause(1);
    }
  }
}
