import { randomInt } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { isUnicast } from '../address.ts';
import { SctpError } from '../errors.ts';
import { orderRecords, type SrvRecord } from './srv-order.ts';

/** An address with the time for which it may be kept. */
export interface ResolvedAddress {
  /** As text. */
  readonly address: string;
  /** In s. */
  readonly ttl: number;
}

/** Asks DNS: a `Resolver` of `node:dns/promises`, which may have servers of its own, or what stands for one. */
export interface SrvResolver {
  /** The SRV records of a name; rejects when there are none. */
  resolveSrv(name: string): Promise<readonly SrvRecord[]>;
  /** IPv4 addresses of a host; rejects when there are none. */
  resolve4(name: string, options: { readonly ttl: true }): Promise<readonly ResolvedAddress[]>;
  /** IPv6 addresses of a host; rejects when there are none. */
  resolve6(name: string, options: { readonly ttl: true }): Promise<readonly ResolvedAddress[]>;
}

/** A host that offers a service. */
export interface SrvTarget extends SrvRecord {
  /** IP addresses of the host, those of IPv4 first; at least one. */
  readonly addresses: readonly string[];
}

/** Who offers a service. */
export interface SrvAnswer {
  /** In the order in which they are to be tried (RFC 2782); at least one. */
  readonly targets: readonly SrvTarget[];
  /**
   * For how long it may be kept, in s: the least of its addresses' times to live, as `node:dns` does not tell those of SRV
   * records.
   */
  readonly ttl: number;
}

/** How DNS is asked. */
export interface ResolveOptions {
  /** Default: a `Resolver` of `node:dns/promises`, with the servers of this host. */
  readonly resolver?: SrvResolver;
}

/**
 * Finds the hosts that offer a service, as `_diameter._sctp.example.com`, with their ports and addresses (RFC 2782). Those of
 * one priority come in another order each time, by their weights. A target without an address of one host, or with port 0, is
 * left out.
 * @throws (as a rejection) SctpError `ERR_SCTP_NOT_RESOLVED` when there is none, or the service is said not to be available;
 * TypeError for what is no name.
 */
export async function resolveSrv(name: string, { resolver = new Resolver() }: ResolveOptions = {}): Promise<SrvAnswer> {
  if (typeof name !== 'string' || name === '') throw new TypeError(`srv is ${JSON.stringify(name)}; it takes a name`);
  const records = await ask(name, resolver);
  const available = records.filter(({ name: target }) => target !== '.' && target !== '');
  if (available.length === 0) throw notResolved(name, 'the service is not available there: its target is the root');
  const found = await Promise.all(orderRecords(available, fraction).map((record) => locate(record, resolver)));
  const located = found.filter((target) => 'addresses' in target);
  if (located.length > 0) {
    const targets = located.map(({ target, addresses }) => ({ ...target, addresses: addresses.map(toIp) }));
    return { targets, ttl: Math.min(...located.flatMap(({ addresses }) => addresses.map(({ ttl }) => ttl))) };
  }
  const reasons = found.flatMap((target) => ('reason' in target ? [target.reason] : []));
  throw notResolved(name, `no target has an address: ${reasons.join('; ')}`);
}

type Located =
  | { readonly target: SrvRecord; readonly addresses: readonly ResolvedAddress[] }
  | { readonly reason: string };

async function ask(name: string, resolver: SrvResolver): Promise<readonly SrvRecord[]> {
  try {
    return await resolver.resolveSrv(name);
  } catch (error) {
    throw notResolved(name, reasonOf(error), error);
  }
}

async function locate(target: SrvRecord, resolver: SrvResolver): Promise<Located> {
  if (target.port === 0) return { reason: `${target.name}: port 0 is none` };
  const answers = await Promise.allSettled([
    resolver.resolve4(target.name, { ttl: true }),
    resolver.resolve6(target.name, { ttl: true }),
  ]);
  const addresses = answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? answer.value.filter(isOfOneHost) : [],
  );
  if (addresses.length > 0) return { target, addresses };
  const reasons = answers.map((answer) => (answer.status === 'rejected' ? reasonOf(answer.reason) : 'no address'));
  return { reason: `${target.name}: ${[...new Set(reasons)].join(', ')}` };
}

function notResolved(name: string, reason: string, cause?: unknown): SctpError {
  return new SctpError('ERR_SCTP_NOT_RESOLVED', `${name} leads to no host: ${reason}`, { cause });
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  ENODATA: 'the name has no such record',
  ESERVFAIL: 'the server of the name failed',
  ETIMEOUT: 'no server answered',
  EREFUSED: 'the server refuses to answer',
  ECONNREFUSED: 'no server is there',
};

function reasonOf(error: unknown): string {
  const { code = '', message } = error as { readonly code?: string; readonly message: string }; // what node:dns rejects with
  const reason = reasons[code];
  return reason === undefined ? message : `${reason} (${code})`;
}

function isOfOneHost({ address }: ResolvedAddress): boolean {
  return isUnicast(address);
}

function toIp({ address }: ResolvedAddress): string {
  return address;
}

function fraction(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}
