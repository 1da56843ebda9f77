import { type NumberOption, numberRules } from '../number-options.ts';
import type { Options } from '../options.ts';

/** Parameters of all sockets to come, named like Linux's `net.sctp`: times in ms, sizes in bytes. */
export interface Defaults {
  /** Granularity of the clock. No effect: times are measured finer than 1 ms. */
  G: number;
  /** Receive window: at least 1,500. While it is what it was at first, that of usctp: 2 MiB. */
  RWND: number;
  rto_initial: number;
  rto_min: number;
  rto_max: number;
  /** No effect: RTO.Alpha is 1/8 (RFC 9260 §16). */
  rto_alpha_exp_divisor: number;
  /** No effect: RTO.Beta is 1/4 (RFC 9260 §16). */
  rto_beta_exp_divisor: number;
  valid_cookie_life: number;
  max_burst: number;
  association_max_retrans: number;
  /** No effect: cookies are signed with SHA-256. */
  cookie_hmac_alg: string;
  max_init_retransmits: number;
  hb_interval: number;
  /** At most 500. */
  sack_timeout: number;
  sack_freq: number;
  /** Largest IP packet. While it is what it was at first, the one that each path takes is found. */
  PMTU: number;
}

const initial: Readonly<Defaults> = {
  G: 50,
  RWND: 102_400,
  rto_initial: 3000,
  rto_min: 1000,
  rto_max: 60_000,
  rto_alpha_exp_divisor: 3,
  rto_beta_exp_divisor: 2,
  valid_cookie_life: 60_000,
  max_burst: 4,
  association_max_retrans: 10,
  cookie_hmac_alg: 'sha1',
  max_init_retransmits: 8,
  hb_interval: 30_000,
  sack_timeout: 180,
  sack_freq: 2,
  PMTU: 1500,
};

/** One for the process, though style forbids singletons: that is what the function below promises. */
const current: Defaults = { ...initial };

/** Which parameter sets which option. */
const optionOf = {
  rto_initial: 'rtoInitial',
  rto_min: 'rtoMin',
  rto_max: 'rtoMax',
  valid_cookie_life: 'validCookieLife',
  max_burst: 'maxBurst',
  association_max_retrans: 'associationMaxRetransmissions',
  max_init_retransmits: 'maxInitRetransmissions',
  hb_interval: 'heartbeatInterval',
  sack_timeout: 'sackDelay',
  sack_freq: 'sackEveryPackets',
} as const satisfies Partial<Record<keyof Defaults, NumberOption>>;

/** Sets parameters of sockets that are made from now on; names that are none are left. The object returned is live. */
export function defaults(parameters: Partial<Defaults> = {}): Defaults {
  const known = Object.entries(parameters).filter(([name]) => Object.hasOwn(initial, name));
  Object.assign(current, Object.fromEntries(known));
  current.sack_timeout = Math.min(current.sack_timeout, 500);
  current.RWND = Math.max(current.RWND, 1500);
  return current;
}

/** The parameters as options; what is out of the range of an option becomes its limit. */
export function defaultOptions(): Partial<Options> {
  const entries = Object.entries(optionOf) as [keyof typeof optionOf, NumberOption][]; // its own keys and values
  const numbers = Object.fromEntries(entries.map(([name, option]) => [option, limit(option, current[name])]));
  const rtoMax = limit('rtoMax', Math.max(current.rto_max, current.rto_min));
  return {
    ...numbers,
    rtoMax,
    ...(current.RWND !== initial.RWND && { receiveBuffer: limit('receiveBuffer', current.RWND) }),
    ...(current.PMTU !== initial.PMTU && { pathMtu: Math.min(Math.max(Math.trunc(current.PMTU), 512), 65_535) }),
  };
}

function limit(option: NumberOption, value: number): number {
  const { min, max } = numberRules[option];
  return Math.min(Math.max(Math.trunc(value), min), max);
}
