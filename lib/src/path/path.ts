import type { Address } from '../address.ts';
import type { PathSettings } from '../path-settings.ts';
import { serial32 } from '../serial-number.ts';
import { Timer } from '../timer.ts';
import { CongestionControl } from './congestion-control.ts';
import { noPathTraffic, type PathCounters } from './path-counters.ts';
import { type MtuDiscovery, PathMtu } from './path-mtu.ts';
import { type PathState, Reachability } from './reachability.ts';
import { RetransmissionTimeout, type RtoOptions } from './retransmission-timeout.ts';

export interface PathOptions extends RtoOptions {
  readonly settings: PathSettings;
  /** Largest IP packet on the interface, in bytes: the path's MTU until it is known to be less. */
  readonly pmtu: number;
  /** Bytes between the IP and the SCTP header: 8 in UDP. */
  readonly encapsulationOverhead: number;
  /** Default: none. */
  readonly mtuDiscovery?: MtuDiscovery;
}

/** What a HEARTBEAT ACK has to bring back, and when the HEARTBEAT was sent. */
export interface OutstandingHeartbeat {
  readonly nonce: Uint8Array;
  readonly sentAt: number;
  /** Whether the user is to be told of the answer. */
  isRequested: boolean;
}

const commonHeaderLength = 12;

/** One destination address of the peer: its timers, congestion state and reachability. */
export class Path {
  readonly rtt: RetransmissionTimeout;
  readonly mtu: PathMtu;
  readonly congestionControl: CongestionControl;
  /** To be changed by the {@link PathSet} alone, which chooses by it. */
  readonly reachability: Reachability;
  readonly t3Rtx = new Timer();
  /** When to send the next HEARTBEAT, or to give up waiting for the answer to the last. */
  readonly heartbeatTimer = new Timer();
  /** While it runs, ICMP has no more errors counted. */
  unreachableUntil = 0;
  /** Those of an earlier path to the same address go on. */
  counters: PathCounters = noPathTraffic();
  /** When the association was established with this path. */
  startTime: number | undefined;
  /** When the heartbeat period that runs now began (§8.3). */
  heartbeatPeriodStart = 0;
  /** The HEARTBEAT that has not been answered yet. */
  heartbeat: OutstandingHeartbeat | undefined;
  /** Our address on this path, where it is known: packets leave from it. */
  localAddress: Address | undefined;
  #address: Address;
  #settings: PathSettings;
  #flightSize = 0;
  #lastDataSentAt: number | undefined;
  /** Our IP address that data left from last. */
  #dataSource: string | undefined;
  #lastNewDataSentAt: number | undefined;
  #isLimitedToOnePacket = false;
  /** Whether what was sent here meets a closed window, so that more than one packet would be wasted (§6.1 A). */
  #isProbing = false;
  #timedTsn: number | undefined;
  #timedAt = 0;

