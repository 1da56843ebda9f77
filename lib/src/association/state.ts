import type { CookieEchoChunk, InitChunk } from '../codec/chunk.ts';
import type { Path } from '../path/path.ts';
import type { Receiver } from '../receiving/receiver.ts';
import type { Sender } from '../sending/sender.ts';
import type { Timer } from '../timer.ts';
import type { Extensions } from './extensions.ts';
import type { Reconfiguration } from './reconfiguration.ts';

/** What both sides agreed on: the part of the TCB that exists once the peer is known (RFC 9260 §14.2). */
export interface ControlBlock {
  readonly extensions: Extensions;
  readonly sender: Sender;
  readonly receiver: Receiver;
  readonly reconfiguration: Reconfiguration;
}

/** A chunk that is sent again until it is answered. */
export interface Retransmission {
  readonly timer: Timer;
  /** Transmissions so far. */
  count: number;
}

/** SHUTDOWN or SHUTDOWN ACK, which is sent again until it is answered. */
export interface ShutdownRetransmission extends Retransmission {
  /** Where it was sent last. */
  path: Path;
}

/** The state of an association (RFC 9260 §4), with what only that state has. */
export type State =
  /** `receiver` holds what the user has not read yet. */
  | { readonly name: 'CLOSED'; readonly receiver: Receiver | undefined }
  | {
      readonly name: 'COOKIE-WAIT';
      readonly init: InitChunk;
      readonly t1Init: Retransmission;
      /** When INIT was sent, while it was sent once: its answer times the path. */
      readonly initSentAt: number;
      /** Addresses for which ICMP has refused INIT. */
      refusedIps: readonly string[];
      /** Of an attempt whose cookie was stale: holds what the user has sent (§5.2.6). */
      readonly control: ControlBlock | undefined;
    }
  | {
      readonly name: 'COOKIE-ECHOED';
      readonly cookieEcho: CookieEchoChunk;
      readonly t1Cookie: Retransmission;
      /** When COOKIE ECHO was first sent. */
      readonly cookieEchoSentAt: number;
      /** What is sent again, and its count goes on, when the cookie is stale (§5.2.6). */
      readonly init: InitChunk;
      readonly t1Init: Retransmission;
      readonly control: ControlBlock;
    }
  | { readonly name: 'ESTABLISHED'; readonly control: ControlBlock }
  | { readonly name: 'SHUTDOWN-PENDING'; readonly control: ControlBlock }
  | {
      readonly name: 'SHUTDOWN-SENT';
      readonly control: ControlBlock;
      readonly t2Shutdown: ShutdownRetransmission;
      /** Bounds the time that the peer may take to send what it has queued (§9.2). */
      readonly t5ShutdownGuard: Timer;
    }
  | { readonly name: 'SHUTDOWN-RECEIVED'; readonly control: ControlBlock }
  | { readonly name: 'SHUTDOWN-ACK-SENT'; readonly control: ControlBlock; readonly t2Shutdown: ShutdownRetransmission };

/** A state of RFC 9260 §4, by its name. */
export type StateName =
  | 'CLOSED'
  | 'COOKIE-WAIT'
  | 'COOKIE-ECHOED'
  | 'ESTABLISHED'
  | 'SHUTDOWN-PENDING'
  | 'SHUTDOWN-SENT'
  | 'SHUTDOWN-RECEIVED'
  | 'SHUTDOWN-ACK-SENT';

/** The control block of the state, once there is one. */
export function controlOf(state: State): ControlBlock | undefined {
  return state.name === 'CLOSED' ? undefined : state.control;
}

type Transmitting = Extract<State, { readonly name: 'ESTABLISHED' | 'SHUTDOWN-PENDING' | 'SHUTDOWN-RECEIVED' }>;

/** Where an association may send what it has queued (RFC 9260 §6). */
export function canTransmitData(state: State): state is Transmitting {
  return state.name === 'ESTABLISHED' || state.name === 'SHUTDOWN-PENDING' || state.name === 'SHUTDOWN-RECEIVED';
}

/** Where DATA is taken from the peer (RFC 9260 §6). */
export function canReceiveData(state: State): boolean {
  return state.name === 'ESTABLISHED' || state.name === 'SHUTDOWN-PENDING' || state.name === 'SHUTDOWN-SENT';
}
