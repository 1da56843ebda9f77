import type { DiameterMessage } from '../codec/message.ts';
import type { DisconnectCause } from './base-messages.ts';
import type { Caller } from './caller.ts';
import type { Capabilities } from './capabilities.ts';

/** One of the two connections that there may be with a peer (RFC 6733 §5.6). */
export type Side =
  /** I-: the one that this node has made. */
  | 'initiator'
  /** R-: the one that the peer has made. */
  | 'responder';

/** The state of RFC 6733 §5.6, with what only that state knows. */
export type PeerState =
  | { readonly name: 'Closed' }
  | { readonly name: 'Wait-Conn-Ack' }
  | { readonly name: 'Wait-I-CEA'; readonly hopByHop: number }
  | { readonly name: 'Wait-Conn-Ack/Elect'; readonly caller: Caller }
  | { readonly name: 'Wait-Returns'; readonly hopByHop: number; readonly caller: Caller }
  | Open
  | Closing;

/** Messages flow. */
export interface Open {
  readonly name: 'R-Open' | 'I-Open';
  readonly capabilities: Capabilities;
}

/** DPR has been sent, or has come: answers still flow. */
interface Closing {
  readonly name: 'Closing';
  readonly side: Side;
  readonly capabilities: Capabilities;
  readonly reason: CloseReason;
  /** Hop-by-Hop Identifier of our DPR; undefined where the peer has sent one, and so ends the connection. */
  readonly hopByHop: number | undefined;
}

/** Name of a state, as RFC 6733 §5.6 writes it. */
export type PeerStateName = PeerState['name'];

/** Why there is no connection with the peer any more, or why there has come to be none. */
export type CloseReason =
  /** It could not be reached. */
  | { readonly type: 'not-connected' }
  /** It has answered CER with this Result-Code, or has answered nothing that can be understood: 5012. */
  | { readonly type: 'refused'; readonly resultCode: number }
  /** Its CEA has the Origin-Host of another one than was called. */
  | { readonly type: 'wrong-host'; readonly originHost: string }
  /** We have nothing in common with what its CEA says. */
  | { readonly type: 'no-common-application' }
  /** Its CEA, or its end of the connection after DPR and DPA, did not come in time. */
  | { readonly type: 'timeout' }
  /** The connection has ended without DPR. */
  | { readonly type: 'disconnected' }
  /** Two watchdog intervals have passed without a sign of life. */
  | { readonly type: 'watchdog' }
  /** It has sent what may not come then. */
  | { readonly type: 'protocol-error' }
  /** It has sent DPR. */
  | { readonly type: 'disconnected-by-peer'; readonly cause: DisconnectCause }
  /** This node was told to disconnect. */
  | { readonly type: 'stopped' };

/** What the owner of a {@link PeerMachine} has to do, or may want to know. */
export type PeerOutput =
  /** Set up a connection to the peer: `connected` or `connectFailed` says what came of it. */
  | { readonly type: 'connect' }
  | { readonly type: 'send'; readonly side: Side; readonly message: DiameterMessage }
  /** End the connection, or the attempt: once everything has arrived, or at once. Nothing of it counts from now on. */
  | { readonly type: 'disconnect'; readonly side: Side; readonly isGraceful: boolean }
  /** Requests may be sent to the peer. */
  | { readonly type: 'open'; readonly side: Side; readonly capabilities: Capabilities }
  /** A message that is neither of the capabilities exchange, nor of watchdogs, nor of the disconnection. */
  | { readonly type: 'message'; readonly message: DiameterMessage }
  /** Send what the peer has not answered to another one. */
  | { readonly type: 'failover' }
  /** The peer is in service again. */
  | { readonly type: 'failback' }
  /** The peer has lost its state: its Origin-State-Id has grown (RFC 6733 §8.16). */
  | { readonly type: 'restart' }
  | { readonly type: 'closed'; readonly reason: CloseReason };

export function isOpen(state: PeerState): state is Open {
  return state.name === 'R-Open' || state.name === 'I-Open';
}

/** The connection that an open state is about. */
export function sideOf(name: Open['name']): Side {
  return name === 'I-Open' ? 'initiator' : 'responder';
}
