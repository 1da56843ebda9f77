import { type Address, address } from '../address.ts';
import type { Association } from '../association/association.ts';
import { Endpoint } from '../endpoint/endpoint.ts';
import type { EndpointStatistics } from '../endpoint/endpoint-statistics.ts';
import type { IcmpMessage } from '../icmp-message.ts';
import { type Options, resolveOptions } from '../options.ts';
import { type AssociationHost, SimulatedAssociation, type SimulatedEvent } from './association.ts';
import type { SimulatedPacket } from './network.ts';
import type { SeededRandom } from './seeded-random.ts';
import { selectSource } from './source-address.ts';

/** How a host is made. */
export interface HostOptions {
  /** IP addresses of the host, one or more; no other host of the network has them. */
  readonly addresses: readonly [string, ...string[]];
  /** Its SCTP port, 1–65,535. */
  readonly port: number;
  /** Options of all its associations. */
  readonly options?: Partial<Options>;
  /** Called at every event, so that a host can answer: it may give commands. */
  readonly onEvent?: (association: SimulatedAssociation, event: SimulatedEvent) => void;
}

/** Where an association may be set up to; a host is one. */
export interface Destination {
  /** Tried in this order. */
  readonly addresses: readonly (Address | string)[];
  /** SCTP port there. */
  readonly port: number;
}

/** What a host needs of its network. */
export interface HostNetwork {
  now(): number;
  /** Largest IP packet from one address to another, in bytes. */
  mtu(from: Address, to: Address): number;
  send(packet: SimulatedPacket): void;
  /** The host may have packets to send, events, or another deadline. */
  touch(host: SimulatedHost): void;
  settle(): void;
}

/** A host of a simulated network, with one SCTP endpoint. Made by {@link SimulatedNetwork.host}. */
export class SimulatedHost implements Destination {
  /** Those that it was made with. */
  readonly addresses: readonly Address[];
  /** The endpoint itself, without I/O; commands given to it directly need `network.settle()`. */
  readonly endpoint: Endpoint;
  /** All associations there ever were, oldest first. */
  readonly associations: SimulatedAssociation[] = [];
  readonly #byCore = new Map<Association, SimulatedAssociation>();
  readonly #network: HostNetwork;
  readonly #onEvent: HostOptions['onEvent'];

  /** @throws TypeError or RangeError for an address, a port or an option that is none. @internal */
  constructor({ addresses, port, options, onEvent }: HostOptions, network: HostNetwork, random: SeededRandom) {
    if (!(Number.isInteger(port) && port >= 1 && port <= 65535)) throw new RangeError(`port ${port} is not in 1–65535`);
    if (addresses.length === 0) throw new TypeError('a host has one address or more');
    const resolved = resolveOptions(options);
    this.addresses = addresses.map((ip) => address(ip));
    this.#network = network;
    this.#onEvent = onEvent;
    this.endpoint = new Endpoint({
      port,
      options: resolved,
      random,
      advertisedAddresses: advertisedAddresses(resolved.advertise, this.addresses),
      addressFamilies: [...new Set(this.addresses.map(({ family }) => family))],
      mtuTo: (ip) => this.#mtuTo(address(ip)),
      encapsulationOverhead: 0,
      controlsFragmentation: true,
    });
  }

  /** SCTP port of its endpoint. */
  get port(): number {
    return this.endpoint.port;
  }

  /** Counts of the endpoint, named after RFC 3873. */
  statistics(): EndpointStatistics {
    return this.endpoint.statistics();
  }

  /** The newest association. */
  get association(): SimulatedAssociation | undefined {
    return this.associations.at(-1);
  }

  /** State of the newest association; CLOSED without one. */
  get state(): Association['state'] {
    return this.association?.state ?? 'CLOSED';
  }

  /** Lets peers set up associations, or no more. */
  listen(isAccepting = true): void {
    this.endpoint.listen(isAccepting);
  }

  /** Sets up an association, trying the addresses in their order. */
  connect({ addresses, port }: Destination): SimulatedAssociation {
    const [first, ...others] = addresses.map((to) => (typeof to === 'string' ? address(to) : to));
    if (first === undefined) throw new TypeError('connect takes one address or more');
    const association = this.#adopt(this.endpoint.connect(port, [first, ...others], undefined, this.#network.now()));
    this.#network.touch(this);
    return association;
  }

  /** When the host does something next, unless a packet comes; undefined: never. On the network's clock, in ms. */
  nextTimeout(): number | undefined {
    this.#network.settle();
    return this.endpoint.nextTimeout();
  }

  /** A packet for one of the host's addresses; those for other ports find nobody. */
  receive(packet: Uint8Array, from: Address, to: Address): void {
    if ((packet[2] ?? 0) * 256 + (packet[3] ?? 0) !== this.port) return;
    this.endpoint.receive(packet, from, to, this.#network.now());
    this.#network.touch(this);
  }

  /** What a router says of a packet of this host. */
  receiveIcmp(message: IcmpMessage): void {
    this.endpoint.receiveIcmp(message, this.#network.now());
    this.#network.touch(this);
  }

  /** @internal */
  handleTimeout(): void {
    this.endpoint.handleTimeout(this.#network.now());
    this.#network.touch(this);
  }

  /** Hands out events and packets until there are no more of either. @internal */
  drain(): void {
    const now = this.#network.now();
    for (;;) {
      this.#report();
      const transmit = this.endpoint.nextTransmit(now);
      if (transmit === undefined) return;
      const from = transmit.from ?? selectSource(this.addresses, transmit.to);
      if (from === undefined) continue;
      const { packet: bytes, to, fragmentMtu } = transmit;
      this.#network.send({ bytes, from, to, fragmentMtu });
    }
  }

  #report(): void {
    for (let event = this.endpoint.nextEvent(); event !== undefined; event = this.endpoint.nextEvent()) {
      const association = this.#byCore.get(event.association) ?? this.#adopt(event.association);
      association.record(event.type === 'accepted' ? event : event.event);
    }
  }

  #adopt(core: Association): SimulatedAssociation {
    const host: AssociationHost = {
      now: () => this.#network.now(),
      touch: () => this.#network.touch(this),
      report: (association, event) => this.#onEvent?.(association, event),
    };
    const association = new SimulatedAssociation(core, host);
    this.#byCore.set(core, association);
    this.associations.push(association);
    return association;
  }

  #mtuTo(to: Address): number {
    const from = selectSource(this.addresses, to);
    return from === undefined ? 1500 : this.#network.mtu(from, to);
  }
}

/** What the option says; by default all addresses, where there are several. */
function advertisedAddresses(advertise: Options['advertise'], addresses: readonly Address[]): readonly string[] {
  if (Array.isArray(advertise)) return advertise;
  const isTold = advertise === 'all' || (advertise === undefined && addresses.length > 1);
  return isTold ? addresses.map(({ ip }) => ip) : [];
}
