import type { Family } from '../address.ts';
import { Timer } from '../timer.ts';
import { BlackHoleDetection } from './black-hole-detection.ts';
import { nextProbeSize } from './probe-sizes.ts';
import type { RetransmissionTimeout } from './retransmission-timeout.ts';

/**
 * What is done about packets that are too large for a path: nothing, an end to large packets when they are lost, or a
 * search for the size that it takes, which needs packets that the host does not fragment.
 */
export type MtuDiscovery = 'NONE' | 'BLACK-HOLES' | 'SEARCH';

/** The states of RFC 8899 §5.2 but DISABLED. */
export type PathMtuState = 'BASE' | 'SEARCHING' | 'SEARCH-COMPLETE' | 'ERROR';

export interface PathMtuOptions {
  readonly family: Family;
  /** Largest IP packet on the interface, in bytes: what is used until the path is known to take less. */
  readonly pmtu: number;
  /** Bytes between the IP and the SCTP header: 8 in UDP. */
  readonly encapsulationOverhead: number;
  readonly discovery: MtuDiscovery;
}

/** What a router says of a packet that it could not pass on, once that is known to be one of ours. */
export interface PacketTooBig {
  /** MTU of the next hop; undefined where the router does not tell (RFC 1191 §5). */
  readonly nextHopMtu: number | undefined;
  /** Length of the IP packet that it is about. */
  readonly length: number;
}

interface Probe {
  readonly size: number;
  readonly nonce: Uint8Array;
  readonly sentAt: number;
}

const ipHeaderLength = { 4: 20, 6: 40 } as const;
/** Least IP packet that a path is taken to carry: of IPv4 the least `pathMtu`, of IPv6 what every link has to carry. */
const leastPmtu = { 4: 512, 6: 1280 } as const;
/** BASE_PLPMTU of IPv4, without what is below SCTP (RFC 8899 §5.1.2). */
const basePlpmtu = 1200;
/** Timeouts in a row that make a black hole: one is soon had by congestion alone, and the base size hardly ever too big. */
const timeoutsAboveBase = 2;
const timeoutsBelowBase = 4;
/** MAX_PROBES. */
const maxProbes = 3;
/** PROBE_TIMER, in ms: above 15 s (RFC 8899 §5.1.1). */
const probeTimeout = 16_000;
/** PMTU_RAISE_TIMER, in ms. */
const raisePeriod = 600_000;

/**
 * The MTU of one path, by the method of RFC 8899. It begins with the interface's, as if a search had ended there: most
 * paths take that, so that probes are sent only when a router or lost packets say otherwise. Sizes are those of IP
 * packets, unless they are said to be of SCTP packets.
 */
export class PathMtu {
  /** Until the next probe, or its loss (PROBE_TIMER), or the next search (PMTU_RAISE_TIMER). */
  readonly timer = new Timer();
  readonly #discovery: MtuDiscovery;
  readonly #rtt: RetransmissionTimeout;
  readonly #overhead: number;
  readonly #max: number;
  readonly #base: number;
  readonly #least: number;
  #blackHoles: BlackHoleDetection | undefined;
  #state: PathMtuState = 'SEARCH-COMPLETE';
  #pmtu: number;
  #maxPacketSize = 0;
  /** No more than this is tried in the search at hand. */
  #ceiling: number;
  /** A size that a router has told, to be tried before any other. */
  #toldSize: number | undefined;
  #nextSize = 0;
  #probe: Probe | undefined;
  /** PROBE_COUNT. */
  #probeCount = 0;
  /** Whether the timer is for the next probe. */
  #isProbeNext = false;

  constructor({ family, pmtu, encapsulationOverhead, discovery }: PathMtuOptions, rtt: RetransmissionTimeout) {
    this.#discovery = discovery;
    this.#rtt = rtt;
    this.#overhead = ipHeaderLength[family] + encapsulationOverhead;
    this.#max = pmtu;
    this.#base = Math.min(family === 4 ? basePlpmtu + this.#overhead : leastPmtu[6], pmtu);
    this.#least = Math.min(leastPmtu[family], pmtu);
    this.#ceiling = pmtu;
    this.#pmtu = pmtu;
    this.#use(pmtu);
  }

  get state(): PathMtuState {
    return this.#state;
  }

  /** Largest IP packet, in bytes. */
  get pmtu(): number {
    return this.#pmtu;
  }

  /** Largest SCTP packet, common header included, in bytes: a multiple of four. */
  get maxPacketSize(): number {
    return this.#maxPacketSize;
  }

  /** A probe is sent now, and its answer will bring the nonce; gives the length of its SCTP packet. */
  sendProbe(nonce: Uint8Array, now: number): number {
    this.#probe = { size: this.#nextSize, nonce, sentAt: now };
    const backOff = this.#state === 'ERROR' ? 2 ** this.#probeCount : 1;
    this.timer.start(Math.min(probeTimeout * backOff, raisePeriod), now);
    return this.#packetSize(this.#nextSize);
  }

  /** The probe that is under way, if there is one. */
  get probe(): { readonly nonce: Uint8Array; readonly sentAt: number } | undefined {
    return this.#probe;
  }

