import { baseDictionary } from '../dictionary/base/base-dictionary.ts';
import type { Application, Dictionary } from '../dictionary/dictionary.ts';
import { type LocalCapabilities, relayApplicationId } from '../peer/capabilities.ts';
import type { Connector, Listener } from './connection.ts';
import type { Route } from './routing-table.ts';

/** A peer that a node knows. */
export interface PeerConfiguration {
  /** Its Origin-Host; of one that is looked for in DNS any name. */
  readonly identity: string;
  /** Realm that it serves, where `routes` has none; default: its identity, without the first label. */
  readonly realm?: string;
  /** How it is called, as `connectSctp({ addresses: ['192.0.2.1'] })`; default: it is not, and calls us. */
  readonly connect?: Connector;
}

/** How a node is made. Times are in ms. */
export interface DiameterNodeOptions {
  /** Origin-Host: the name of this host in the DNS. */
  readonly identity: string;
  /** Origin-Realm. */
  readonly realm: string;
  /** The AVPs and commands that the node knows; default: those of the base protocol. */
  readonly dictionary?: Dictionary;
  /** What peers are told that this node supports; default: the applications of the dictionary. */
  readonly applications?: readonly Application[];
  /**
   * Whether the node passes on requests that are for others, of whatever application; default false (RFC 6733 §2.8.1).
   */
  readonly relay?: boolean;
  /** Where peers can call, as `listenSctp()`; default: nowhere. */
  readonly listen?: readonly Listener[];
  /** Peers that are called, or may call; default none. */
  readonly peers?: readonly PeerConfiguration[];
  /** Whether others may call, too; default false: they are refused with 3010. */
  readonly acceptUnknownPeers?: boolean;
  /** Where requests go; default: to the peers of their realm. */
  readonly routes?: readonly Route[];
  /** Product-Name; default `usctp`. */
  readonly productName?: string;
  /** Vendor-Id, the enterprise number of who has made the product; default 0. */
  readonly vendorId?: number;
  /** Firmware-Revision; default none. */
  readonly firmwareRevision?: number;
  /** Grows whenever the node has lost its state; default: the time of its making, in seconds (RFC 6733 §8.16). */
  readonly originStateId?: number;
  /**
   * Tw, the time without a message after which the peer is asked whether it is there: 6,000 or more, default 30,000
   * (RFC 3539 §3.4.1).
   */
  readonly watchdogInterval?: number;
  /**
   * Tc, the longest time between two attempts to connect: default 30,000; the first one follows after 1,000 (RFC 6733
   * §12).
   */
  readonly reconnectInterval?: number;
  /** Longest wait for a connection, for CER or CEA, and for the end after DPR: default 10,000. */
  readonly exchangeTimeout?: number;
  /** Longest wait for an answer: default 10,000. */
  readonly requestTimeout?: number;
  /** Requests that may be pending at one peer: default 10,000. More go to another peer, or are refused. */
  readonly maxPendingRequests?: number;
  /**
   * Requests that handlers may have in hand: default 10,000. More are refused: 3004, or 3002 where any server would
   * have done.
   */
  readonly maxActiveRequests?: number;
  /**
   * Answers that are kept for four minutes, for duplicates: default 100,000, some 40 MB, and 1,024 bytes for each at most on
   * the average; the oldest go first. At more than 400 requests a second they do not last for four minutes.
   */
  readonly duplicateCacheSize?: number;
}

/** Options with defaults in place of what is missing. */
export type ResolvedOptions = Required<Omit<DiameterNodeOptions, 'firmwareRevision'>> &
  Pick<DiameterNodeOptions, 'firmwareRevision'>;

/**
 * Fills in defaults; `seconds` is the time of day.
 * @throws TypeError for an option that there is not
 */
export function resolveNodeOptions(options: DiameterNodeOptions, seconds: number): ResolvedOptions {
  const { dictionary = baseDictionary, identity, realm } = options;
  const defaults = {
    ...{ identity, realm, dictionary },
    applications: dictionary.applications,
    relay: false,
    listen: [],
    peers: [],
    acceptUnknownPeers: false,
    routes: [],
    productName: 'usctp',
    vendorId: 0,
    originStateId: seconds,
    watchdogInterval: 30_000,
    reconnectInterval: 30_000,
    exchangeTimeout: 10_000,
    requestTimeout: 10_000,
    maxPendingRequests: 10_000,
    maxActiveRequests: 10_000,
    duplicateCacheSize: 100_000,
  };
  const unknown = Object.keys(options).find((name) => name !== 'firmwareRevision' && !Object.hasOwn(defaults, name));
  if (unknown !== undefined) throw new TypeError(`there is no option ${unknown}`);
  return { ...defaults, ...options };
}

/** What peers are told of the node (RFC 6733 §5.3). */
export function capabilitiesOf(options: ResolvedOptions): LocalCapabilities {
  const { applications, dictionary, relay } = options;
  const ofIetf = applications.filter(({ vendorId }) => vendorId === 0);
  const authentication = ofIetf.filter(({ type }) => type === 'authentication').map(({ id }) => id);
  return {
    'Origin-Host': options.identity,
    'Origin-Realm': options.realm,
    'Vendor-Id': options.vendorId,
    'Product-Name': options.productName,
    'Origin-State-Id': options.originStateId,
    'Supported-Vendor-Id': dictionary.vendorIds,
    'Auth-Application-Id': relay ? [...authentication, relayApplicationId] : authentication,
    'Inband-Security-Id': [0],
    'Acct-Application-Id': ofIetf.filter(({ type }) => type === 'accounting').map(({ id }) => id),
    'Vendor-Specific-Application-Id': applications.filter(({ vendorId }) => vendorId !== 0).map(ofVendor),
    'Firmware-Revision': options.firmwareRevision,
  };
}

function ofVendor({ id, vendorId, type }: Application) {
  const kind = type === 'accounting' ? 'Acct-Application-Id' : 'Auth-Application-Id';
  return { 'Vendor-Id': vendorId, [kind]: id };
}
