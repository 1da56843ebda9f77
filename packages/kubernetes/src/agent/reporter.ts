import { ErrandError, type FailureReason } from './api-failure.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { NodeReports } from './node-reports.ts';
import { hasKernelSctp, isNews, type Observation } from './observation.ts';

/** Wait after a first failure, and the longest one, in ms; and the longest one that a server may ask for. */
const firstRetryDelay = 1000;
const maxRetryDelay = 30_000;
const maxRetryAfter = 60_000;

/** What a reporter is made of. */
export interface ReporterParts {
  readonly reports: NodeReports;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest time between reports of the same, in ms. */
  readonly heartbeat: number;
  /** When the host was looked at last, time of day in ms. */
  readonly lookedAt: () => number;
  readonly onReport: () => void;
  readonly onFailure: (reason: FailureReason) => void;
}

/**
 * Sends the newest observation, one at a time: news at once, the same again as a heartbeat, and after a failure what is the
 * newest then, with waits that grow. What is older is dropped.
 */
export class Reporter {
  readonly #parts: ReporterParts;
  #newest: Observation | undefined;
  #reported: Observation | undefined;
  #failures = 0;
  #wake = () => {};

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  observe(observation: Observation): void {
    const hasNews = isNews(this.#newest, observation);
    this.#newest = observation;
    if (!hasNews) return;
    const { kernelSctp, summary } = observation.check;
    const isGood = kernelSctp !== undefined && !hasKernelSctp(kernelSctp);
    this.#parts.log(isGood ? 'info' : 'warning', summary, { kernelSctp });
    this.#wake();
  }

  /** Goes on until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake);
    while (!signal.aborted) {
      const observation = this.#newest;
      const delay = observation === undefined ? this.#parts.heartbeat : await this.#attempt(observation, signal);
      if (this.#newest === undefined || !isNews(observation, this.#newest)) await this.#pause(delay, signal);
    }
    signal.removeEventListener('abort', wake);
  }

  /** Gives the time to wait until the next attempt, unless there is news. */
  async #attempt(observation: Observation, signal: AbortSignal): Promise<number> {
    const { reports, log, heartbeat, lookedAt, onReport, onFailure } = this.#parts;
    try {
      await reports.send(observation, signal, lookedAt());
    } catch (error) {
      if (signal.aborted) return 0;
      if (!(error instanceof ErrandError)) throw error;
      this.#failures += 1;
      onFailure(error.reason);
      const delay = Math.max(retryDelay(this.#failures), Math.min(error.retryAfter, maxRetryAfter));
      const about = { reason: error.reason, failures: this.#failures, retryInMs: Math.round(delay) };
      log('warning', `cannot report: ${error.message}`, about);
      return delay;
    }
    if (this.#failures > 0 || isNews(this.#reported, observation)) {
      log('info', 'reported', { kernelSctp: observation.check.kernelSctp, afterFailures: this.#failures });
    }
    this.#failures = 0;
    this.#reported = observation;
    onReport();
    // Agents that were started together are not to report together.
    return heartbeat * (1 - Math.random() / 10);
  }

  #pause(delay: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = this.#parts.clock.after(delay, resolve);
      this.#wake = () => {
        callOff();
        resolve();
      };
    });
  }
}

/** Doubled with each failure, up to a limit, and jittered, so that not all come at once to a server that is back. */
function retryDelay(failures: number): number {
  return Math.min(firstRetryDelay * 2 ** (failures - 1), maxRetryDelay) * (1 - Math.random() / 2);
}
