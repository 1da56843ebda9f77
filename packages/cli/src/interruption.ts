const signals = ['SIGINT', 'SIGTERM'] as const;

/** The wish of the user that the command ends: SIGINT, SIGTERM, or nobody who reads its output any more. */
export class Interruption {
  readonly #asked = new AbortController();
  readonly #forced = new AbortController();
  readonly #grace: number;
  #deadline: NodeJS.Timeout | undefined;

  /** `grace` is how long the graceful end may take, in ms. */
  constructor({ grace = 5000 }: { readonly grace?: number } = {}) {
    this.#grace = grace;
    for (const signal of signals) process.on(signal, this.#handleSignal);
    for (const stream of [process.stdout, process.stderr]) stream.on('error', this.#ask);
  }

  /** Aborted when the command shall end gracefully. */
  get asked(): AbortSignal {
    return this.#asked.signal;
  }

  /** Aborted when it shall end at once: by a second signal, or because the graceful end took too long. */
  get forced(): AbortSignal {
    return this.#forced.signal;
  }

  /** Gives the signals back to Node. */
  stop(): void {
    for (const signal of signals) process.off(signal, this.#handleSignal);
    for (const stream of [process.stdout, process.stderr]) stream.off('error', this.#ask);
    clearTimeout(this.#deadline);
  }

  readonly #handleSignal = (): void => {
    if (this.#asked.signal.aborted) this.#forced.abort();
    else this.#ask();
  };

  readonly #ask = (): void => {
    if (this.#asked.signal.aborted) return;
    this.#deadline = setTimeout(() => this.#forced.abort(), this.#grace);
    this.#asked.abort();
  };
}

/** Calls back when the signal is aborted, or at once if it has been. */
export function onAbort(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
}
