import type { Options } from './options.ts';

/** The values that an option takes. */
export interface NumberRule {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whether Infinity is in range, too. */
  readonly isInfinityAllowed?: boolean;
}

/** Names of the options that are numbers. */
export type NumberOption = { [K in keyof Options]: Options[K] extends number ? K : never }[keyof Options];

/** The upper end of `maxPeerAddresses`, which bounds state cookies. */
export const mostPeerAddresses = 255;

/** Streams of one direction at most: their number has 16 bits in INIT (RFC 9260 §3.3.2). */
export const mostStreams = 65_535;

const minute = 60_000;
const never: NumberRule = { default: Number.POSITIVE_INFINITY, min: 0, max: 255, isInfinityAllowed: true };

/** Default and range of each. */
export const numberRules: Readonly<Record<NumberOption, NumberRule>> = {
  rtoInitial: { default: 1000, min: 1, max: 10 * minute },
  rtoMin: { default: 1000, min: 1, max: 10 * minute },
  rtoMax: { default: minute, min: 1, max: 10 * minute },
  maxInitRetransmissions: { default: 8, min: 0, max: 255 },
  associationMaxRetransmissions: { default: 10, min: 0, max: 255 },
  pathMaxRetransmissions: { default: 5, min: 0, max: 255 },
  potentiallyFailedMaxRetransmissions: never,
  primarySwitchoverMaxRetransmissions: never,
  validCookieLife: { default: minute, min: 1000, max: 60 * minute },
  cookieKeyInterval: { default: 60 * minute, min: minute, max: 24 * 60 * minute },
  heartbeatInterval: { default: 30_000, min: 0, max: 60 * minute },
  heartbeatMaxBurst: { default: 1, min: 1, max: 32 },
  sackDelay: { default: 200, min: 0, max: 500 },
  sackEveryPackets: { default: 2, min: 1, max: 16 },
  busyPollMicroseconds: { default: 0, min: 0, max: 10_000 },
  maxBurst: { default: 4, min: 1, max: 65535 },
  maxMessageSize: { default: 2 ** 20, min: 1, max: 2 ** 30 },
  receiveBuffer: { default: 2 * 2 ** 20, min: 4096, max: 2 ** 30 },
  sendBuffer: { default: 2 * 2 ** 20, min: 1, max: 2 ** 30 },
  inboundStreams: { default: 64, min: 1, max: mostStreams },
  outboundStreams: { default: 32, min: 1, max: mostStreams },
  answersPerSecond: { default: 1000, min: 1, max: 1_000_000 },
  maxAssociations: { default: 10_000, min: 1, max: 1_000_000 },
  maxPeerAddresses: { default: 32, min: 1, max: mostPeerAddresses },
};

/**
 * The value given, or the default.
 * @throws TypeError for what is no number; RangeError for one out of range. Both name the option and its limit.
 */
export function checkNumber(name: string, rule: NumberRule, value: unknown): number {
  if (value === undefined) return rule.default;
  if (typeof value !== 'number') throw new TypeError(`${name} is ${describeValue(value)}; it takes a number`);
  if (value === Number.POSITIVE_INFINITY && rule.isInfinityAllowed) return value;
  if (!Number.isInteger(value) || value < rule.min || value > rule.max) {
    const orInfinity = rule.isInfinityAllowed ? ', or Infinity' : '';
    throw new RangeError(`${name} ${value} is not a whole number in ${rule.min}–${rule.max}${orInfinity}`);
  }
  return value;
}

/** A value as an error names it. */
export function describeValue(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
