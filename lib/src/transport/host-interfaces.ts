import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { type Address, address } from '../address.ts';
import { SctpError } from '../errors.ts';

/** How long what was read of the host holds, in ms. */
const freshness = 10_000;
const ethernetMtu = 1500;
/** Addresses whose interface is remembered, at most. */
const maxLinks = 4096;

/** Where the facts about the host come from. */
export interface HostSource {
  readonly interfaces: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** MTU of an interface in bytes, undefined when it is unknown. */
  readonly interfaceMtu: (name: string) => number | undefined;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

interface HostInterface {
  readonly name: string;
  readonly address: Address;
  readonly isInternal: boolean;
  readonly subnet: BlockList;
}

/** The host's addresses and what can be known of the way from them. */
export class HostInterfaces {
  readonly #source: HostSource;
  #read: readonly HostInterface[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  /** The interfaces in whose subnets addresses are, of those that were asked for since: a BlockList takes its time. */
  readonly #links = new Map<string, HostInterface | undefined>();
  /** By name of the interface. */
  readonly #mtus = new Map<string, number>();

  constructor(source: HostSource = systemSource) {
    this.#source = source;
  }

  /** Addresses that other hosts can use, without link-local ones of IPv6; the loopback ones when there are none. */
  allAddresses(): readonly string[] {
    const usable = this.#interfaces().filter(({ address: { ip } }) => !isLinkLocal(ip));
    const external = usable.filter(({ isInternal }) => !isInternal);
    return (external.length > 0 ? external : usable).map(({ address: { ip } }) => ip);
  }

  /**
   * Refuses addresses that are not the host's.
   * @throws SctpError `ERR_SCTP_ADDRESS_NOT_AVAILABLE`.
   */
  require(addresses: readonly Address[]): void {
    if (addresses.every((wanted) => this.#has(wanted))) return;
    this.#readAt = Number.NEGATIVE_INFINITY; // an address may be younger than what was read
    const missing = addresses.find((wanted) => !this.#has(wanted));
    if (missing === undefined) return;
    throw new SctpError(
      'ERR_SCTP_ADDRESS_NOT_AVAILABLE',
      `${missing.ip} is not an address of this host: it has ${this.allAddresses().join(', ')}`,
    );
  }

  /** The one of `candidates` in the subnet of `to`; failing that, one that is not loopback. */
  sourceTo(to: Address, candidates: readonly Address[]): Address | undefined {
    const sameFamily = candidates.filter(({ family }) => family === to.family);
    if (sameFamily.length < 2) return sameFamily[0];
    const link = this.#linkTo(to);
    return (
      sameFamily.find((candidate) => link !== undefined && covers(link, candidate)) ??
      sameFamily.find((candidate) => !this.#isLoopback(candidate)) ??
      sameFamily[0]
    );
  }

  /**
   * MTU of the interface in whose subnet `to` is. Beyond a router, the smallest MTU of the interfaces that lead out, and
   * 1500 at most: which one the kernel takes is not to be learnt without a dependency.
   */
  mtuTo(to: Address): number {
    const link = this.#linkTo(to);
    if (link !== undefined) return this.#mtuOf(link);
    const leadingOut = this.#interfaces().filter((one) => !one.isInternal && one.address.family === to.family);
    return Math.min(ethernetMtu, ...leadingOut.map((one) => this.#mtuOf(one)));
  }

  #linkTo(to: Address): HostInterface | undefined {
    const interfaces = this.#interfaces();
    if (this.#links.has(to.ip)) return this.#links.get(to.ip);
    const link = interfaces.find((one) => covers(one, to));
    if (this.#links.size < maxLinks) this.#links.set(to.ip, link);
    return link;
  }

  #mtuOf({ name }: HostInterface): number {
    const known = this.#mtus.get(name);
    if (known !== undefined) return known;
    const mtu = this.#source.interfaceMtu(name) ?? ethernetMtu;
    this.#mtus.set(name, mtu);
    return mtu;
  }

  /** All of the loopback subnet is the host's: 127.0.0.2 is, though only 127.0.0.1 is listed. */
  #has(wanted: Address): boolean {
    return this.#isLoopback(wanted) || this.#interfaces().some(({ address: { ip } }) => ip === wanted.ip);
  }

  #isLoopback(wanted: Address): boolean {
    return this.#interfaces().some((one) => one.isInternal && covers(one, wanted));
  }

  #interfaces(): readonly HostInterface[] {
    const now = this.#source.now();
    if (now - this.#readAt < freshness) return this.#read;
    this.#readAt = now;
    this.#links.clear();
    this.#mtus.clear();
    this.#read = Object.entries(this.#source.interfaces()).flatMap(([name, infos = []]) =>
      infos.map((info) => hostInterface(name, info)),
    );
    return this.#read;
  }
}

const systemSource: HostSource = {
  interfaces: networkInterfaces,
  interfaceMtu: readInterfaceMtu,
  now: () => performance.now(),
};

function hostInterface(name: string, { address: ip, cidr, internal }: NetworkInterfaceInfo): HostInterface {
  const own = address(ip);
  const subnet = new BlockList();
  const bits = cidr === null ? Number.NaN : Number(cidr.slice(cidr.indexOf('/') + 1));
  subnet.addSubnet(ip, Number.isNaN(bits) ? (own.family === 4 ? 32 : 128) : bits, familyName(own));
  return { name, address: own, isInternal: internal, subnet };
}

function covers({ subnet }: HostInterface, wanted: Address): boolean {
  return subnet.check(wanted.ip, familyName(wanted));
}

function familyName({ family }: Address): 'ipv4' | 'ipv6' {
  return family === 4 ? 'ipv4' : 'ipv6';
}

function isLinkLocal(ip: string): boolean {
  return /^fe[89ab]/.test(ip);
}

function readInterfaceMtu(name: string): number | undefined {
  try {
    return Number(readFileSync(`/sys/class/net/${name}/mtu`, 'utf8'));
  } catch {
    return undefined; // there is no such file but on Linux
  }
}
