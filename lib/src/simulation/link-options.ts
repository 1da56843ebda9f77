/** What one direction of a simulated link does to packets. Every member has a default: a perfect link. */
export interface LinkOptions {
  /** Time that every packet is under way, in ms: 0 or more, default 0. */
  readonly delay: number;
  /** Most that a packet takes longer, evenly spread, in ms: 0 or more, default 0. The order is kept. */
  readonly jitter: number;
  /** Probability with which a packet is lost: 0–1, default 0. */
  readonly loss: number;
  /** Probability with which a packet falls behind those sent after it: 0–1, default 0. */
  readonly reordering: number;
  /** How far a packet falls behind then, in ms: 0 or more, default 10. */
  readonly reorderingDelay: number;
  /** Probability with which a packet arrives twice: 0–1, default 0. */
  readonly duplication: number;
  /** In bits per second, IP headers counted: above 0, default Infinity. */
  readonly bandwidth: number;
  /** Bytes that wait for the bandwidth at most; a packet that finds no room is lost: 0 or more, default 262,144. */
  readonly queue: number;
  /** Largest IP packet, in bytes, which is also what hosts take for their interface's MTU: 512–65,535, default 1,500. */
  readonly mtu: number;
  /** Largest IP packet that a router on the way passes on, in bytes: 512–65,535, default 65,535. */
  readonly pathMtu: number;
  /** Probability with which that router answers a larger packet with ICMP: 0–1, default 0. */
  readonly packetTooBig: number;
}

interface Rule {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

const unlimited = Number.POSITIVE_INFINITY;
const duration: Rule = { default: 0, min: 0, max: Number.MAX_SAFE_INTEGER };
const probability: Rule = { default: 0, min: 0, max: 1 };

const rules: Readonly<Record<keyof LinkOptions, Rule>> = {
  delay: duration,
  jitter: duration,
  loss: probability,
  reordering: probability,
  reorderingDelay: { ...duration, default: 10 },
  duplication: probability,
  bandwidth: { default: unlimited, min: Number.MIN_VALUE, max: unlimited },
  queue: { default: 262_144, min: 0, max: unlimited },
  mtu: { default: 1500, min: 512, max: 65535 },
  pathMtu: { default: 65535, min: 512, max: 65535 },
  packetTooBig: probability,
};

/** A link that loses, delays and limits nothing. */
const perfectLink: LinkOptions = resolve({}, (name) => rules[name].default);

/**
 * The options given, with those of `base` for the rest.
 * @throws TypeError for a value that is no number; RangeError for one out of range. Both name option and limit.
 */
export function resolveLinkOptions(given: Partial<LinkOptions>, base: LinkOptions = perfectLink): LinkOptions {
  return resolve(given, (name) => base[name]);
}

function resolve(given: Partial<LinkOptions>, fallback: (name: keyof LinkOptions) => number): LinkOptions {
  const names = Object.keys(rules) as (keyof LinkOptions)[]; // its own keys: nothing else is in the literal
  const entries = names.map((name) => [name, check(name, given[name] ?? fallback(name))]);
  return Object.fromEntries(entries) as Record<keyof LinkOptions, number>; // one entry per key of rules
}

function check(name: keyof LinkOptions, value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`${name} is ${String(value)}; it takes a number`);
  const { min, max } = rules[name];
  if (!(value >= min && value <= max)) throw new RangeError(`${name} ${value} is not in ${min}–${max}`);
  return value;
}
