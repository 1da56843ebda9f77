/** A whole message from the peer. */
export interface ReceivedMessage {
  readonly data: Buffer;
  readonly streamId: number;
  readonly ppid: number;
  readonly unordered: boolean;
  /** Stream Sequence Number; 0 for unordered messages. */
  readonly ssn: number;
  /** TSN of the first fragment. */
  readonly tsn: number;
}
