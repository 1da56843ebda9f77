import type { PathStatus } from '../association/status.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import type { SctpError } from '../errors.ts';
import type { AbortedDelivery, FailedSend, Message } from './message.ts';
import type { StreamCounts, StreamReset } from './stream-changes.ts';

/**
 * The events of an association, with their arguments. Sockets are shared, so what `AsyncLocalStorage` gives to a listener is
 * not that of the `connect` or `listen` it belongs to.
 */
export interface AssociationEvents {
  /** A message has come. Having a listener is reading. */
  message: [message: Message];
  /** The message of which `partial` ones came will not be completed; `for await` throws instead. */
  partialDeliveryAborted: [delivery: AbortedDelivery];
  /** A message will not arrive, or about which nobody can know (RFC 9260 §11.2.2). */
  sendFailed: [failure: FailedSend];
  /** Less than `sendBuffer` is buffered, so that no stream has to wait, after a `send` had to. */
  drain: [];
  /** A destination address of the peer has changed its state, or has become the primary one by itself (RFC 7829 §5). */
  path: [path: PathStatus];
  /** Streams have begun anew, as either side asked for; unread messages may be older (RFC 6525 §6.1.1). */
  streamReset: [reset: StreamReset];
  /** Streams have been added, as either side asked for (RFC 6525 §6.1.3). */
  streamChange: [counts: StreamCounts];
  /** The peer has restarted: the association goes on anew; `sendFailed` told what it had not acknowledged. */
  restart: [];
  /** The peer shuts down: it still gets what was sent, and takes no more. */
  peerShutdown: [];
  /** The peer reports an error that does not end the association (ERROR chunk, RFC 9260 §3.3.10). */
  peerError: [causes: readonly ErrorCause[]];
  /** Messages flow. On an association from `connect` this has happened already. */
  established: [];
  /** The association has failed. Emitted before `close`, and only when there is a listener. */
  error: [error: SctpError];
  /** The association has ended, with an error or gracefully. Always the last event. */
  close: [error: SctpError | undefined];
}
