import { type Address, address } from '../address.ts';
import { DeadlineQueue } from '../deadline-queue.ts';
import { EventQueue } from './event-queue.ts';
import { type HostNetwork, type HostOptions, SimulatedHost } from './host.ts';
import { SimulatedLink } from './link.ts';
import { type LinkOptions, resolveLinkOptions } from './link-options.ts';
import { SeededRandom } from './seeded-random.ts';

/** How a network is made. */
export interface NetworkOptions {
  /** All that is random depends on it; default 1. */
  readonly seed?: number;
  /** What links do, each unless it is told otherwise. */
  readonly link?: Partial<LinkOptions>;
}

/** An SCTP packet that a host has sent. */
export interface SimulatedPacket {
  /** From the SCTP common header on. */
  readonly bytes: Uint8Array;
  /** Address of the host that has sent it. */
  readonly from: Address;
  /** Address that it goes to, whether a host has it or not. */
  readonly to: Address;
  /** IP fragments it into packets of up to so many bytes; undefined: not at all. */
  readonly fragmentMtu?: number | undefined;
}

const ipHeaderLength = { 4: 20, 6: 40 } as const;
/** Ports and tag: the least that is quoted in ICMP (RFC 792). */
const quotedLength = 8;
const hour = 3_600_000;
/** Steps at one point of time after which the simulation is taken to go round in circles. */
const maxStepsAtOnce = 1_000_000;

/**
 * Hosts, the links between their addresses, and a clock that stands still until it is told to go on. All that
 * happens depends on the seed alone.
 */
export class SimulatedNetwork {
  /**
   * Sees each packet before its link does. True takes it out: it is lost unless it is given to `deliver`. Set it to
   * drop, hold back, change or watch chosen packets.
   */
  intercept: ((packet: SimulatedPacket) => boolean) | undefined;
  readonly #random: SeededRandom;
  readonly #linkOptions: LinkOptions;
  readonly #hosts = new Map<string, SimulatedHost>();
  readonly #links = new Map<string, SimulatedLink>();
  readonly #actions = new EventQueue<() => void>();
  readonly #timeouts = new DeadlineQueue<SimulatedHost>();
  readonly #touched = new Set<SimulatedHost>();
  readonly #removed = new WeakSet<SimulatedHost>();
  #now = 0;
  #stepsAtOnce = 0;

  /** @throws TypeError or RangeError for a wrong option of links. */
  constructor({ seed = 1, link = {} }: NetworkOptions = {}) {
    this.#random = new SeededRandom(seed);
    this.#linkOptions = resolveLinkOptions(link);
  }

  /** The virtual time, in ms, which begins at 0. */
  get now(): number {
    return this.#now;
  }

  /** Whether nothing will ever happen by itself: no packet is under way, and no timer runs. */
  get isIdle(): boolean {
    return this.#actions.length === 0 && this.#timeouts.next === undefined && this.#touched.size === 0;
  }

