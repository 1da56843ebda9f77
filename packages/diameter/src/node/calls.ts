import type { CloseReason } from '../peer/peer-state.ts';
import type { Connection, Connector } from './connection.ts';
import type { ReconnectDelay } from './reconnect-delay.ts';

/** Who is told what has come of a call. */
export interface CallListener {
  connected(connection: Connection): void;
  failed(): void;
}

/** The calls to one peer: one at a time, and the next one after a while. */
export class Calls {
  readonly #connector: Connector;
  readonly #delay: ReconnectDelay;
  readonly #listener: CallListener;
  #attempt: AbortController | undefined;
  #error: unknown;
  #nextAttempt: number | undefined;

  constructor(connector: Connector, delay: ReconnectDelay, listener: CallListener) {
    this.#connector = connector;
    this.#delay = delay;
    this.#listener = listener;
  }

  /** When the peer is to be called again; undefined: not by itself. */
  nextTimeout(): number | undefined {
    return this.#nextAttempt;
  }

  /** Calls the peer. */
  dial(): void {
    const attempt = new AbortController();
    this.#attempt = attempt;
    // Async: what a connector throws is a call that has failed.
    const calling = (async () => this.#connector.connect(attempt.signal))();
    calling.then(
      (connection) => {
        if (attempt.signal.aborted) {
          connection.abort('the connection is not wanted any more');
          return;
        }
        // The signal is that of the attempt, and would break off the connection.
        this.#attempt = undefined;
        this.#listener.connected(connection);
      },
      (error: unknown) => {
        if (attempt.signal.aborted) return;
        this.#error = error;
        this.#listener.failed();
      },
    );
  }

  /** Gives the call up, if there is one that has not come to an end. */
  abandon(): void {
    this.#attempt?.abort();
  }

  /** There is a connection that has proved good: after its end the peer is called soon. */
  succeed(): void {
    this.#delay.reset();
  }

  /** There is no connection any more, or none yet: has the peer called again, unless it does not want that. */
  scheduleNext(reason: CloseReason, now: number): void {
    if (mayCallAgain(reason)) this.#nextAttempt = now + this.#delay.next();
  }

  /** Calls no more by itself. */
  stop(): void {
    this.#nextAttempt = undefined;
  }

  /** Why the last call has failed; asked once. */
  takeError(): unknown {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }
}

/** RFC 6733 §5.4.3: "SHOULD NOT attempt reconnection", but where the peer only reboots. */
function mayCallAgain(reason: CloseReason): boolean {
  return reason.type !== 'disconnected-by-peer' || reason.cause === 'REBOOTING';
}
