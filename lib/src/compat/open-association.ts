import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Options } from '../options.ts';
import type { Association } from '../socket/association.ts';
import { connect } from '../socket/connect.ts';
import { createServer } from '../socket/server.ts';
import { GivenSocketTransport } from '../transport/given-socket.ts';
import { defaultOptions } from './defaults.ts';
import { ownOptions } from './own-options.ts';
import { onlyPeer, type TransportChoice, transportOf } from './transport-choice.ts';

/** How an association is set up. Beside what is listed, it takes each option of usctp. */
export interface AssociationOptions extends TransportChoice, Partial<Options> {
  /** Inbound streams that are accepted: 1–65,535, default 2. */
  readonly MIS?: number | undefined;
  /** Outbound streams that are asked for: 1–65,535, default 2. */
  readonly OS?: number | undefined;
}

/** Where to connect to, and how. */
export interface PeerOptions extends AssociationOptions {
  /** SCTP port of the peer, 1–65,535; digits are taken, too. */
  readonly port: number | string;
  /** Name or IP address of the peer, default 127.0.0.1; nothing with `udpTransport`. */
  readonly host?: string | undefined;
  /** Another name of `host`. */
  readonly address?: string | undefined;
  /** Another name of `host`. */
  readonly remoteAddress?: string | undefined;
  /** SCTP port on this side; default 0, a free one. */
  readonly localPort?: number | string | undefined;
  /** IP addresses on this side; default: the host's. */
  readonly localAddress?: string | readonly string[] | undefined;
  /** Waits for the peer to connect from `port`, and from `host` where that is given; default false. */
  readonly passive?: boolean | undefined;
}

interface Opening {
  readonly options: PeerOptions;
  readonly peer: string | undefined;
  readonly signal: AbortSignal;
}

/** Sets up an association, or waits until the peer does. @throws (as a rejection) what `connect` and `listen` do. */
export async function openAssociation(options: PeerOptions, signal: AbortSignal): Promise<Association> {
  const { host = options.address ?? options.remoteAddress } = options;
  const transport = transportOf(options);
  const isGivenSocket = transport instanceof GivenSocketTransport;
  if (options.passive) {
    const peer = isGivenSocket || host === undefined ? undefined : await resolve(host);
    return awaitPeer({ options, peer, signal });
  }
  return connect({
    ...associationOptions(options),
    port: Number(options.port),
    addresses: [isGivenSocket ? onlyPeer(transport) : await resolve(host ?? '127.0.0.1')],
    localPort: Number(options.localPort ?? 0),
    localAddresses: addressList(options.localAddress),
    transport,
    signal,
  });
}

/** The options of the association alone, with the defaults that stand at this moment. */
export function associationOptions(options: AssociationOptions): Partial<Options> {
  return {
    ...defaultOptions(),
    inboundStreams: options.MIS || 2,
    outboundStreams: options.OS || 2,
    ...ownOptions(options),
  };
}

/** One address, a list of them, or none. */
export function addressList(addresses: string | readonly string[] | undefined): readonly string[] {
  if (addresses === undefined || addresses === '') return [];
  return typeof addresses === 'string' ? [addresses] : addresses;
}

/** The IP address of a host, by its name where that is what is given. */
async function resolve(host: string): Promise<string> {
  return isIP(host) === 0 ? (await lookup(host)).address : host;
}

/** The first association that the peer sets up; all others are refused. */
async function awaitPeer({ options, peer, signal }: Opening): Promise<Association> {
  const server = createServer(associationOptions(options));
  const close = () => void server.close();
  const accepted = new Promise<Association>((resolve, reject) => {
    let isTaken = false;
    server.on('association', (association) => {
      const isExpected =
        association.peerPort === Number(options.port) &&
        (peer === undefined || association.paths.some(({ address }) => address === peer));
      if (isTaken || !isExpected) return association.abort('another peer is expected here');
      isTaken = true;
      association.once('close', close);
      resolve(association);
    });
    server.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  signal.addEventListener('abort', close, { once: true });
  await server.listen({
    port: Number(options.localPort ?? 0),
    addresses: addressList(options.localAddress),
    transport: transportOf(options),
  });
  return accepted;
}
