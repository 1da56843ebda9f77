import { isIPv4, isIPv6 } from 'node:net';
import { address, isUnicast } from './address.ts';
import { checkNumber, describeValue, type NumberOption, numberRules } from './number-options.ts';
import { checkThresholds } from './path-settings.ts';

/** The tunables of one association or endpoint. Times in ms where the name has no unit, sizes in bytes. Every one has a default. */
export interface Options {
  /** RTO before the first measurement, in ms: 1–600,000, default 1,000 (RFC 9260 §16: RTO.Initial). */
  readonly rtoInitial: number;
  /** Least RTO, in ms: 1–600,000, at most `rtoMax`, default 1,000 (RFC 9260 §16: RTO.Min). */
  readonly rtoMin: number;
  /** Largest RTO, in ms: 1–600,000, default 60,000 (RFC 9260 §16: RTO.Max). */
  readonly rtoMax: number;
  /** Retransmissions of INIT and of COOKIE ECHO before set-up fails: 0–255, default 8 (RFC 9260 §16). */
  readonly maxInitRetransmissions: number;
  /** Consecutive retransmissions before the peer is unreachable: 0–255, default 10 (RFC 9260 §8.1). */
  readonly associationMaxRetransmissions: number;
  /** Consecutive retransmissions on one path before it is inactive: 0–255, default 5 (RFC 9260 §8.2). */
  readonly pathMaxRetransmissions: number;
  /**
   * Consecutive retransmissions on one path before it is potentially failed, so that data goes elsewhere and HEARTBEATs
   * follow each other: 0–`pathMaxRetransmissions`; Infinity, the default: never. RFC 7829 recommends 0 (§3.2: PFMR).
   */
  readonly potentiallyFailedMaxRetransmissions: number;
  /**
   * Consecutive retransmissions on the primary path before the path in use becomes the primary one for good: from
   * `potentiallyFailedMaxRetransmissions`, or where that is never from `pathMaxRetransmissions`, to 255; Infinity, the
   * default: never (RFC 7829 §5: PSMR).
   */
  readonly primarySwitchoverMaxRetransmissions: number;
  /** Whether users see the state POTENTIALLY-FAILED, which is ACTIVE else; default true (RFC 7829 §7.3). */
  readonly exposePotentiallyFailedState: boolean;
  /** How long a state cookie is good, in ms: 1,000–3,600,000, default 60,000 (RFC 9260 §16). */
  readonly validCookieLife: number;
  /**
   * How long a secret for state cookies is used before a random one replaces it, in ms: 60,000–86,400,000, default
   * 3,600,000 (RFC 9260 §5.1.3); at least twice `validCookieLife`. Nothing of it where there are `cookieKeys`.
   */
  readonly cookieKeyInterval: number;
  /** Between HEARTBEATs on an idle path, RTO and jitter added, in ms: 0 (none)–3,600,000, default 30,000 (§8.3). */
  readonly heartbeatInterval: number;
  /** HEARTBEATs that verify the peer's addresses in each `rtoInitial`: 1–32, default 1 (RFC 9260 §5.4: HB.Max.Burst). */
  readonly heartbeatMaxBurst: number;
  /** Longest wait before a SACK is sent, in ms: 0–500, default 200 (RFC 9260 §6.2). */
  readonly sackDelay: number;
  /**
   * A SACK is sent at least every so many packets with data: 1–16, default 2 (RFC 9260 §6.2). Past slow start up to four
   * that come together get one, unless this is 1.
   */
  readonly sackEveryPackets: number;
  /**
   * How long the event loop of this process looks for packets without sleeping, after each time that some came or left, in
   * µs: 0–10,000; 0, the default, sleeps at once. A round trip takes a third to a half less, as nobody has to be woken up;
   * meanwhile the process uses a whole core.
   */
  readonly busyPollMicroseconds: number;
  /** Packets of new data that one event may send: 1–65,535, default 4 (RFC 9260 §6.1 D: Max.Burst). */
  readonly maxBurst: number;
  /** Largest message that is sent, and that is put together from fragments: 1–2³⁰ bytes, default 1 MiB. */
  readonly maxMessageSize: number;
  /**
   * Received bytes held for the application, and so the largest window: 4,096–2³⁰, default 2 MiB. Each message is charged
   * 256 bytes more. What is held of a peer that does its worst stays below twice this, three times `maxMessageSize`
   * (or `partialDeliveryPoint`, where it is set) and 64 KiB; then the association ends.
   */
  readonly receiveBuffer: number;
  /**
   * Bytes of a message after which what has come of it is delivered in parts: 1–`receiveBuffer`; undefined, the default,
   * delivers whole messages only (RFC 9260 §6.9). Then a message of the peer may be of any size, whatever
   * `maxMessageSize` is, and all parts of it but the last are larger than this.
   */
  readonly partialDeliveryPoint: number | undefined;
  /**
   * Bytes queued or unacknowledged before `send` makes its caller wait, with 512 for each message, which is what keeping
   * it takes: 1–2³⁰, default 2 MiB. Streams share it: when so much is buffered, a caller waits only where its own stream holds its share, which is as much for each stream that
   * has something buffered. Callers that wait for each `send` buffer less than twice this, and one message a stream.
   */
  readonly sendBuffer: number;
  /** Inbound streams that are accepted, also when the peer adds some: 1–65,535, default 64 (RFC 6525 §5.2.5). */
  readonly inboundStreams: number;
  /** Outbound streams that are asked for, and that the peer may ask for later: 1–65,535, default 32 (RFC 6525 §5.2.6). */
  readonly outboundStreams: number;
  /**
   * Whether the peer may have streams reset and added by itself, whatever this side asks for; default false, as messages
   * tell their `ssn`, and an application may count on it to grow (RFC 6525 §6.3.1, §7).
   */
  readonly acceptReconfiguration: boolean;
  /** Whether a small message leaves at once while earlier ones are unacknowledged; default true. */
  readonly noDelay: boolean;
  /**
   * Largest IP packet, in bytes: 512–65,535, whatever the path takes; undefined, the default, begins with the interface's
   * MTU.
   */
  readonly pathMtu: number | undefined;
  /**
   * Whether packets become smaller where the path does not take them, as ICMP says or as they are lost, and the size that
   * it does take is searched for (RFC 8899); default true. Not done where `pathMtu` is given.
   */
  readonly pathMtuDiscovery: boolean;
  /**
   * Secrets for state cookies, 16 bytes or more each: the first signs, all are accepted. Default: random ones. Servers
   * with the same keys, port and options can stand in for each other: INIT may come to one, COOKIE ECHO to another.
   */
  readonly cookieKeys: readonly Uint8Array[] | undefined;
  /**
   * Which packets that belong to no association are answered (RFC 9260 §8.4): those to this endpoint's port
   * (`own-ports`, the default), those to ports that nobody in this process has taken as well (`abort`), or none.
   */
  readonly outOfTheBlue: 'own-ports' | 'abort' | 'discard';
  /**
   * Answers per second to senders that there is no association with: ABORT, SHUTDOWN COMPLETE and ERROR, but not INIT
   * ACK: 1–1,000,000, default 1,000, as many at once (RFC 9260 §8.4, §12.2.4).
   */
  readonly answersPerSecond: number;
  /** Associations of one port at most; beyond, peers are refused: 1–1,000,000, default 10,000 (RFC 9260 §5.1). */
  readonly maxAssociations: number;
  /**
   * Addresses of a peer that are used at most, each of which costs a path with its HEARTBEATs: 1–255, default 32
   * (RFC 9260 §5.1.2).
   */
  readonly maxPeerAddresses: number;
  /** Local addresses told to the peer: none (the default when there is one), all, or those listed (§5.1.2). */
  readonly advertise: 'none' | 'all' | readonly string[] | undefined;
}

