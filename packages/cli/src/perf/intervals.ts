import type { Count } from '../tally.ts';

/** What happened between two times since the start of a test, in ms. */
export interface Interval extends Count {
  readonly start: number;
  readonly end: number;
}

/** Tells at regular times what has been done since the last. */
export class Intervals {
  readonly #start = performance.now();
  readonly #read: () => Count;
  readonly #tell: (interval: Interval) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #last: Interval = { start: 0, end: 0, messages: 0, bytes: 0 };
  #total: Count = { messages: 0, bytes: 0 };

  /** `length` in ms, 0 for none; `read` gives what has been done since the start. */
  constructor(length: number, read: () => Count, tell: (interval: Interval) => void) {
    this.#read = read;
    this.#tell = tell;
    this.#timer = length === 0 ? undefined : setInterval(() => this.#tick(), length);
  }

  /** Tells of the rest as well. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#tick();
  }

  #tick(): void {
    const total = this.#read();
    const end = performance.now() - this.#start;
    const messages = total.messages - this.#total.messages;
    const bytes = total.bytes - this.#total.bytes;
    this.#total = total;
    this.#last = { start: this.#last.end, end, messages, bytes };
    this.#tell(this.#last);
  }
}
