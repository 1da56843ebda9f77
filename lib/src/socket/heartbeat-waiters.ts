import type { SctpError } from '../errors.ts';
import { SparseMap } from '../sparse-map.ts';

interface HeartbeatWaiter {
  readonly resolve: (roundTripTime: number | undefined) => void;
  readonly reject: (error: SctpError) => void;
}

/** Who waits for the answer to a HEARTBEAT, by the address that it went to. */
export class HeartbeatWaiters {
  readonly #waiting = new SparseMap<string, HeartbeatWaiter[]>();

  /** Its round-trip time; undefined when no answer comes. */
  answerFrom(ip: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(ip) ?? [];
      waiting.push({ resolve, reject });
      this.#waiting.set(ip, waiting);
    });
  }

  settle(ip: string, roundTripTime: number | undefined): void {
    const waiting = this.#waiting.get(ip) ?? [];
    this.#waiting.delete(ip);
    for (const { resolve } of waiting) resolve(roundTripTime);
  }

  /** No answer will be told any more. */
  fail(error: SctpError): void {
    const waiting = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
