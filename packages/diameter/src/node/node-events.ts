import type { Capabilities } from '../peer/capabilities.ts';
import type { CloseReason, PeerStateName } from '../peer/peer-state.ts';
import type { WatchdogState } from '../peer/watchdog.ts';

/** The events of a node, with their arguments; `peer` is an identity. */
export interface DiameterNodeEvents {
  /** Capabilities have been exchanged: messages flow. */
  open: [peer: string, details: { readonly capabilities: Capabilities; readonly connection: string }];
  /** There is no connection with the peer any more, or a call has failed, for `error`. */
  close: [peer: string, details: { readonly reason: CloseReason; readonly error: unknown }];
  /** The peer does not answer the watchdog: requests go elsewhere. */
  suspect: [peer: string];
  /** The peer is in service again. */
  okay: [peer: string];
  /** The peer has lost its state, and so its sessions (RFC 6733 §8.16). */
  restart: [peer: string];
  /** So many requests were pending at the peer, and need another one. */
  failover: [peer: string, count: number];
  /** A handler has failed; its request was answered with 5012. Emitted only when there is a listener. */
  error: [error: unknown];
}

/** What a node has done since it was made. */
export interface DiameterNodeStatistics {
  /** Requests of this node. */
  readonly requestsSent: number;
  /** Answers that came, to requests of this node and to those it has passed on. */
  readonly answersReceived: number;
  /** Requests that came, for this node or for others. */
  readonly requestsReceived: number;
  /** Answers to them, those of others included that were passed on. */
  readonly answersSent: number;
  /** Requests that were passed on. */
  readonly requestsRelayed: number;
  /** Requests that came again, and were not done again. */
  readonly duplicates: number;
  /** Requests that another peer had to take. */
  readonly failovers: number;
  /** Requests that got no answer in time. */
  readonly timeouts: number;
  /** Requests that cannot be read, or may not be made so. */
  readonly malformed: number;
}

/** A peer, at this moment. */
export interface PeerStatus {
  readonly identity: string;
  /** State of RFC 6733 §5.6. */
  readonly state: PeerStateName;
  /** What the watchdog makes of it (RFC 3539 §3.4.1). */
  readonly watchdog: WatchdogState;
  /** What it has said of itself. */
  readonly capabilities: Capabilities | undefined;
  /** Transport and addresses, for people. */
  readonly connection: string | undefined;
  /** Requests that it has not answered. */
  readonly pending: number;
}
