const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** How long a graceful end may take, in ms. */
const GRACE = 5000;

/** The wish of the user that the command ends: SIGINT, SIGTERM, or nobody who reads its output any more. */
export class Interruption {
  readonly #asked = new AbortController();
  readonly #forced = new AbortController();
  #deadline: NodeJS.Timeout | undefined;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#handleSignal);
    process.stdout.on('error', this.#ask);
  }

  /** Aborted when the command shall end gracefully. */
  get asked(): AbortSignal {
    return this.#asked.signal;
  }

  /** Aborted when it shall end at once: by a second signal, or because the graceful end took too long. */
  get forced(): AbortSignal {
    return this.#forced.signal;
  }

  /** Gives the signals back to Node. The output may still break: that is not an error of ours. */
  stop(): void {
    for (const signal of SIGNALS) process.off(signal, this.#handleSignal);
    clearTimeout(this.#deadline);
  }

  readonly #handleSignal = (): void => {
    if (this.#asked.signal.aborted) this.#forced.abort();
    else this.#ask();
  };

  readonly #ask = (): void => {
    if (this.#asked.signal.aborted) return;
    this.#deadline = setTimeout(() => this.#forced.abort(), GRACE);
    this.#asked.abort();
  };
}

/** Calls back when the signal is aborted, or at once if it has been. */
export function onAbort(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
}
