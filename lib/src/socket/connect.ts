import { checkOptionNames, type Options, optionNames } from '../options.ts';
import { raw } from '../transport/raw-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { checkAddresses, checkPort } from './address-checks.ts';
import type { Association } from './association.ts';
import { type Callee, type CallOptions, call, checkCallee, established } from './call.ts';
import { connectInTurn, type SrvOptions } from './connect-srv.ts';
import { Driver, type DriverOptions, transportFailed } from './driver.ts';
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
  /** Comes from DNS. */
  readonly port?: undefined;
  /** Come from DNS. */
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
  'targetTimeout',
];

/**
 * Sets up an association (RFC 9260 §5.1); resolves once it is established. With `srv` in place of `port` and `addresses`,
 * with a host that offers that service (RFC 2782), asked for anew each time: targets are called one after the other, and
 * one that does not answer is given up after `targetTimeout`.
 * @throws (as a rejection) TypeError or RangeError for a wrong option; SctpError `ERR_SCTP_CONNECT_TIMEOUT`,
 * `ERR_SCTP_CONNECT_FAILED`, `ERR_SCTP_ABORTED_BY_PEER` (nobody listens there), `ERR_SCTP_PROTOCOL_UNREACHABLE` (no SCTP
 * there), `ERR_SCTP_NOT_RESOLVED` (no such service), or why the transport cannot be opened; the reason of `signal`.
 */
export async function connect(connectOptions: ConnectOptions | ConnectSrvOptions): Promise<Association> {
  checkOptionNames(connectOptions, names);
  const local = localSideOf(connectOptions);
  if (!isForService(connectOptions)) {
    return connectTo(checkCallee(connectOptions), local, connectOptions.signal);
  }
  if (connectOptions.port !== undefined || connectOptions.addresses !== undefined) {
    throw new TypeError('srv stands for port and addresses: there is one or the other');
  }
  return connectInTurn(connectOptions, (target, signal) => connectTo(checkCallee(target), local, signal));
}

/** This side of an association, whoever the peer is. */
type LocalSide = Pick<DriverOptions, 'port' | 'localAddresses' | 'transport' | 'options'>;

/** @throws TypeError or RangeError for a wrong option. */
function localSideOf(connectOptions: ConnectOptions | ConnectSrvOptions): LocalSide {
  const { localPort = 0, localAddresses = [], transport = raw() } = connectOptions;
  const options = sharedOptions(connectOptions);
  checkPort('localPort', localPort, 0);
  return { port: localPort, localAddresses: checkAddresses('localAddresses', localAddresses), transport, options };
}

function isForService(connectOptions: ConnectOptions | ConnectSrvOptions): connectOptions is ConnectSrvOptions {
  return 'srv' in connectOptions && connectOptions.srv !== undefined;
}

async function connectTo(callee: Callee, local: LocalSide, signal: AbortSignal | undefined): Promise<Association> {
  signal?.throwIfAborted();
  let association: Association | undefined;
  const driver = await Driver.open({
    ...local,
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