const numberOptions = Object.keys(numberRules) as readonly NumberOption[]; // its own: nothing else is in the literal
const defaultNumbers = Object.fromEntries(numberOptions.map((name) => [name, numberRules[name].default])) as Readonly<
  Record<NumberOption, number>
>; // one entry per name

/** Names of all options, for command lines and checks. */
export const optionNames: readonly (keyof Options)[] = [
  ...numberOptions,
  'acceptReconfiguration',
  'noDelay',
  'partialDeliveryPoint',
  'pathMtu',
  'pathMtuDiscovery',
  'cookieKeys',
  'outOfTheBlue',
  'advertise',
  'exposePotentiallyFailedState',
];

/** Refuses options of other names than these, as a misspelt one is. @throws TypeError that names the first. */
export function checkOptionNames(given: object, names: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`there is no option ${unknown}`);
}

/**
 * The options given, with the defaults for the rest.
 * @throws TypeError for a value of the wrong type; RangeError for one out of range. Both name option and limit.
 */
export function resolveOptions(given: Partial<Options> = {}): Options {
  const numbers = { ...defaultNumbers };
  for (const name of numberOptions) {
    if (given[name] !== undefined) numbers[name] = checkNumber(name, numberRules[name], given[name]);
  }
  if (numbers.rtoMin > numbers.rtoMax) {
    throw new RangeError(`rtoMin ${numbers.rtoMin} is above rtoMax ${numbers.rtoMax}`);
  }
  checkThresholds(numbers);
  return {
    ...numbers,
    exposePotentiallyFailedState: checkBoolean(
      'exposePotentiallyFailedState',
      given.exposePotentiallyFailedState,
      true,
    ),
    acceptReconfiguration: checkBoolean('acceptReconfiguration', given.acceptReconfiguration, false),
    noDelay: checkBoolean('noDelay', given.noDelay, true),
    partialDeliveryPoint: checkPartialDeliveryPoint(given.partialDeliveryPoint, numbers.receiveBuffer),
    pathMtu:
      given.pathMtu === undefined
        ? undefined
        : checkNumber('pathMtu', { default: 1500, min: 512, max: 65535 }, given.pathMtu),
    pathMtuDiscovery: checkBoolean('pathMtuDiscovery', given.pathMtuDiscovery, true),
    cookieKeys: given.cookieKeys === undefined ? undefined : checkCookieKeys(given.cookieKeys),
    outOfTheBlue: checkPolicy(given.outOfTheBlue),
    advertise: checkAdvertise(given.advertise),
  };
}

