import { SctpError } from '../errors.ts';
import type { ReceivedMessage } from '../receiving/received-message.ts';
import type { Message } from './message.ts';

/** What somebody who reads messages one by one gets: an error where one that came in parts breaks off, and its cause. */
export function deliveryOf(received: ReceivedMessage, cause: SctpError | undefined): Message | SctpError {
  if (!received.aborted) return messageOf(received);
  const { streamId, ppid } = received;
  const reason = `the message with ppid ${ppid} that came in parts on stream ${streamId} will not be completed`;
  return new SctpError('ERR_SCTP_PARTIAL_DELIVERY_ABORTED', reason, cause && { cause });
}

/** A message for the user. */
export function messageOf({ data, streamId, ppid, unordered, ssn, tsn, partial }: ReceivedMessage): Message {
  return { data, stream: streamId, ppid, unordered, ssn, tsn, partial };
}
