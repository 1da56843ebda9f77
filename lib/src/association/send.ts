import { SctpError } from '../errors.ts';
import type { OutboundMessage } from '../sending/outbound-message.ts';
import type { AssociationContext } from './context.ts';

/**
 * Queues a message (RFC 9260 §11.1.5).
 * @throws SctpError `ERR_SCTP_NOT_CONNECTED`, `ERR_SCTP_INVALID_STREAM`, `ERR_SCTP_EMPTY_MESSAGE` or
 * `ERR_SCTP_MESSAGE_TOO_LARGE`.
 */
export function send(context: AssociationContext, message: Omit<OutboundMessage, 'id'>, id: number): void {
  const { state, options, counters } = context;
  if (state.name !== 'ESTABLISHED' && state.name !== 'COOKIE-ECHOED') {
    throw new SctpError('ERR_SCTP_NOT_CONNECTED', `an association in state ${state.name} takes no messages`);
  }
  const { data, streamId } = message;
  const { sender } = state.control;
  const { count } = sender.streams;
  if (!Number.isInteger(streamId) || streamId < 0 || streamId >= count) {
    throw new SctpError('ERR_SCTP_INVALID_STREAM', `stream ${streamId} is not in 0–${count - 1}`);
  }
  if (data.length === 0) throw new SctpError('ERR_SCTP_EMPTY_MESSAGE', 'a message has at least one byte');
  if (data.length > options.maxMessageSize) {
    const reason = `a message of ${data.length} bytes is larger than maxMessageSize ${options.maxMessageSize}`;
    throw new SctpError('ERR_SCTP_MESSAGE_TOO_LARGE', reason);
  }
  counters.messagesSent += 1;
  counters.messageBytesSent += data.length;
  sender.allowBurst();
  sender.enqueue(withId(message, id));
}

/** Of one shape, however the message was made, and faster than by spreading it (0.7 µs a message). */
function withId(message: Omit<OutboundMessage, 'id'>, id: number): OutboundMessage {
  const { data, streamId, ppid, unordered, sackImmediately } = message;
  const { expiresAt, maxRetransmissions, isSentReported = false, priority = 0 } = message;
  return {
    id,
    data,
    streamId,
    ppid,
    unordered,
    sackImmediately,
    expiresAt,
    maxRetransmissions,
    isSentReported,
    priority,
  };
}
