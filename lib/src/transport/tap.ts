import { type Address, address } from '../address.ts';
import type { Transport, TransportOpenOptions, TransportPort, TransportStatistics } from './transport.ts';

/** A packet that passed a transport, and between whom as far as is known. */
export interface Sighting {
  /** `in` comes from the network, `out` goes there. */
  readonly direction: 'in' | 'out';
  /** From the SCTP common header on; valid during the call only. */
  readonly packet: Uint8Array;
  /** Undefined when the host chooses among several. With the UDP port where packets are encapsulated and it is known. */
  readonly source: Address | undefined;
  /** Undefined when the transport cannot know it. With the UDP port where packets are encapsulated and it is known. */
  readonly destination: Address | undefined;
}

/** The transport given, with every packet that it carries shown to `see` before it goes on. */
export function tap(transport: Transport, see: (sighting: Sighting) => void): Transport {
  return new TappedTransport(transport, see);
}

class TappedTransport implements Transport {
  readonly #transport: Transport;
  readonly #see: (sighting: Sighting) => void;

  constructor(transport: Transport, see: (sighting: Sighting) => void) {
    this.#transport = transport;
    this.#see = see;
  }

  get encapsulationOverhead(): number {
    return this.#transport.encapsulationOverhead;
  }

  get controlsFragmentation(): boolean | undefined {
    return this.#transport.controlsFragmentation;
  }

  get copiesPackets(): boolean | undefined {
    return this.#transport.copiesPackets;
  }

  get releasesPackets(): boolean | undefined {
    return this.#transport.releasesPackets;
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
      receiver: {
        receive: (packet, from, to) => {
          this.#see({ direction: 'in', packet, source: from, destination: this.#local(to) });
          receiver.receive(packet, from, to);
        },
        receiveIcmp: (message) => receiver.receiveIcmp?.(message),
        fail: (error) => receiver.fail(error),
      },
    });
    return new TappedPort(port, (packet, to, from) => {
      this.#see({ direction: 'out', packet, source: this.#local(from), destination: this.#peer(to) });
    });
  }

  /** Each with the UDP port that the packet has on the way. */
  #local(of: Address | undefined): Address | undefined {
    return of === undefined ? undefined : withPort(of, this.localUdpPort);
  }

  #peer(of: Address): Address {
    return withPort(of, of.udpPort ?? this.peerUdpPort);
  }
}

class TappedPort implements TransportPort {
  readonly #port: TransportPort;
  readonly #seeSent: TransportPort['send'];

  constructor(port: TransportPort, seeSent: TransportPort['send']) {
    this.#port = port;
    this.#seeSent = seeSent;
  }

  get port(): number {
    return this.#port.port;
  }

  get localAddresses(): readonly string[] {
    return this.#port.localAddresses;
  }

  get statistics(): TransportStatistics {
    return this.#port.statistics;
  }

  send(packet: Uint8Array, to: Address, from: Address | undefined, fragmentMtu?: number): void {
    this.#seeSent(packet, to, from ?? onlyAddress(this.localAddresses, to));
    this.#port.send(packet, to, from, fragmentMtu);
  }

  mtuTo(to: Address): number {
    return this.#port.mtuTo(to);
  }

  unref(): void {
    this.#port.unref();
  }

  close(): void {
    this.#port.close();
  }
}

/** Where there is but one address of the family, a packet left from it, unless it stays on the host. */
function onlyAddress(localAddresses: readonly string[], to: Address): Address | undefined {
  if (to.ip === '::1' || to.ip.startsWith('127.')) return undefined;
  const [first, second] = localAddresses.map((ip) => address(ip)).filter(({ family }) => family === to.family);
  return second === undefined ? first : undefined;
}

function withPort(of: Address, udpPort: number | undefined): Address {
  return of.udpPort === udpPort ? of : { ...of, udpPort };
}
