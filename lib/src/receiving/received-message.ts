/** A message from the peer, or a part of one (RFC 9260 §11.1.7). */
export interface ReceivedMessage {
  readonly data: Buffer;
  readonly streamId: number;
  readonly ppid: number;
  readonly unordered: boolean;
  /** Stream Sequence Number; 0 for unordered messages. */
  readonly ssn: number;
  /** TSN of the message's first fragment. */
  readonly tsn: number;
  /** Whether more of the same message follows; only where `partialDeliveryPoint` asks for parts. */
  readonly partial: boolean;
  /** The message of which parts came will not be completed: `data` is empty (RFC 6458 §6.1.7). */
  readonly aborted: boolean;
}
