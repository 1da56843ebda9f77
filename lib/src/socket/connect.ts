import { checkOptionNames, type Options, optionNames } from '../options.ts';
import { raw } from '../transport/raw-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { checkAddresses, checkPort } from './address-checks.ts';
import type { Association } from './association.ts';
import { type CallOptions, call, checkCallee, established } from './call.ts';
import { connectInTurn, type SrvOptions } from './connect-srv.ts';
import { Driver, transportFailed } from './driver.ts';
import { sharedOptions } from './shared-options.ts';

/** Where to connect to, and how; with the options of the association. */
export interface ConnectOptions extends Partial<Options>, CallOptions {
  /** SCTP port on this side, 0–65535; default 0, a free one. */
  readonly localPort?: number;
  /** IP addresses on this side: packets leave from the one of them that leads to where they go. Default: the host's. */
  readonly localAddresses?: readonly string[];
  /** Default: `raw()`, which needs CAP_NET_RAW. */
  readonly transport?: Transport;
}

/** Which service to connect to, and how: each target that DNS names for it is called in turn, until one takes the association. */
export interface ConnectSrvOptions extends Omit<ConnectOptions, keyof CallOptions>, SrvOptions {
  readonly port?: undefined;
  readonly addresses?: undefined;
}

const names: readonly (keyof ConnectOptions | keyof SrvOptions)[] = [
  ...optionNames,
  'port',
  'addresses',
  'localPort',
  'localAddresses',
  'transport',
  'signal',
  'srv',
  'resolver',
];

/**
 * Sets up an association (RFC 9260 §5.1); resolves once it is established. With `srv` in place of `port` and `addresses`,
 * with a host that offers that service (RFC 2782): asked for anew each time. Of a target that does not answer only
 * `maxInitRetransmissions` and `rtoInitial` tell when it is given up.
 * @throws (as a rejection) TypeError or RangeError for a wrong option; SctpError `ERR_SCTP_CONNECT_TIMEOUT`,
 * `ERR_SCTP_CONNECT_FAILED`, `ERR_SCTP_ABORTED_BY_PEER` (nobody listens there), `ERR_SCTP_PROTOCOL_UNREACHABLE` (no SCTP
 * there), `ERR_SCTP_NOT_RESOLVED` (no such service), or why the transport cannot be opened; the reason of `signal`.
 */
export async function connect(connectOptions: ConnectOptions | ConnectSrvOptions): Promise<Association> {
  checkOptionNames(connectOptions, names);
  if (!('srv' in connectOptions)) return connectTo(connectOptions);
  const { srv, resolver, port, addresses, ...others } = connectOptions;
  if (port !== undefined || addresses !== undefined) {
    throw new TypeError('srv stands for port and addresses: there is one or the other');
  }
  return connectInTurn(
    { srv, ...(resolver && { resolver }), ...(others.signal && { signal: others.signal }) },
    (target) => connectTo({ ...others, port: target.port, addresses: target.addresses }),
  );
}

async function connectTo(connectOptions: ConnectOptions): Promise<Association> {
  const { localPort = 0, transport = raw(), signal } = connectOptions;
  const options = sharedOptions(connectOptions);
  const callee = checkCallee(connectOptions);
  const localAddresses = checkAddresses('localAddresses', connectOptions.localAddresses ?? []);
  checkPort('localPort', localPort, 0);
  signal?.throwIfAborted();
  let association: Association | undefined;
  const driver = await Driver.open({
    port: localPort,
    localAddresses,
    transport,
    options,
    accepted: undefined,
    failed: (error) => association?.fail(transportFailed(error)),
  });
  if (signal?.aborted) {
    driver.close();
    throw signal.reason;
  }
  association = call(driver, callee);
  association.whenEnded((_, error) => (error === undefined ? driver.linger() : driver.closeSoon()));
  return established(association, signal);
}
