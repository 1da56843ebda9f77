import { type Address, address } from '../address.ts';
import type { Destinations } from '../endpoint/new-paths.ts';
import { SctpError } from '../errors.ts';
import { checkAddresses, checkPort } from './address-checks.ts';
import { Association } from './association.ts';
import type { Driver } from './driver.ts';

/** Which peer to set up an association with. */
export interface CallOptions {
  /** SCTP port of the peer, 1–65535. */
  readonly port: number;
  /** IP addresses of the peer, tried in this order; default 127.0.0.1. */
  readonly addresses?: readonly string[];
  /** Gives up when it is aborted, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A peer as it is called, its addresses in canonical form. */
export interface Callee {
  readonly port: number;
  readonly destinations: Destinations;
}

/** The peer that the options name. @throws TypeError or RangeError for a wrong option. */
export function checkCallee({ port, addresses = ['127.0.0.1'] }: CallOptions): Callee {
  const [first, ...others] = checkAddresses('addresses', addresses).map((ip) => address(ip));
  if (first === undefined) throw new TypeError('addresses is empty; it takes one address or more');
  checkPort('port', port, 1);
  return { port, destinations: [first, ...others] };
}

/**
 * Begins an association with the peer; {@link established} tells when it is one.
 * @throws SctpError `ERR_SCTP_CONNECT_FAILED` when the port has one with that peer already.
 */
export function call(driver: Driver, { port, destinations }: Callee): Association {
  const source = onlySource(driver.boundAddresses, destinations[0]);
  const core = driver.endpoint.connect(port, destinations, source, driver.now());
  const association = new Association(core, driver);
  driver.flushSoon();
  return association;
}

/**
 * Resolves once the association is established.
 * @throws (as a rejection) why it ended before; the reason of the signal, which also ends it.
 */
export function established(association: Association, signal: AbortSignal | undefined): Promise<Association> {
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

/** The one local address that leads to this one; undefined where there is a choice, which is the transport's. */
function onlySource(localAddresses: readonly string[], to: Address): Address | undefined {
  const [source, ...others] = localAddresses.map((ip) => address(ip)).filter(({ family }) => family === to.family);
  return others.length === 0 ? source : undefined;
}
