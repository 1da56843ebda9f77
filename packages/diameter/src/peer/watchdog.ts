/** What the watchdog makes of a connection (RFC 3539 §3.4.1, appendix A). */
export type WatchdogState =
  /** There has been no connection yet, or the last one was ended gracefully. */
  | 'INITIAL'
  /** Requests may go there. */
  | 'OKAY'
  /** A watchdog was not answered: requests have failed over, and new ones go elsewhere. */
  | 'SUSPECT'
  /** The connection has failed. */
  | 'DOWN'
  /** There is a new connection after one that failed: three answers to watchdogs put it into service. */
  | 'REOPEN';

/** What the owner of the watchdog has to do. */
export type WatchdogAction =
  /** Send a DWR. */
  | 'send'
  /** Send the pending requests to another peer. */
  | 'failover'
  /** Send requests to this peer again. */
  | 'failback'
  /** Close the connection abortively. */
  | 'close';

/** How a watchdog is made. */
export interface WatchdogOptions {
  /** Twinit, in ms: 6,000 or more. */
  readonly interval: number;
  /** A number in [0, 1), for the jitter. */
  readonly fraction: () => number;
}

/** Each interval is so much longer or shorter at most, in ms. */
const jitter = 2000;
const answersToReopen = 3;

/**
 * The watchdog algorithm of RFC 3539, appendix A. That names what to do about a connection that is down, too; here the
 * timer stands still meanwhile, as RFC 6733 §2.1 has Tc for it.
 */
export class Watchdog {
  readonly #interval: number;
  readonly #fraction: () => number;
  #state: WatchdogState = 'INITIAL';
  #deadline: number | undefined;
  #isPending = false;
  /** Answers since the connection was reopened; -1 after an interval without one (NumDWA). */
  #answers = 0;

  constructor({ interval, fraction }: WatchdogOptions) {
    this.#interval = interval;
    this.#fraction = fraction;
  }

  get state(): WatchdogState {
    return this.#state;
  }

  /** When {@link handleTimeout} is due; undefined while there is no connection. */
  nextTimeout(): number | undefined {
    return this.#deadline;
  }

  /** Capabilities have been exchanged on a new connection. */
  connectionUp(now: number): WatchdogAction | undefined {
    this.#startTimer(now);
    this.#isPending = this.#state === 'DOWN';
    if (this.#state !== 'DOWN') {
      this.#state = 'OKAY';
      return undefined;
    }
    this.#state = 'REOPEN';
    this.#answers = 0;
    return 'send';
  }

  /**
   * The connection is gone: gracefully, as after DPR and DPA, or because it has failed. What is pending has to fail
   * over, unless it has done so.
   */
  connectionDown(isGraceful: boolean): void {
    this.#deadline = undefined;
    this.#isPending = false;
    this.#state = isGraceful ? 'INITIAL' : 'DOWN';
  }

  /** A message has come, a DWA or any other. */
  receive(isWatchdogAnswer: boolean, now: number): WatchdogAction | undefined {
    if (isWatchdogAnswer) this.#isPending = false;
    if (this.#state === 'OKAY') this.#startTimer(now);
    if (this.#state === 'SUSPECT') {
      this.#startTimer(now);
      return this.#failBack();
    }
    if (this.#state !== 'REOPEN' || !isWatchdogAnswer) return undefined;
    this.#answers += 1;
    return this.#answers === answersToReopen ? this.#failBack() : undefined;
  }

  /** The deadline has come. */
  handleTimeout(now: number): WatchdogAction | undefined {
    if (this.#deadline === undefined || this.#deadline > now) return undefined;
    this.#startTimer(now);
    if (this.#state === 'SUSPECT') return this.#goDown();
    if (!this.#isPending) {
      this.#isPending = true;
      return 'send';
    }
    if (this.#state === 'OKAY') {
      this.#state = 'SUSPECT';
      return 'failover';
    }
    if (this.#answers < 0) return this.#goDown();
    this.#answers = -1;
    return undefined;
  }

  #failBack(): WatchdogAction {
    this.#state = 'OKAY';
    return 'failback';
  }

  #goDown(): WatchdogAction {
    this.#state = 'DOWN';
    this.#deadline = undefined;
    return 'close';
  }

  #startTimer(now: number): void {
    this.#deadline = now + this.#interval - jitter + 2 * jitter * this.#fraction();
  }
}
