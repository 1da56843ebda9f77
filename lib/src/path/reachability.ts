import type { PathSettings } from '../path-settings.ts';

/** Reachability of one destination address (RFC 9260 §5.4, §8.2; RFC 7829 §3). */
export type PathState = 'UNCONFIRMED' | 'ACTIVE' | 'POTENTIALLY-FAILED' | 'INACTIVE';

/** Thresholds of the error counter. */
export type FailureThresholds = Pick<
  PathSettings,
  'pathMaxRetransmissions' | 'potentiallyFailedMaxRetransmissions' | 'primarySwitchoverMaxRetransmissions'
>;

/** Ten times the largest Path.Max.Retrans: where counting ends (RFC 7829 §4.1). */
const maxErrorCount = 2550;

/** Ranks of the states that data can go to: the lower, the better. */
const ranks: Readonly<Record<PathState, number>> = {
  ACTIVE: 0,
  'POTENTIALLY-FAILED': 1,
  INACTIVE: 2,
  UNCONFIRMED: Number.POSITIVE_INFINITY,
};

/** Whether a destination address answers: its error counter and state (RFC 9260 §8.2, RFC 7829 §3.2). */
export class Reachability {
  #thresholds: FailureThresholds;
  #state: PathState;
  #isConfirmed: boolean;
  #errorCount = 0;

  constructor(thresholds: FailureThresholds, state: PathState) {
    this.#thresholds = thresholds;
    this.#state = state;
    this.#isConfirmed = state !== 'UNCONFIRMED';
  }

  get state(): PathState {
    return this.#state;
  }

  /** Whether an answer has ever come from there, or the user vouches for it (§5.4). */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** Transmissions in a row that went unanswered. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** Whether a primary path is to be given up for another one (RFC 7829 §5 rule 2). */
  get isPastSwitchover(): boolean {
    return this.#errorCount > this.#thresholds.primarySwitchoverMaxRetransmissions;
  }

  /** Counts an unanswered transmission. */
  countError(): void {
    this.#errorCount = Math.min(this.#errorCount + 1, maxErrorCount);
    this.#state = this.#stateAt(this.#errorCount);
  }

  /** An answer has come. */
  answered(): void {
    this.#errorCount = 0;
    this.#isConfirmed = true;
    this.#state = 'ACTIVE';
  }

  /** Sets other thresholds. What the errors so far are too many for changes the state; only an answer takes it back. */
  configure(thresholds: FailureThresholds): void {
    this.#thresholds = thresholds;
    this.#state = this.#stateAt(this.#errorCount);
  }

  /**
   * How good the address is for data: the lower the better, 0 when it is active, Infinity when it must not get any
   * (§5.4). Among addresses that have failed the one with the fewest errors is best (RFC 7829 §3.2 rule 4, §4.1).
   */
  standing(moreErrors: number): number {
    const errorCount = this.#errorCount + moreErrors;
    const state = this.#stateAt(errorCount);
    if (!this.#isConfirmed) return Number.POSITIVE_INFINITY;
    return state === 'ACTIVE' ? 0 : ranks[state] * 2 * maxErrorCount + errorCount;
  }

  #stateAt(errorCount: number): PathState {
    const { pathMaxRetransmissions, potentiallyFailedMaxRetransmissions } = this.#thresholds;
    if (this.#state === 'INACTIVE' || errorCount > pathMaxRetransmissions) return 'INACTIVE';
    return this.#isConfirmed && errorCount > potentiallyFailedMaxRetransmissions ? 'POTENTIALLY-FAILED' : this.#state;
  }
}
