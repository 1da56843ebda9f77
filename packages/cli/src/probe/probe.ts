import { randomInt } from 'node:crypto';
import type { Address, Transport, TransportPort } from 'usctp';
import { hasValidChecksum } from 'usctp/codec';
import type { Options } from 'usctp/core';
import { onAbort } from '../interruption.ts';
import { type Ends, encodeAbort, encodeInit, type InitAnswer, readAnswer, type ServerOffer } from './init-exchange.ts';

/** Whom to ask, and how. */
export interface ProbeRequest {
  readonly transport: Transport;
  readonly to: Address;
  /** SCTP port of the server. */
  readonly port: number;
  /** SCTP port on this side, 0 for a free one. */
  readonly localPort: number;
  readonly localAddresses: readonly string[];
  /** INIT is sent again after `rtoInitial`, then after twice as long, up to `rtoMax`. */
  readonly options: Options;
  /** Longest wait, in ms. */
  readonly timeout: number;
  /** Gives up when it is aborted. */
  readonly interruption: AbortSignal;
}

/** What a server answers, and after how many ms. */
export interface ProbeResult extends ServerOffer {
  readonly time: number;
}

/**
 * Asks a server for an association and does not take it: INIT, INIT ACK, ABORT (RFC 9260 §5.1). The server keeps no state
 * for that, and its application learns nothing of it.
 * @throws Error with the reason when the server refuses or does not answer; what `Transport.open` throws.
 */
export async function probe(request: ProbeRequest): Promise<ProbeResult> {
  const exchange = new Exchange(request);
  try {
    return await exchange.run();
  } finally {
    exchange.close();
  }
}

class Exchange {
  readonly #request: ProbeRequest;
  /** 1 … 2³²-1: zero is no tag (RFC 9260 §3.3.2). */
  readonly #tag = randomInt(1, 2 ** 32);
  #transportPort: TransportPort | undefined;
  #retransmission: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #damaged = 0;
  /** Of other ports of the same socket. */
  #earlierSendErrors = 0;
  #isClosed = false;

  constructor(request: ProbeRequest) {
    this.#request = request;
  }

  run(): Promise<ProbeResult> {
    return new Promise((resolve, reject) => {
      const { timeout, interruption } = this.#request;
      const fail = (reason: string) => reject(new Error(`${this.#server}: ${reason}`));
      this.#deadline = setTimeout(() => fail(`no answer within ${timeout} ms${this.#hint()}`), timeout);
      onAbort(interruption, () => fail('interrupted'));
      this.#open(resolve, fail).catch(reject);
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retransmission);
    clearTimeout(this.#deadline);
    this.#transportPort?.close();
  }

  async #open(resolve: (result: ProbeResult) => void, fail: (reason: string) => void): Promise<void> {
    const { transport, localPort, localAddresses, options } = this.#request;
    let start = 0;
    const transportPort = await transport.open({
      port: localPort,
      localAddresses,
      receiver: {
        receive: (packet) => {
          const answer = this.#read(packet);
          if (answer === undefined) return;
          if ('refusal' in answer) return fail(answer.refusal);
          transportPort.send(
            encodeAbort(this.#ends(transportPort), answer.offer.initiateTag),
            this.#request.to,
            undefined,
          );
          resolve({ ...answer.offer, time: performance.now() - start });
        },
        fail: (error) => fail(error.message),
      },
    });
    if (this.#isClosed) return transportPort.close();
    this.#transportPort = transportPort;
    this.#earlierSendErrors = transportPort.statistics.sendErrors;
    const init = encodeInit(this.#ends(transportPort), randomInt(2 ** 32), options);
    start = performance.now();
    this.#send(init, options.rtoInitial);
  }

  #send(init: Uint8Array, rto: number): void {
    this.#transportPort?.send(init, this.#request.to, undefined);
    const next = Math.min(rto * 2, this.#request.options.rtoMax);
    this.#retransmission = setTimeout(() => this.#send(init, next), rto);
  }

  #read(packet: Uint8Array): InitAnswer | undefined {
    if (this.#transportPort === undefined) return undefined;
    if (hasValidChecksum(packet)) return readAnswer(packet, this.#ends(this.#transportPort));
    this.#damaged += 1;
    return undefined;
  }

  #ends({ port: localPort }: TransportPort): Ends {
    return { localPort, port: this.#request.port, tag: this.#tag };
  }

  get #server(): string {
    return `${this.#request.to.ip} port ${this.#request.port}`;
  }

  /** What may be the reason that no answer came. */
  #hint(): string {
    if (this.#damaged > 0) return ', but packets whose checksum is wrong: see `usctp doctor`';
    const { sendErrors = 0 } = this.#transportPort?.statistics ?? {};
    return sendErrors > this.#earlierSendErrors ? ', as this host has not sent it: is there a route?' : '';
  }
}