  /** The probe has arrived: packets of its size do. */
  probeAcknowledged(now: number): void {
    if (this.#probe === undefined) return;
    this.#use(this.#probe.size);
    this.#probe = undefined;
    this.#probeCount = 0;
    if (this.#state === 'BASE' || this.#state === 'ERROR') this.#state = 'SEARCHING';
    this.#search(now);
  }

  /** Handles the timer when it has expired; true when a probe is to be sent. */
  handleTimeout(now: number): boolean {
    if (!this.timer.expire(now)) return false;
    if (this.#isProbeNext) {
      this.#isProbeNext = false;
      return true;
    }
    this.#probeCount += 1;
    this.#probeTimedOut(now);
    return false;
  }

  /** A probe is lost, or it is time for another search. */
  #probeTimedOut(now: number): void {
    switch (this.#state) {
      case 'BASE':
        if (this.#probeCount < maxProbes) this.#schedule(this.#base, now);
        else this.#enterError(now);
        return;
      case 'SEARCHING':
        this.#toldSize = undefined;
        if (this.#probeCount < maxProbes) this.#search(now);
        else this.#completeSearch(now);
        return;
      case 'SEARCH-COMPLETE':
        this.#state = 'SEARCHING';
        this.#probeCount = 0;
        this.#search(now);
        return;
      case 'ERROR':
        this.#schedule(this.#base, now);
        return;
    }
  }

  /**
   * A router could not pass a packet on (RFC 8899 §4.6.2). When smaller ones are used from now on, gives the length of the
   * largest SCTP packet that may have got through.
   */
  packetTooBig({ nextHopMtu, length }: PacketTooBig, now: number): number | undefined {
    if (this.#discovery !== 'SEARCH') return undefined;
    // A longer one was sent before the size was lowered, or never.
    if (length > Math.max(this.#pmtu, this.#probe?.size ?? 0)) return undefined;
    if (nextHopMtu === undefined) {
      const isLowered = length <= this.#pmtu && this.#enterBase(undefined, now);
      return isLowered ? this.#maxPacketSize : undefined;
    }
    if (nextHopMtu >= length || nextHopMtu < this.#least) return undefined;
    if (nextHopMtu < this.#pmtu) return this.#enterBase(nextHopMtu, now) ? this.#packetSize(nextHopMtu) : undefined;
    if (this.#state === 'SEARCHING') this.#continueAt(nextHopMtu, now);
    return undefined;
  }

  /** An SCTP packet of this length was acknowledged. */
  packetDelivered(length: number): void {
    this.#blackHoles?.delivered(length);
  }

  /** T3-rtx expired, and the earliest data had left in an SCTP packet of this length. */
  packetTimedOut(length: number, now: number): void {
    if (this.#discovery === 'NONE' || length <= this.#packetSize(this.#least)) return;
    const isAboveBase = length > this.#packetSize(this.#base);
    this.#blackHoles ??= new BlackHoleDetection();
    const isDetected = this.#blackHoles.timedOut(length) >= (isAboveBase ? timeoutsAboveBase : timeoutsBelowBase);
    if (isDetected) this.#enterBase(undefined, now);
  }

  /** Goes back to what nearly every path takes, and has that confirmed. False when it is used already. */
  #enterBase(toldSize: number | undefined, now: number): boolean {
    if (this.#state === 'BASE' || this.#state === 'ERROR') {
      if (this.#state === 'ERROR' || toldSize === undefined) return false;
      this.#enterError(now);
      return true;
    }
    const size = toldSize === undefined || toldSize < this.#base ? undefined : toldSize;
    this.#state = 'BASE';
    this.#use(this.#base);
    this.#blackHoles?.reset();
    this.#ceiling = size ?? this.#max;
    this.#toldSize = size;
    this.#probeCount = 0;
    if (this.#discovery === 'SEARCH') this.#schedule(this.#base, now);
    return true;
  }

  /** The path does not take the base size: the least that there is, until it does. */
  #enterError(now: number): void {
    this.#state = 'ERROR';
    this.#use(this.#least);
    this.#ceiling = this.#max;
    this.#toldSize = undefined;
    this.#probeCount = 0;
    this.#probe = undefined;
    this.#schedule(this.#base, now, probeTimeout);
  }

  /** The probe was too big, and this is what a router takes. */
  #continueAt(toldSize: number, now: number): void {
    this.#probeCount = 0;
    this.#ceiling = toldSize;
    this.#toldSize = toldSize;
    this.#search(now);
  }

  #search(now: number): void {
    if (this.#packetSize(this.#pmtu) >= this.#packetSize(this.#ceiling)) this.#completeSearch(now);
    else this.#schedule(this.#toldSize ?? nextProbeSize(this.#pmtu, this.#ceiling), now);
  }

  #completeSearch(now: number): void {
    this.#state = 'SEARCH-COMPLETE';
    this.#ceiling = this.#max;
    this.#toldSize = undefined;
    this.#probe = undefined;
    this.#isProbeNext = false;
    if (this.#pmtu < this.#max) this.timer.start(raisePeriod, now);
    else this.timer.stop();
  }

  /**
   * The next probe leaves an RTT from now: so there is one between any two probes (RFC 8899 §3 item 7), and no packet from
   * the network is answered with one.
   */
  #schedule(size: number, now: number, wait: number = this.#rtt.srtt ?? this.#rtt.rto): void {
    this.#probe = undefined;
    this.#nextSize = size;
    this.#isProbeNext = true;
    this.timer.start(wait, now);
  }

  #use(pmtu: number): void {
    this.#pmtu = pmtu;
    this.#maxPacketSize = this.#packetSize(pmtu);
  }

  /** Of the SCTP packet in an IP packet of this size. */
  #packetSize(size: number): number {
    return (size - this.#overhead) & ~3;
  }
}
