import { z } from 'zod';
import { durationPattern, parseDuration } from './duration.ts';

const identity = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'expected the name of a host or realm');
const port = z.int().min(0).max(65_535);
const address = z.union([z.ipv4(), z.ipv6()], 'expected an IP address');
const amount = z.int().min(0);

const durationText = 'expected a time with its unit: 500ms, 30s, 10m, 24h';

const duration = z.string(durationText).regex(durationPattern, durationText).transform(parseDuration);

/** Such a time, not shorter than `least` ms. */
function durationFrom(least: number, text: string) {
  return duration.refine((value) => value >= least, `expected ${text} or more`);
}

const listen = z.strictObject({
  /** Of SCTP; 3868 by default. */
  port: port.min(1).default(3868),
  addresses: z.array(address).min(1).optional(),
  /** `raw` is IP protocol 132, `udp` is RFC 6951. */
  transport: z.enum(['raw', 'udp']).default('raw'),
  udpPort: port.default(9899),
});

const tariff = z
  .strictObject({
    serviceContext: z.string().min(1).optional(),
    ratingGroup: z.int().min(0).max(0xffffffff).optional(),
    unit: z.enum(['CC-Time', 'CC-Total-Octets', 'CC-Service-Specific-Units']),
    price: amount,
    per: z.int().min(1).default(1),
    grant: z.int().min(1),
    validityTime: z.int().min(1).max(0xffffffff).optional(),
    finalUnitAction: z.enum(['TERMINATE', 'REDIRECT']).default('TERMINATE'),
    redirectTo: z.url().optional(),
  })
  .refine(({ finalUnitAction, redirectTo }) => finalUnitAction !== 'REDIRECT' || redirectTo !== undefined, {
    error: 'expected a URL, as finalUnitAction is REDIRECT',
    path: ['redirectTo'],
  });

const account = z.strictObject({
  type: z
    .enum(['END_USER_E164', 'END_USER_IMSI', 'END_USER_SIP_URI', 'END_USER_NAI', 'END_USER_PRIVATE'])
    .default('END_USER_E164'),
  // A number of digits alone is one to YAML: whoever does not quote it may have lost a zero in front.
  id: z.string('expected text: write it in quotes').min(1),
  balance: z.int(),
  barred: z.boolean().default(false),
});

/** A list in which no two have the same name; `at` is where an item has it. */
function distinct<Item extends z.ZodType>(item: Item, at: string, nameOf: (value: z.output<Item>) => string) {
  return z.array(item).superRefine((values, context) => {
    const first = new Map<string, number>();
    for (const [index, value] of values.entries()) {
      const name = nameOf(value);
      const before = first.get(name);
      if (before === undefined) first.set(name, index);
      else context.addIssue({ code: 'custom', path: [index, at], message: `the one at [${before}] is the same` });
    }
  });
}

const peer = z.strictObject({
  identity,
  realm: identity.optional(),
});

const settings = z.strictObject({
  identity,
  realm: identity,
  listen: z.prefault(listen, {}),
  /** Without it, whoever connects is a peer. */
  peers: distinct(peer, 'identity', (one) => one.identity.toLowerCase())
    .min(1)
    .optional(),
  watchdogInterval: z.prefault(durationFrom(6000, '6s'), '30s'),
  /** A folder; without it, accounts and sessions end with the process. */
  store: z.string().min(1).optional(),
  currency: z.strictObject({
    code: z.int().min(1).max(999),
    exponent: z.int().min(-9).max(0),
  }),
  /** What clients are told for the time when the server does not answer (RFC 8506 §5.7). */
  sessionFailover: z.boolean().default(false),
  failureHandling: z.enum(['TERMINATE', 'CONTINUE', 'RETRY_AND_TERMINATE']).optional(),
  supervision: z.prefault(durationFrom(1000, '1s'), '10m'),
  duplicates: z.prefault(durationFrom(1000, '1s'), '4m'),
  maxSessions: z.int().min(1).default(1_000_000),
  tariffs: z.array(tariff).min(1),
  accounts: distinct(account, 'id', ({ type, id }) => `${type} ${id}`).default([]),
  /** Where `/metrics`, `/healthz` and `/readyz` are answered; without it, nowhere. */
  http: z.strictObject({ port, address: address.default('127.0.0.1') }).optional(),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** How long requests under way and associations have to end after SIGTERM. */
  drain: z.prefault(durationFrom(0, '0ms'), '10s'),
});

/** The file of a server. */
export const configurationSchema = settings.superRefine(
  ({ identity: own, peers = [], tariffs, supervision }, context) => {
    for (const [index, { validityTime = 0 }] of tariffs.entries()) {
      // RFC 8506 §13: Tcc is twice as long, so that a request that is due may come late, or again.
      if (2000 * validityTime <= supervision) continue;
      const message = `expected ${supervision / 2000} or less: half of supervision, which is ${supervision / 1000}s`;
      context.addIssue({ code: 'custom', path: ['tariffs', index, 'validityTime'], message });
    }
    for (const [index, { identity: name }] of peers.entries()) {
      if (name.toLowerCase() !== own.toLowerCase()) continue;
      context.addIssue({
        code: 'custom',
        path: ['peers', index, 'identity'],
        message: 'it is that of the server itself',
      });
    }
  },
);

/** What a configuration file says, with defaults in place of what it leaves out. Times are in ms. */
export type Configuration = z.output<typeof configurationSchema>;
