import type { Address } from '../../../lib/src/address.ts';
import type { TransportOpenOptions, TransportReceiver } from '../../../lib/src/transport/index.ts';

export interface Arrival {
  /** A copy. */
  readonly packet: Uint8Array;
  readonly from: Address;
  readonly to: Address | undefined;
}

/** Keeps what a port receives, and hands it out one by one. */
export class Inbox implements TransportReceiver {
  readonly arrivals: Arrival[] = [];
  readonly failures: Error[] = [];
  #wake: () => void = () => {};

  receive(packet: Uint8Array, from: Address, to: Address | undefined): void {
    this.arrivals.push({ packet: packet.slice(), from, to });
    this.#wake();
  }

  fail(error: Error): void {
    this.failures.push(error);
  }

  /** The next packet; rejects when none comes in time. */
  async next(deadline = 3000): Promise<Arrival> {
    const arrival = this.arrivals.shift();
    if (arrival !== undefined) return arrival;
    const arrived = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await within(deadline, arrived);
    return this.next(deadline);
  }
}

/** Rejects when the promise takes longer than `deadline` ms. */
export async function within<T>(deadline: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${deadline} ms`)), deadline);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** An SCTP common header with the bytes given after it; tag and checksum are zero. */
export function packetTo(destinationPort: number, payload: readonly number[] = [], sourcePort = 7): Uint8Array {
  const packet = new Uint8Array(12 + payload.length);
  const view = new DataView(packet.buffer);
  view.setUint16(0, sourcePort);
  view.setUint16(2, destinationPort);
  packet.set(payload, 12);
  return packet;
}

/** Options to open a port with, for all addresses unless some are given. */
export function portOptions(
  port: number,
  receiver: TransportReceiver,
  localAddresses: readonly string[] = [],
): TransportOpenOptions {
  return { port, receiver, localAddresses };
}

/** The code of what the call throws or rejects with; undefined when it does neither. */
export async function codeOf(call: () => unknown): Promise<unknown> {
  return ((await errorOf(call)) as { code?: unknown } | undefined)?.code;
}

/** What the call throws or rejects with; undefined when it does neither. */
export async function errorOf(call: () => unknown): Promise<Error | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
