import type { Address, Transport, TransportOpenOptions, TransportPort } from 'usctp';

/** A transport whose way to one address of the peer can be broken: what goes there, or comes from there, is lost. */
export class BreakableTransport implements Transport {
  readonly #transport: Transport;
  #broken: string | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
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

  /** From now on nothing goes to this address or comes from it. */
  break(ip: string): void {
    this.#broken = ip;
  }

  async open(options: TransportOpenOptions): Promise<TransportPort> {
    const { receiver } = options;
    const port = await this.#transport.open({
      ...options,
      receiver: {
        receive: (packet, from, to) => {
          if (from.ip !== this.#broken) receiver.receive(packet, from, to);
        },
        fail: (error) => receiver.fail(error),
      },
    });
    const send = (packet: Uint8Array, to: Address, from: Address | undefined, fragmentMtu?: number) => {
      if (to.ip !== this.#broken) port.send(packet, to, from, fragmentMtu);
    };
    return {
      port: port.port,
      send,
      mtuTo: (to) => port.mtuTo(to),
      unref: () => port.unref(),
      close: () => port.close(),
      get localAddresses() {
        return port.localAddresses;
      },
      get statistics() {
        return port.statistics;
      },
    };
  }
}
