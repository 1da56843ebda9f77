import { isIP } from 'node:net';
import type { Options } from '../../options.ts';
import { checkPort } from '../../socket/address-checks.ts';
import type { Transport } from '../../transport/transport.ts';
import { ownOptions } from '../own-options.ts';

/** How associations are. Beside what is listed, each option of usctp is taken. */
export interface AssociationOptions extends Partial<Omit<Options, 'noDelay'>> {
  /** Inbound streams that are accepted: 1–65,535, default 65,535. */
  readonly MIS?: number | null | undefined;
  /** Outbound streams that are asked for: 1–65,535, default 10. */
  readonly OS?: number | null | undefined;
  /** Whether a small message leaves at once while earlier ones are unacknowledged; default false. */
  readonly noDelay?: boolean | null | undefined;
  /** When a SACK is sent: after `delay` ms, or `freq` packets; 0 leaves the default (RFC 6458 §8.1.19). */
  readonly sack?: { readonly delay?: number; readonly freq?: number } | null | undefined;
  /** Bytes that a socket buffers, each way. */
  readonly highWaterMark?: number | null | undefined;
  /** One of usctp's, as `udp()`; default `raw()`. */
  readonly transport?: Transport | undefined;
}

/** One address, or several. `null` is none. */
export interface AddressChoice {
  readonly one: string | null | undefined;
  readonly several: readonly string[] | null | undefined;
  readonly names: readonly [one: string, several: string];
}

/** The options of the association alone. @throws TypeError for a wrong `noDelay`. */
export function associationOptions(options: AssociationOptions): Partial<Options> {
  const { MIS, OS, noDelay, sack } = options;
  if (typeof (noDelay ?? false) !== 'boolean') throw new TypeError(`noDelay is ${String(noDelay)}, not true or false`);
  return {
    ...ownOptions(options),
    inboundStreams: MIS || 65_535,
    outboundStreams: OS || 10,
    noDelay: noDelay ?? false,
    ...(sack?.delay && { sackDelay: sack.delay }),
    ...(sack?.freq && { sackEveryPackets: sack.freq }),
  };
}

/** A port as `node:net` takes it. @throws TypeError or RangeError. */
export function portOf(name: string, port: unknown, least: 0 | 1): number {
  const isDigits = typeof port === 'string' && port.trim() !== '';
  const number = typeof port === 'number' || isDigits ? Number(port) : undefined;
  if (number === undefined) throw new TypeError(`${name} is ${String(port)}; it takes a number`);
  checkPort(name, number, least);
  return number;
}

/** The addresses chosen; undefined when none are. @throws TypeError that names the option. */
export function addressesOf({ one, several, names }: AddressChoice): readonly string[] | undefined {
  const [nameOfOne, nameOfSeveral] = names;
  if (one != null && several != null) throw new TypeError(`${nameOfOne} and ${nameOfSeveral} exclude each other`);
  if (several != null && (!Array.isArray(several) || several.length === 0)) {
    throw new TypeError(`${nameOfSeveral} takes a list of one address or more`);
  }
  const addresses = several ?? (one == null ? undefined : [one]);
  const wrong = addresses?.find((ip) => typeof ip !== 'string' || isIP(ip) === 0);
  if (wrong === undefined) return addresses;
  throw new TypeError(`${one == null ? nameOfSeveral : nameOfOne} has ${String(wrong)}, which is not an IP address`);
}

/** What a Duplex is told of the size of its buffers. */
export function bufferSizes({ highWaterMark }: AssociationOptions): {
  readonly readableHighWaterMark?: number;
  readonly writableHighWaterMark?: number;
} {
  if (highWaterMark == null) return {};
  return { readableHighWaterMark: highWaterMark, writableHighWaterMark: highWaterMark };
}
