/** A message from the peer, or a part of one (RFC 9260 §11.1.7). */
export interface ReceivedMessage {
  /** The bytes, which are the reader's own. */
  readonly data: Buffer;
  /** Stream that it came on. */
  readonly streamId: number;
  /** Payload protocol identifier, as a host-order number. */
  readonly ppid: number;
  /** Whether the peer let it overtake others on its stream. */
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
