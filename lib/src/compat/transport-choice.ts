import { isIP } from 'node:net';
import { type Address, address } from '../address.ts';
import { type DatagramSocket, GivenSocketTransport } from '../transport/given-socket.ts';
import { raw } from '../transport/raw-transport.ts';
import type { Transport } from '../transport/transport.ts';

/** What carries the packets. */
export interface TransportChoice {
  /** A socket of `node:dgram`, or one like it, as of DTLS (RFC 8261); several SCTP sockets may share it. Yours to close. */
  readonly udpTransport?: DatagramSocket | undefined;
  /** Where packets go to when `udpTransport` is not connected; `address` is another name of `host`. */
  readonly udpPeer?: { readonly host?: string; readonly address?: string; readonly port: number } | undefined;
  /** One of usctp's, as `udp()`; default `raw()`. */
  readonly transport?: Transport | undefined;
}

/** Each socket is given once to SCTP, so that all ports on it are in one table. */
const transports = new WeakMap<DatagramSocket, GivenSocketTransport>();

/** The transport chosen. @throws TypeError when the host of `udpPeer` is no IP address. */
export function transportOf({ transport, udpTransport, udpPeer }: TransportChoice): Transport {
  if (udpTransport === undefined) return transport ?? raw();
  const known = transports.get(udpTransport);
  if (known !== undefined) return known;
  const made = new GivenSocketTransport(udpTransport, udpPeer && peerAddress(udpPeer));
  transports.set(udpTransport, made);
  return made;
}

/** The peer of a `udpTransport`. @throws TypeError where it may have several. */
export function onlyPeer(transport: GivenSocketTransport): string {
  if (transport.peer !== undefined) return transport.peer.ip;
  throw new TypeError('udpTransport is not connected: connect it, or give udpPeer');
}

function peerAddress({
  host,
  address: ip = host ?? '127.0.0.1',
  port,
}: NonNullable<TransportChoice['udpPeer']>): Address {
  if (isIP(ip) === 0) throw new TypeError(`udpPeer has ${ip}, which is not an IP address`);
  return address(ip, Number(port));
}
