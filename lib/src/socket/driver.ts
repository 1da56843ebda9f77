import { randomInt } from 'node:crypto';
import { type Address, address } from '../address.ts';
import type { Association as CoreAssociation } from '../association/association.ts';
import type { AssociationEvent } from '../association/event.ts';
import { Endpoint } from '../endpoint/endpoint.ts';
import type { EndpointStatistics } from '../endpoint/endpoint-statistics.ts';
import { SctpError } from '../errors.ts';
import type { IcmpMessage } from '../icmp-message.ts';
import type { Options } from '../options.ts';
import type { RandomSource } from '../random-source.ts';
import type { Transport, TransportPort } from '../transport/transport.ts';
import { isObserved } from './diagnostics.ts';
import { advertisedAddresses, familiesOf } from './local-addresses.ts';
import { checkTransport } from './transport-checks.ts';
import { type TurnEnder, turnEnd } from './turn-end.ts';

export interface DriverOptions {
  /** SCTP port; 0 for a free one. */
  readonly port: number;
  readonly localAddresses: readonly string[];
  readonly transport: Transport;
  readonly options: Options;
  /** A peer has set up an association; undefined where the one that is called has the port to itself. */
  readonly accepted: ((association: CoreAssociation) => void) | undefined;
  /** The transport below has failed. */
  readonly failed: (error: Error) => void;
}

/** Takes the events of one association. */
export interface EventHandler {
  handle(event: AssociationEvent): void;
}

/**
 * How long a port answers after its last association, in ms: a peer whose SHUTDOWN COMPLETE was lost sends SHUTDOWN ACK
 * again after its RTO, by default 1 s and then 2 s (RFC 9260 §8.4, §9.2).
 */
const lingerDuration = 4000;

/**
 * Packets that are handled before what comes of them goes out, when they come in one turn of the event loop: so many are
 * acknowledged by one SACK under load. More would meet the limit of peers on bursts (Max.Burst, RFC 9260 §6.1 D).
 */
const mostUnflushed = 4;

/** Asked once: it costs as much as the clock itself. */
const { timeOrigin } = performance;

const cryptographic: RandomSource = {
  uint32: () => randomInt(2 ** 32),
  fraction: () => randomInt(2 ** 32) / 2 ** 32,
};

/** Gives an endpoint what it does not have: a transport, a clock, a timer and randomness. */
export class Driver implements TurnEnder {
  readonly #port: TransportPort;
  readonly #endpoint: Endpoint;
  readonly #options: DriverOptions;
  readonly #handlers = new Map<CoreAssociation, EventHandler>();
  #timer: NodeJS.Timeout | undefined;
  #timerDeadline = Number.POSITIVE_INFINITY;
  #isFlushing = false;
  /** Whether packets came in this turn of the event loop. */
  #isInBatch = false;
  #unflushed = 0;
  #isFlushScheduled = false;
  #isLingering = false;
  #isClosed = false;