function checkBoolean(name: string, value: unknown, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (typeof value !== 'boolean') throw new TypeError(`${name} is ${describeValue(value)}; it takes true or false`);
  return value;
}

function checkPartialDeliveryPoint(point: number | undefined, receiveBuffer: number): number | undefined {
  if (point === undefined) return undefined;
  return checkNumber('partialDeliveryPoint', { default: receiveBuffer, min: 1, max: receiveBuffer }, point);
}

/** The keys, when they can be `cookieKeys`. @throws TypeError, or RangeError for a key that is too short. */
export function checkCookieKeys(keys: readonly Uint8Array[]): readonly Uint8Array[] {
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every((key) => key instanceof Uint8Array)) {
    throw new TypeError('cookieKeys takes a list of one Uint8Array or more');
  }
  const short = keys.find((key) => key.length < 16);
  if (short !== undefined) throw new RangeError(`a cookie key of ${short.length} bytes is too short: at least 16`);
  return keys;
}

function checkPolicy(policy: Options['outOfTheBlue'] | undefined): Options['outOfTheBlue'] {
  if (policy === undefined) return 'own-ports';
  if (!['own-ports', 'abort', 'discard'].includes(policy)) {
    throw new TypeError(`outOfTheBlue is ${describeValue(policy)}; it takes own-ports, abort or discard`);
  }
  return policy;
}

function checkAdvertise(advertise: Options['advertise']): Options['advertise'] {
  if (advertise === undefined || advertise === 'none' || advertise === 'all') return advertise;
  if (!Array.isArray(advertise)) {
    throw new TypeError(`advertise is ${describeValue(advertise)}; it takes none, all or a list of addresses`);
  }
  return advertise.map((ip) => {
    if ((isIPv4(ip) || isIPv6(ip)) && isUnicast(address(ip).ip)) return address(ip).ip;
    throw new TypeError(`advertise has ${describeValue(ip)}, which is not the IP address of a host`);
  });
}
