import { type Address, address } from '../address.ts';
import { SctpError } from '../errors.ts';
import { checkOptionNames, type Options, resolveOptions } from '../options.ts';
import { raw } from '../transport/raw-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { checkAddresses, checkPort } from './address-checks.ts';
import { Association } from './association.ts';
import { Driver, transportFailed } from './driver.ts';

/** Where to connect to, and how; with the options of the association. */
export interface ConnectOptions extends Partial<Options> {
  /** SCTP port of the peer, 1–65535. */
  readonly port: number;
  /** IP addresses of the peer, tried in this order; default 127.0.0.1. */
  readonly addresses?: readonly string[];
  /** SCTP port on this side, 0–65535; default 0, a free one. */
  readonly localPort?: number;
  /** IP addresses on this side: packets leave from the one of them that leads to where they go. Default: the host's. */
  readonly localAddresses?: readonly string[];
  /** Default: `raw()`, which needs CAP_NET_RAW. */
  readonly transport?: Transport;
  /** Gives up when it is aborted, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What `connect` takes beside the options of an association. */
const ownOptions: readonly (keyof ConnectOptions)[] = [
  'port',
  'addresses',
  'localPort',
  'localAddresses',
  'transport',
  'signal',
];

/**
 * Sets up an association (RFC 9260 §5.1); resolves once it is established.
 * @throws (as a rejection) TypeError or RangeError for a wrong option; SctpError `ERR_SCTP_CONNECT_TIMEOUT`,
 * `ERR_SCTP_CONNECT_FAILED`, `ERR_SCTP_ABORTED_BY_PEER` (nobody listens there), `ERR_SCTP_PROTOCOL_UNREACHABLE` (no SCTP
 * there), or why the transport cannot be opened; the reason of `signal`.
 */
export async function connect(connectOptions: ConnectOptions): Promise<Association> {
  const { port, localPort = 0, transport = raw(), signal } = connectOptions;
  checkOptionNames(connectOptions, ownOptions);
  const options = resolveOptions(connectOptions);
  const [first, ...others] = checkAddresses('addresses', connectOptions.addresses ?? ['127.0.0.1']);
  if (first === undefined) throw new TypeError('addresses is empty; it takes one address or more');
  const localAddresses = checkAddresses('localAddresses', connectOptions.localAddresses ?? []);
  checkPort('port', port, 1);
  checkPort('localPort', localPort, 0);
  signal?.throwIfAborted();
  let association: Association | undefined;
  const driver = await Driver.open({
    port: localPort,
    localAddresses,
    transport,
    options,
    accepted: () => {},
    failed: (error) => association?.fail(transportFailed(error)),
  });
  if (signal?.aborted) {
    driver.close();
    throw signal.reason;
  }
  const destinations = [address(first), ...others.map((ip) => address(ip))] as const;
  const source = onlySource(localAddresses, destinations[0]);
  const core = driver.endpoint.connect(port, destinations, source, driver.now());
  association = new Association(core, driver);
  driver.flushSoon();
  association.once('close', (error) => (error === undefined ? driver.linger() : driver.closeSoon()));
  return established(association, signal);
}

/** The one local address that leads to this one; undefined where there is a choice, which is the transport's. */
function onlySource(localAddresses: readonly string[], to: Address): Address | undefined {
  const [source, ...others] = localAddresses.map((ip) => address(ip)).filter(({ family }) => family === to.family);
  return others.length === 0 ? source : undefined;
}

function established(association: Association, signal: AbortSignal | undefined): Promise<Association> {
  return new Promise((resolve, reject) => {
    const giveUp = () => association.abort('the connection attempt was given up');
    const stop = () => signal?.removeEventListener('abort', giveUp);
    const fail = (error: SctpError | undefined) => {
      stop();
      const ended = new SctpError('ERR_SCTP_CONNECT_FAILED', 'the association ended before it was established');
      reject(signal?.aborted === true ? signal.reason : (error ?? ended));
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    association.once('close', fail);
    association.once('established', () => {
      stop();
      association.removeListener('close', fail);
      resolve(association);
    });
  });
}
