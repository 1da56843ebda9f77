import { Fifo } from '../fifo.ts';

/** Has something to do when the turn of the event loop ends. */
export interface TurnEnder {
  endTurn(): void;
}

/** The event loop, as far as it matters here. */
export interface Loop {
  setImmediate(callback: () => void): void;
  /** In ms. */
  now(): number;
}

/** What is done at the end of turns of the event loop. One for all drivers, of which a client may have thousands. */
export class TurnEnd {
  readonly #loop: Loop;
  readonly #waiting = new Fifo<TurnEnder>();
  #isScheduled = false;
  /** The loop does not sleep before. */
  #pollUntil = 0;

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** Has `endTurn` called once the packets of this turn have come. */
  add(ender: TurnEnder): void {
    this.#waiting.push(ender);
    this.#schedule();
  }

  /** Has the loop look for more packets for so many ms, rather than sleep. */
  busyPoll(duration: number): void {
    this.#pollUntil = Math.max(this.#pollUntil, this.#loop.now() + duration);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#loop.setImmediate(this.#end);
  }

  readonly #end = (): void => {
    this.#isScheduled = false;
    try {
      for (let left = this.#waiting.length; left > 0; left -= 1) this.#waiting.shift()?.endTurn();
    } finally {
      const isPolling = this.#pollUntil > 0 && this.#loop.now() < this.#pollUntil;
      if (!isPolling) this.#pollUntil = 0;
      // Where some wait, a handler of the user has thrown: the others' turn ends all the same.
      if (isPolling || this.#waiting.length > 0) this.#schedule();
    }
  };
}

/** That of this process. */
export const turnEnd = new TurnEnd({ setImmediate, now: () => performance.now() });
