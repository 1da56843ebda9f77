/** A message as the user gave it to be sent. */
export interface OutboundMessage {
  /** Told back when the message is acknowledged or has failed. */
  readonly id: number;
  /** Not copied, so not to be changed before the message is acknowledged. At least one byte. */
  readonly data: Uint8Array;
  /** Stream to send it on: 0 … `outboundStreams` - 1. */
  readonly streamId: number;
  /** Payload protocol identifier, as a host-order number: 0 … 2³²-1. */
  readonly ppid: number;
  /** Whether it may overtake others on its stream (RFC 9260 §6.6). */
  readonly unordered: boolean;
  /** Asks the peer for a SACK without delay (I bit, RFC 9260 §6.1). */
  readonly sackImmediately: boolean;
  /** When it is given up unless all of it has been transmitted, on the clock of `now`; default: never (RFC 3758 §4.1). */
  readonly expiresAt?: number | undefined;
  /** How often each of its chunks is retransmitted at most before it is given up; default: without end (RFC 7496 §3.1). */
  readonly maxRetransmissions?: number | undefined;
  /** Whether it is told when all of it has been transmitted once; default false. */
  readonly isSentReported?: boolean;
  /** 0–65,535, the lower the more urgent, 0 unless it is given: among the next messages of all streams (RFC 8260 §3.4). */
  readonly priority?: number;
}

/** A message that will not arrive, or about which nobody can know. */
export interface FailedMessage {
  readonly message: OutboundMessage;
  /** Whether any part of it was transmitted: it may have arrived then. */
  readonly wasSent: boolean;
}

/** Who is told what becomes of messages. */
export interface SenderReports {
  /** A message was abandoned (RFC 3758 §3.4). */
  messageAbandoned(failed: FailedMessage): void;
  /** All of a message whose `isSentReported` is set has been transmitted once. */
  messageSent(message: OutboundMessage): void;
}
