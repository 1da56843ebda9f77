import type { Transport } from 'usctp';
import { SeededRandom } from 'usctp/simulation';

type TransportOpenOptions = Parameters<Transport['open']>[0];
type TransportPort = Awaited<ReturnType<Transport['open']>>;

/** The transport given, losing packets either way with that probability, as the seed says. */
export class LossyTransport implements Transport {
  readonly #transport: Transport;
  readonly #probability: number;
  readonly #random: SeededRandom;

  constructor(transport: Transport, probability: number, seed: number) {
    this.#transport = transport;
    this.#probability = probability;
    this.#random = new SeededRandom(seed);
  }

  get encapsulationOverhead(): number {
    return this.#transport.encapsulationOverhead;
  }

  get localUdpPort(): number | undefined {
    return this.#transport.localUdpPort;
  }

  get peerUdpPort(): number | undefined {
    return this.#transport.peerUdpPort;
  }

  async open(options: TransportOpenOptions): Promise<TransportPort> {
    const { receiver } = options;
    const port = await this.#transport.open({
      ...options,
      receiver: new Proxy(receiver, {
        get: (target, name) => this.#lossy(target, name, 'receive'),
      }),
    });
    return new Proxy(port, { get: (target, name) => this.#lossy(target, name, 'send') });
  }

  /** A member of the object below; of the method that carries packets, a version that carries most. */
  #lossy(target: object, name: string | symbol, carrier: 'receive' | 'send'): unknown {
    const member: unknown = Reflect.get(target, name, target);
    if (typeof member !== 'function') return member;
    return (...args: unknown[]) => {
      if (name === carrier && this.#random.chance(this.#probability)) return undefined;
      return Reflect.apply(member, target, args);
    };
  }
}