  /**
   * Adds a host.
   * @throws TypeError or RangeError for wrong options, and for an address that another host has.
   */
  host(options: HostOptions): SimulatedHost {
    const inside: HostNetwork = {
      now: () => this.#now,
      mtu: (from, to) => this.#link(from, to).options.mtu,
      send: (packet) => this.#send(packet),
      touch: (touched) => this.#touch(touched),
      settle: () => this.settle(),
    };
    const host = new SimulatedHost(options, inside, new SeededRandom(this.#random.uint32()));
    for (const { ip } of host.addresses) {
      if (this.#hosts.has(ip)) throw new TypeError(`${ip} is the address of another host`);
    }
    for (const { ip } of host.addresses) this.#hosts.set(ip, host);
    return host;
  }

  /** Takes a host off the network for good, as a crash does: it sends nothing more, and others may have its addresses. */
  remove(host: SimulatedHost): void {
    for (const { ip } of host.addresses) if (this.#hosts.get(ip) === host) this.#hosts.delete(ip);
    this.#timeouts.set(host, undefined);
    this.#touched.delete(host);
    this.#removed.add(host);
  }

  /** The link from one address to another, in that direction only. Of a host its first address is meant. */
  link(from: SimulatedHost | string, to: SimulatedHost | string): SimulatedLink {
    return this.#link(addressOf(from), addressOf(to));
  }

  /** All links between the addresses of two hosts, in both directions. */
  links(a: SimulatedHost, z: SimulatedHost): SimulatedLink[] {
    const links: SimulatedLink[] = [];
    for (const from of a.addresses) {
      for (const to of z.addresses) {
        if (from.family === to.family) links.push(this.#link(from, to), this.#link(to, from));
      }
    }
    return links;
  }

  /** Does something when the time has come; a time that is past means now. */
  at(time: number, action: () => void): void {
    this.#actions.add(action, Math.max(time, this.#now));
  }

  /** Hands a packet to whom it is addressed, at once. One to an address that nobody has is lost. */
  deliver({ bytes, from, to }: SimulatedPacket): void {
    this.#hosts.get(to.ip)?.receive(bytes, from, to);
    this.settle();
  }

  /** Lets hosts send what commands have left to send, without going on in time. */
  settle(): void {
    for (const host of this.#hosts.values()) this.#touched.add(host);
    this.#settleTouched();
  }

  /**
   * Goes on to a point of time, and does all that is due until then.
   * @throws RangeError for a time that is past, and for undefined: there is nothing to wait for.
   */
  advanceTo(time: number | undefined): void {
    if (time === undefined || !(time >= this.#now)) throw new RangeError(`${time} is not a time after ${this.#now}`);
    this.settle();
    while (this.#step(time));
    this.#now = time;
  }

  /** Goes on by so many ms, and does all that is due until then. */
  advanceBy(duration: number): void {
    this.advanceTo(this.#now + duration);
  }

  /** Goes on until the condition holds, for `duration` ms at most, by default an hour; whether it holds. */
  runUntil(condition: () => boolean, duration = hour): boolean {
    const end = this.#now + duration;
    this.settle();
    while (!condition()) {
      if (this.#step(end)) continue;
      this.#now = end;
      return condition();
    }
    return true;
  }

  /** Goes on until nothing is left to happen, for `duration` ms at most, by default an hour; whether that came. */
  runUntilIdle(duration = hour): boolean {
    return this.runUntil(() => this.isIdle, duration);
  }

  /** What is done with a host that was removed has no effect on the network. */
  #touch(host: SimulatedHost): void {
    if (!this.#removed.has(host)) this.#touched.add(host);
  }

  /** Does the next thing that is due before `end`; false when there is none. */
  #step(end: number): boolean {
    const nextAction = this.#actions.next ?? Number.POSITIVE_INFINITY;
    const nextTimeout = this.#timeouts.next ?? Number.POSITIVE_INFINITY;
    const next = Math.min(nextAction, nextTimeout);
    if (next === Number.POSITIVE_INFINITY || next > end) return false;
    this.#moveTo(next);
    // What arrives in time is in time: packets go before timers.
    if (nextAction <= nextTimeout) this.#actions.take(this.#now)?.();
    else this.#timeouts.takeExpired(this.#now)?.handleTimeout();
    this.#settleTouched();
    return true;
  }

  #moveTo(time: number): void {
    this.#stepsAtOnce = time > this.#now ? 0 : this.#stepsAtOnce + 1;
    this.#now = Math.max(time, this.#now);
    if (this.#stepsAtOnce > maxStepsAtOnce) throw new Error(`the simulation does not get past ${this.#now} ms`);
  }

  #settleTouched(): void {
    // What a host does may touch others, and itself again.
    for (const host of this.#touched) {
      this.#touched.delete(host);
      host.drain();
      this.#timeouts.set(host, host.endpoint.nextTimeout());
    }
  }

  #send(packet: SimulatedPacket): void {
    if (this.intercept?.(packet)) return;
    const { bytes, from, to, fragmentMtu } = packet;
    const length = bytes.length + ipHeaderLength[to.family];
    const link = this.#link(from, to);
    if (link.isTooBig(Math.min(length, fragmentMtu ?? length))) {
      const toldMtu = link.refuse(length);
      if (toldMtu !== undefined) this.#tellTooBig(packet, length, toldMtu);
      return;
    }
    // The fragments of a packet travel together, and so arrive or are lost together.
    for (const arrival of link.arrivals(length, this.#now)) {
      this.#actions.add(() => this.#hosts.get(to.ip)?.receive(bytes, from, to), arrival);
    }
  }

  /** The router, as far away as the peer, sends back ICMP with the first bytes of the packet. */
  #tellTooBig({ bytes, from, to }: SimulatedPacket, length: number, nextHopMtu: number): void {
    const quoted = { source: from, destination: to, length, bytes: bytes.slice(0, quotedLength) };
    const { delay } = this.#link(from, to).options;
    this.#actions.add(
      () => this.#hosts.get(from.ip)?.receiveIcmp({ type: 'PACKET-TOO-BIG', nextHopMtu, quoted }),
      this.#now + 2 * delay,
    );
  }

  #link(from: Address, to: Address): SimulatedLink {
    const key = `${from.ip} ${to.ip}`;
    let link = this.#links.get(key);
    if (link === undefined) {
      link = new SimulatedLink(this.#linkOptions, new SeededRandom(this.#random.uint32()));
      this.#links.set(key, link);
    }
    return link;
  }
}

function addressOf(of: SimulatedHost | string): Address {
  if (typeof of === 'string') return address(of);
  const [first] = of.addresses;
  if (first === undefined) throw new TypeError('the host has no address');
  return first;
}