  constructor(address: Address, options: PathOptions, state: PathState) {
    this.#address = address;
    this.#settings = options.settings;
    this.reachability = new Reachability(this.#settings, state);
    this.rtt = new RetransmissionTimeout(options);
    const { pmtu, encapsulationOverhead, mtuDiscovery: discovery = 'NONE' } = options;
    this.mtu = new PathMtu({ family: address.family, pmtu, encapsulationOverhead, discovery }, this.rtt);
    this.congestionControl = new CongestionControl(address.family, this.pmdcs);
  }

  get address(): Address {
    return this.#address;
  }

  get state(): PathState {
    return this.reachability.state;
  }

  /** Whether the peer is known to be there: until then nothing but HEARTBEAT and its answer goes there (§5.4). */
  get isConfirmed(): boolean {
    return this.reachability.isConfirmed;
  }

  get errorCount(): number {
    return this.reachability.errorCount;
  }

  /** What has been set for this path. */
  get settings(): PathSettings {
    return this.#settings;
  }

  /** Whether the path has the state POTENTIALLY-FAILED: whether the procedures of RFC 7829 are used on it. */
  get canFailPotentially(): boolean {
    return Number.isFinite(this.#settings.potentiallyFailedMaxRetransmissions);
  }

  /** Whether the path is watched while it is idle (§8.3). */
  get isHeartbeatEnabled(): boolean {
    return this.#settings.heartbeatInterval > 0;
  }

  get rto(): number {
    return this.rtt.rto;
  }

  /** Largest IP packet that is sent, in bytes. */
  get pmtu(): number {
    return this.mtu.pmtu;
  }

  /** Largest SCTP packet, common header included, in bytes: a multiple of four. */
  get maxPacketSize(): number {
    return this.mtu.maxPacketSize;
  }

  /** Path Maximum DATA Chunk Size (RFC 9260 §1.3), in bytes. */
  get pmdcs(): number {
    return this.maxPacketSize - commonHeaderLength;
  }

  /** Bytes of DATA chunks sent here and neither acknowledged nor marked for retransmission. */
  get flightSize(): number {
    return this.#flightSize;
  }

  /** Whether one packet at a time may be in flight, until data is acknowledged after a timeout (§7.2.3). */
  get isLimitedToOnePacket(): boolean {
    return this.#isLimitedToOnePacket;
  }

  /** Whether cwnd lets one more packet with DATA go (RFC 9260 §6.1 B). */
  get hasCongestionWindow(): boolean {
    if (this.#isLimitedToOnePacket || this.#isProbing) return this.#flightSize === 0;
    return this.#flightSize < this.congestionControl.cwnd;
  }

  /** Whether nothing that can measure the path, so DATA for the first time, was sent in this heartbeat period (§8.3). */
  get isIdle(): boolean {
    return this.#lastNewDataSentAt === undefined || this.#lastNewDataSentAt <= this.heartbeatPeriodStart;
  }

  /** Whether DATA went here then or later, first or again: T3-rtx has watched it. */
  hasSentDataSince(time: number): boolean {
    return this.#lastDataSentAt !== undefined && this.#lastDataSentAt >= time;
  }

  configure(settings: PathSettings): void {
    this.#settings = settings;
    this.reachability.configure(settings);
  }

  /** The peer's packets come from another UDP port now (RFC 6951 §5.4). */
  learnUdpPort(udpPort: number | undefined): void {
    if (udpPort !== this.#address.udpPort) this.#address = { ...this.#address, udpPort };
  }

  /** A DATA chunk of `size` bytes, header and padding included, goes out. */
  dataSent(size: number, now: number): void {
    this.#followRoute();
    if (this.#flightSize === 0 && this.#lastDataSentAt !== undefined) {
      this.congestionControl.decay(Math.floor((now - this.#lastDataSentAt) / this.rto), this.pmdcs);
    }
    this.#flightSize += size;
    this.#lastDataSentAt = now;
    if (!this.t3Rtx.isRunning) this.t3Rtx.start(this.rto, now);
  }

  /** A DATA chunk is no longer in flight: acknowledged, or marked for retransmission. */
  dataLeft(size: number): void {
    this.#flightSize -= size;
  }

  /** Data sent here was acknowledged: more than one packet may go again (§7.2.3). */
  dataAcknowledged(): void {
    this.#isLimitedToOnePacket = false;
    this.#isProbing = false;
  }

  /** A chunk that was acknowledged is missing again (RFC 9260 §6.2.1 D iii). */
  dataRevoked(size: number, now: number): void {
    this.#flightSize += size;
    if (!this.t3Rtx.isRunning) this.t3Rtx.start(this.rto, now);
  }

  /** Times the chunk of this TSN unless another is being timed: one measurement a round trip (§6.3.1 C4). */
  time(tsn: number, now: number): void {
    this.#lastNewDataSentAt = now;
    if (this.#timedTsn !== undefined) return;
    this.#timedTsn = tsn;
    this.#timedAt = now;
  }

  /** Takes the measurement when the timed chunk is the one acknowledged. */
  timedAcknowledged(tsn: number, now: number): void {
    if (tsn !== this.#timedTsn) return;
    this.rtt.measure(now - this.#timedAt);
    this.#timedTsn = undefined;
  }

  /** The chunk of this TSN is retransmitted: if one from it on is being timed, that has become ambiguous (§6.3.1 C5). */
  stopTiming(tsn: number): void {
    if (this.#timedTsn !== undefined && !serial32.isAfter(tsn, this.#timedTsn)) this.#timedTsn = undefined;
  }

  /** T3-rtx expired on a probe of a closed window, which says nothing of congestion (§6.1 A). */
  probeTimeOut(): void {
    this.rtt.backOff();
    this.#timedTsn = undefined;
    this.#isProbing = true;
  }

  /** The window has opened. */
  probeAnswered(): void {
    this.#isProbing = false;
  }

  /** T3-rtx expired (§6.3.3 E1, E2). */
  timeOut(): void {
    this.congestionControl.timeOut(this.pmdcs);
    this.rtt.backOff();
    this.#timedTsn = undefined;
    this.#isLimitedToOnePacket = true;
  }

  /** Data that leaves from another address takes another route, of which nothing is known (§7.2.5.2). */
  #followRoute(): void {
    const source = this.localAddress?.ip;
    if (source === undefined || source === this.#dataSource) return;
    if (this.#dataSource !== undefined) this.congestionControl.initialize(this.pmdcs);
    this.#dataSource = source;
  }
}
