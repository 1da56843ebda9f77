import { createHmac, timingSafeEqual } from 'node:crypto';
import { decodeIPv4, decodeIPv6, ipv4Length, ipv6Length, writeIPv4, writeIPv6 } from '../codec/ip-address.ts';
import { mostPeerAddresses } from '../number-options.ts';
import type { PeerParameters } from './control-block.ts';
import { type Extensions, packExtensions, unpackExtensions } from './extensions.ts';

/** All that is needed to make an association when COOKIE ECHO comes back (RFC 9260 §5.1.3). */
export interface StateCookie {
  /** On the endpoint's clock, in ms. */
  readonly createdAt: number;
  /** In ms. */
  readonly lifespan: number;
  readonly localPort: number;
  readonly peerPort: number;
  readonly localTag: number;
  readonly peerTag: number;
  readonly localInitialTsn: number;
  readonly peerInitialTsn: number;
  readonly peerReceiverWindow: number;
  readonly outboundStreams: number;
  readonly inboundStreams: number;
  /** Tags of the association that existed when INIT came, or 0 (§5.2.2). */
  readonly localTieTag: number;
  readonly peerTieTag: number;
  readonly extensions: Extensions;
  /** The first is where INIT came from. */
  readonly peerAddresses: readonly string[];
}

const macLength = 32;
const fixedLength = 53;
/** Of a cookie of ours: longer ones are not worth computing a MAC over. */
const greatestLength = macLength + fixedLength + mostPeerAddresses * (1 + ipv6Length);

/** Writes and signs the cookie with HMAC-SHA-256. */
export function sealCookie(cookie: StateCookie, key: Uint8Array): Uint8Array {
  const addressesLength = cookie.peerAddresses.reduce((sum, ip) => sum + addressLength(ip), 0);
  const sealed = new Uint8Array(macLength + fixedLength + addressesLength);
  const body = sealed.subarray(macLength);
  const view = new DataView(body.buffer, body.byteOffset);
  view.setFloat64(0, cookie.createdAt);
  view.setUint32(8, cookie.lifespan);
  view.setUint16(12, cookie.localPort);
  view.setUint16(14, cookie.peerPort);
  view.setUint32(16, cookie.localTag);
  view.setUint32(20, cookie.peerTag);
  view.setUint32(24, cookie.localInitialTsn);
  view.setUint32(28, cookie.peerInitialTsn);
  view.setUint32(32, cookie.peerReceiverWindow);
  view.setUint16(36, cookie.outboundStreams);
  view.setUint16(38, cookie.inboundStreams);
  view.setUint32(40, cookie.localTieTag);
  view.setUint32(44, cookie.peerTieTag);
  view.setUint32(48, cookie.peerAddresses.length);
  view.setUint8(52, packExtensions(cookie.extensions));
  writeAddresses(cookie.peerAddresses, body);
  sealed.set(macOf(body, key));
  return sealed;
}

/** The cookie, when it was signed with one of the keys; undefined when not. */
export function openCookie(sealed: Uint8Array, keys: readonly Uint8Array[]): StateCookie | undefined {
  if (sealed.length < macLength + fixedLength || sealed.length > greatestLength) return undefined;
  const mac = sealed.subarray(0, macLength);
  const body = sealed.subarray(macLength);
  if (!keys.some((key) => timingSafeEqual(mac, macOf(body, key)))) return undefined;
  const view = new DataView(body.buffer, body.byteOffset);
  return {
    createdAt: view.getFloat64(0),
    lifespan: view.getUint32(8),
    localPort: view.getUint16(12),
    peerPort: view.getUint16(14),
    localTag: view.getUint32(16),
    peerTag: view.getUint32(20),
    localInitialTsn: view.getUint32(24),
    peerInitialTsn: view.getUint32(28),
    peerReceiverWindow: view.getUint32(32),
    outboundStreams: view.getUint16(36),
    inboundStreams: view.getUint16(38),
    localTieTag: view.getUint32(40),
    peerTieTag: view.getUint32(44),
    extensions: unpackExtensions(view.getUint8(52)),
    peerAddresses: readAddresses(body, view.getUint32(48)),
  };
}

/** What the cookie says of the peer. */
export function peerOf(cookie: StateCookie): PeerParameters {
  return {
    peerTag: cookie.peerTag,
    peerInitialTsn: cookie.peerInitialTsn,
    peerReceiverWindow: cookie.peerReceiverWindow,
    peerOutboundStreams: cookie.outboundStreams,
    peerInboundStreams: cookie.inboundStreams,
    extensions: cookie.extensions,
  };
}

function macOf(body: Uint8Array, key: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(body).digest();
}

function isV6(ip: string): boolean {
  return ip.includes(':');
}

/** One byte says the family. */
function addressLength(ip: string): number {
  return 1 + (isV6(ip) ? ipv6Length : ipv4Length);
}

function writeAddresses(addresses: readonly string[], body: Uint8Array): void {
  let at = fixedLength;
  for (const ip of addresses) {
    body[at] = isV6(ip) ? 6 : 4;
    if (isV6(ip)) writeIPv6(ip, body, at + 1);
    else writeIPv4(ip, body, at + 1);
    at += addressLength(ip);
  }
}

function readAddresses(body: Uint8Array, count: number): string[] {
  const addresses: string[] = [];
  let at = fixedLength;
  for (let i = 0; i < count; i += 1) {
    const ip = body[at] === 6 ? decodeIPv6(body, at + 1) : decodeIPv4(body, at + 1);
    addresses.push(ip);
    at += addressLength(ip);
  }
  return addresses;
}
