import type { Address } from '../address.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import type { SctpError } from '../errors.ts';
import type { PathState } from '../path/reachability.ts';
import type { OutboundMessage } from '../sending/outbound-message.ts';
import type { StreamList } from '../stream-list.ts';
import type { Observation } from './observation.ts';

/** What an association tells its user (RFC 9260 §11.2). */
export type AssociationEvent =
  /** COMMUNICATION UP: messages flow. */
  | { readonly type: 'established' }
  /** RESTART: the peer has begun anew; `sendFailed` events came before for what was not acknowledged. */
  | { readonly type: 'restart' }
  /** DATA ARRIVE: there are messages to read, on the stream when it is one that is read apart. */
  | { readonly type: 'readable'; readonly streamId?: number }
  /** All of the message, which asked for it, has been transmitted once. */
  | { readonly type: 'sent'; readonly message: OutboundMessage }
  /** All of the message is acknowledged. */
  | { readonly type: 'acknowledged'; readonly message: OutboundMessage }
  /** SEND FAILURE: the message was abandoned as its limits say (RFC 3758), or the association has ended or begun anew. */
  | {
      readonly type: 'sendFailed';
      readonly message: OutboundMessage;
      readonly wasSent: boolean;
      readonly isAbandoned: boolean;
    }
  /** NETWORK STATUS CHANGE; the address may also have become the primary one by itself (RFC 7829 §5). */
  | { readonly type: 'path'; readonly address: Address; readonly state: PathState }
  /** A HEARTBEAT that the user asked for was answered after so many ms, or not within the RTO: undefined. */
  | { readonly type: 'heartbeat'; readonly address: Address; readonly roundTripTime: number | undefined }
  /** Streams begin anew, with SSN 0 (RFC 6525 §6.1.1: SCTP_STREAM_RESET_EVENT). */
  | { readonly type: 'streamReset'; readonly direction: 'inbound' | 'outbound'; readonly streams: StreamList }
  /** Streams were added: so many there are now (RFC 6525 §6.1.3: SCTP_STREAM_CHANGE_EVENT). */
  | { readonly type: 'streamChange'; readonly outboundStreams: number; readonly inboundStreams: number }
  /** A request of the user to change streams has its answer; undefined: it was granted. */
  | { readonly type: 'reconfigured'; readonly id: number; readonly error: SctpError | undefined }
  /** COMMUNICATION ERROR: the peer sent an ERROR chunk. */
  | { readonly type: 'peerError'; readonly causes: readonly ErrorCause[] }
  /** The peer has begun to shut down: no more messages are taken. */
  | { readonly type: 'peerShutdown' }
  /** Only what `EndpointOptions.observes` asks for. */
  | { readonly type: 'observation'; readonly observation: Observation }
  /** SHUTDOWN COMPLETE without an error, else COMMUNICATION LOST. Always the last event. */
  | { readonly type: 'closed'; readonly error: SctpError | undefined };
