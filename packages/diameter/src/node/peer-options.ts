import type { DecodedMessage, DiameterMessage } from '../codec/message.ts';
import type { Capabilities } from '../peer/capabilities.ts';
import type { Identifiers } from '../peer/identifiers.ts';
import type { PeerMachineOptions } from '../peer/peer-machine.ts';
import type { CloseReason } from '../peer/peer-state.ts';
import type { Clock } from './clock.ts';
import type { Connection, Connector } from './connection.ts';
import type { Reply } from './link.ts';
import type { OpenConnections } from './open-connections.ts';
import type { Transaction } from './transaction.ts';

/** How a peer is made. */
export interface PeerOptions extends Omit<PeerMachineOptions, 'fraction'> {
  readonly identity: string;
  /** How it is called; undefined: it calls us. */
  readonly connector: Connector | undefined;
  /** Tc, in ms. */
  readonly reconnectInterval: number;
  /** Requests that may be pending there at a time. */
  readonly maxPending: number;
  readonly identifiers: Identifiers;
  readonly decode: (bytes: Uint8Array) => DecodedMessage;
  /** Those of all peers. */
  readonly connections: OpenConnections;
  readonly clock: Clock;
  readonly listener: PeerListener;
}

/** What a peer tells its node; `peer` is its identity. */
export interface PeerListener {
  /** A request of an application has come. */
  request(peer: string, message: DiameterMessage, reply: Reply): void;
  /** A request has come that cannot be read. */
  malformedRequest(malformed: Malformed, reply: Reply): void;
  /** The peer has answered. */
  answer(transaction: Transaction, message: DiameterMessage): void;
  /** The peer has answered what cannot be read. */
  malformedAnswer(transaction: Transaction): void;
  /** These requests need another peer. */
  failover(peer: string, transactions: readonly Transaction[]): void;
  /** These requests have not been answered in time. */
  expired(transactions: readonly Transaction[]): void;
  changed(peer: string, change: PeerChange): void;
  /** The connection counts as a new one, made by the peer. */
  incoming(connection: Connection): void;
}

/** What has changed about a peer. */
export type PeerChange =
  | { readonly type: 'open'; readonly capabilities: Capabilities; readonly connection: Connection }
  /** It did not answer the watchdog. */
  | { readonly type: 'suspect' }
  /** It is in service again. */
  | { readonly type: 'okay' }
  /** It has lost its state (RFC 6733 §8.16). */
  | { readonly type: 'restart' }
  /** There is no connection any more, or a call has failed, with `error`. */
  | { readonly type: 'close'; readonly reason: CloseReason; readonly error: unknown };

/** A message with what is wrong with it. */
export type Malformed = DecodedMessage & { readonly type: 'malformed' };
