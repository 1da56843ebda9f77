/** A message as it came from the peer. */
export interface Message {
  /** The bytes, which are the receiver's own: never empty. They may begin anywhere in their ArrayBuffer. */
  readonly data: Buffer;
  /** Stream identifier. */
  readonly stream: number;
  /** Payload protocol identifier, as a host-order number. */
  readonly ppid: number;
  /** Whether the peer let it overtake others on its stream. */
  readonly unordered: boolean;
  /** Stream Sequence Number, 0–65,535: counts the ordered messages of the stream; 0 when unordered (RFC 9260 §3.3.1). */
  readonly ssn: number;
  /** Transmission Sequence Number of the first fragment in `data`, 0–2³²-1, to find it in a capture (RFC 9260 §3.3.1). */
  readonly tsn: number;
  /**
   * Whether more of the same message follows: the next one of this stream goes on where it stopped (RFC 9260 §11.1.7).
   * Always false without the option `partialDeliveryPoint`.
   */
  readonly partial: boolean;
}

/** A message that was delivered in parts, and will not be completed. */
export interface AbortedDelivery {
  /** Stream identifier of the parts. */
  readonly stream: number;
  /** Payload protocol identifier of the parts. */
  readonly ppid: number;
  /** Whether the message was unordered. */
  readonly unordered: boolean;
}

/** How a message is sent. */
export interface SendOptions {
  /** Stream identifier: 0 … `outboundStreams` - 1; default 0. */
  readonly stream?: number;
  /** Payload protocol identifier, as a host-order number: 0 … 2³²-1; default 0. */
  readonly ppid?: number;
  /** Whether it may overtake others on its stream; default false (RFC 9260 §6.6). */
  readonly unordered?: boolean;
  /** Asks the peer to acknowledge without delay; default false (I bit, RFC 9260 §6.1). */
  readonly sackImmediately?: boolean;
  /**
   * Whole number in 0–65,535, the lower the more urgent; default 0. Of the next messages of all streams the most urgent
   * one goes first, and equal ones take turns (RFC 8260 §3.2, §3.4). It overtakes none on its own stream, nor one that
   * has begun to leave, and others wait as long as there are more urgent ones.
   */
  readonly priority?: number;
  /**
   * In ms, above 0: the message is given up when it has not arrived by then, which is noticed when it is to be sent or sent
   * again; what was sent in time may arrive later. The event `sendFailed` tells, and the association goes on. Default:
   * none. To a peer without partial reliability (see `association.status`) it holds only until a part of the message has
   * been sent (RFC 9260 §11.1.5, RFC 3758 §4.1).
   */
  readonly lifetime?: number;
  /**
   * How often any chunk of the message is sent again before the message is given up, as with `lifetime`: 0 … 2³²-1; with 0
   * it is sent once. Default: without end, which it stays to a peer without partial reliability (RFC 7496 §3.1).
   */
  readonly maxRetransmissions?: number;
  /**
   * What `send` waits for: until the message is `queued` and there is room for the next one (the default), until all of
   * it has been `sent` once, or until the peer has `acknowledged` all of it.
   */
  readonly until?: 'queued' | 'sent' | 'acknowledged';
}

/** A message that was not delivered, as it was given to be sent. */
export interface FailedSend {
  /** All bytes of the message. */
  readonly data: Buffer;
  /** Stream that it was to be sent on. */
  readonly stream: number;
  /** Payload protocol identifier. */
  readonly ppid: number;
  /** Whether it might have overtaken others on its stream. */
  readonly unordered: boolean;
  /** Whether a part of it was transmitted: then it may have arrived. */
  readonly wasSent: boolean;
}

/** How an association is shut down. */
export interface ShutdownOptions {
  /** Aborts the association where it has not ended by then. */
  readonly signal?: AbortSignal;
}