  private constructor(port: TransportPort, options: DriverOptions) {
    this.#port = port;
    this.#options = options;
    this.#endpoint = new Endpoint({
      port: port.port,
      options: options.options,
      random: cryptographic,
      advertisedAddresses: advertisedAddresses(options.options.advertise, options.localAddresses, port),
      addressFamilies: familiesOf(port.localAddresses),
      mtuTo: (ip) => port.mtuTo(address(ip)),
      encapsulationOverhead: options.transport.encapsulationOverhead,
      controlsFragmentation: options.transport.controlsFragmentation ?? false,
      reusesPackets: options.transport.copiesPackets ?? false,
      keepsPackets: options.transport.releasesPackets ?? false,
      observes: isObserved,
    });
  }

  /** Takes the port on the transport. @throws what {@link Transport.open} does; TypeError or RangeError for what is none. */
  static async open(options: DriverOptions): Promise<Driver> {
    const { transport, localAddresses } = options;
    checkTransport(transport);
    let driver: Driver | undefined;
    let failure: Error | undefined;
    const port = await transport.open({
      port: options.port,
      localAddresses,
      catchAll: options.options.outOfTheBlue === 'abort',
      receiver: {
        receive: (packet, from, to) => {
          if (driver !== undefined) driver.#receive(packet, from, to);
        },
        receiveIcmp: (message) => {
          if (driver !== undefined) driver.#receiveIcmp(message);
        },
        fail: (error) => {
          failure = error;
          // Nobody misses one that only lingers.
          if (driver !== undefined && !driver.#isLingering) options.failed(error);
        },
      },
    });
    if (failure !== undefined) {
      port.close();
      throw transportFailed(failure);
    }
    driver = new Driver(port, options);
    return driver;
  }

  /** Those of the endpoint, and so of its associations. */
  get options(): Options {
    return this.#options.options;
  }

  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  /** Counts of the endpoint where one association has it to itself. */
  ownStatistics(): EndpointStatistics | undefined {
    return this.#options.accepted === undefined ? this.#endpoint.statistics() : undefined;
  }

  get port(): number {
    return this.#port.port;
  }

  /** Addresses that were asked for; none: all of the host's. */
  get boundAddresses(): readonly string[] {
    return this.#options.localAddresses;
  }

  get localAddresses(): readonly string[] {
    return this.#port.localAddresses;
  }

  /** In ms, monotonic; near the time of day, so that cookies are understood by replicas with the same keys. */
  now(): number {
    return timeOrigin + performance.now();
  }

  /** Has the events of the association handled until it is closed. */
  handle(association: CoreAssociation, handler: EventHandler): void {
    this.#handlers.set(association, handler);
  }

  /**
   * A command was given: its output goes out at the end of this turn of the event loop, with that of others, or with what is
   * being drained.
   */
  flushSoon(): void {
    if (this.#isFlushScheduled || this.#isFlushing || this.#isClosed) return;
    this.#isFlushScheduled = true;
    process.nextTick(Driver.#flushScheduled, this);
  }

  /** Lets the process end, and others take the port; until then goes on answering for a while, and then closes. */
  linger(): void {
    this.#isLingering = true;
    this.#port.unref();
    setTimeout(() => this.close(), lingerDuration).unref();
  }

  /** Gives the port back once what was commanded so far has gone out, and its events have been told. */
  closeSoon(): void {
    process.nextTick(() => {
      try {
        this.#flush();
      } finally {
        // A handler of the user has thrown: what is left comes first.
        if (this.#isFlushScheduled) this.closeSoon();
        else this.close();
      }
    });
  }

  /** Gives the port back. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#clearTimer();
    this.#port.close();
  }

  #receive(packet: Uint8Array, from: Address, to: Address | undefined): void {
    if (this.#isClosed) return;
    const mayWait = this.#endpoint.receive(packet, from, to, this.now());
    this.#unflushed += 1;
    if (mayWait && this.#isInBatch && this.#unflushed < mostUnflushed) return;
    this.#flush();
    if (this.#isInBatch) return;
    this.#isInBatch = true;
    turnEnd.add(this);
  }

  /** The turn of the event loop ends in which packets came. */
  endTurn(): void {
    this.#isInBatch = false;
    if (this.#unflushed > 0) this.#flush();
  }

  /** Static, as nextTick would have to be given a closure else. */
  static #flushScheduled(driver: Driver): void {
    driver.#isFlushScheduled = false;
    driver.#flush();
  }

  #receiveIcmp(message: IcmpMessage): void {
    if (this.#isClosed) return;
    this.#endpoint.receiveIcmp(message, this.now());
    this.#flush();
  }

  /** Drains events and packets; handlers may give commands meanwhile. */
  #flush(): void {
    if (this.#isFlushing || this.#isClosed) return;
    this.#isFlushing = true;
    this.#unflushed = 0;
    let isDrained = false;
    try {
      this.#drainEvents();
      // Also what there is to tell of packets that did not leave: of messages that were abandoned instead.
      do this.#drainPackets();
      while (this.#drainEvents());
      isDrained = true;
    } finally {
      this.#isFlushing = false;
      this.#setTimer();
      const { busyPollMicroseconds } = this.options;
      if (busyPollMicroseconds > 0 && !this.#isLingering) turnEnd.busyPoll(busyPollMicroseconds / 1000);
      // A handler of the user has thrown: the rest is not its.
      if (!isDrained) this.flushSoon();
    }
  }

  #drainEvents(): boolean {
    let hadEvents = false;
    for (let next = this.#endpoint.nextEvent(); next !== undefined; next = this.#endpoint.nextEvent()) {
      hadEvents = true;
      const { association } = next;
      if (next.type === 'accepted') {
        this.#options.accepted?.(association);
        continue;
      }
      const handler = this.#handlers.get(association);
      if (next.event.type === 'closed') this.#handlers.delete(association);
      handler?.handle(next.event);
    }
    return hadEvents;
  }

  #drainPackets(): void {
    const now = this.now();
    for (let next = this.#endpoint.nextTransmit(now); next !== undefined; next = this.#endpoint.nextTransmit(now)) {
      this.#port.send(next.packet, next.to, next.from, next.fragmentMtu);
    }
  }

  /** A deadline that has moved back is left: the timer finds nothing to do, and is set anew. */
  #setTimer(): void {
    const deadline = this.#endpoint.nextTimeout();
    if (this.#isClosed || deadline === undefined) this.#clearTimer();
    if (this.#isClosed || deadline === undefined || deadline >= this.#timerDeadline) return;
    this.#clearTimer();
    this.#timerDeadline = deadline;
    this.#timer = setTimeout(() => this.#handleTimeout(), Math.max(deadline - this.now(), 0));
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timerDeadline = Number.POSITIVE_INFINITY;
  }

  #handleTimeout(): void {
    this.#timerDeadline = Number.POSITIVE_INFINITY;
    this.#endpoint.handleTimeout(this.now());
    this.#flush();
  }
}

/** What a user is told of the failure of a transport. */
export function transportFailed(cause: Error): SctpError {
  return new SctpError('ERR_SCTP_TRANSPORT_FAILED', `the transport failed: ${cause.message}`, { cause });
}
