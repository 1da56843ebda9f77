/** Stable codes of every {@link SctpError}; a program may switch on them. */
export type SctpErrorCode =
  /** The peer sent ABORT. */
  | 'ERR_SCTP_ABORTED_BY_PEER'
  /** This side ended the association with ABORT. */
  | 'ERR_SCTP_ABORTED'
  /** The association is closed, or closing, and takes no more messages. */
  | 'ERR_SCTP_NOT_CONNECTED'
  /** The peer did not answer INIT or COOKIE ECHO often enough (RFC 9260 §4, §16: Max.Init.Retransmits). */
  | 'ERR_SCTP_CONNECT_TIMEOUT'
  /** The peer answered INIT with something that makes an association impossible. */
  | 'ERR_SCTP_CONNECT_FAILED'
  /** DNS knows of no host that offers the service (RFC 2782). */
  | 'ERR_SCTP_NOT_RESOLVED'
  /** The host of the peer does not speak SCTP: it says so by ICMP (RFC 9260 §10). */
  | 'ERR_SCTP_PROTOCOL_UNREACHABLE'
  /** Retransmissions went unanswered too often (RFC 9260 §8.1: Association.Max.Retrans). */
  | 'ERR_SCTP_PEER_UNREACHABLE'
  /** The peer restarted, and so lost what it had not acknowledged (RFC 9260 §5.2.4.1). */
  | 'ERR_SCTP_PEER_RESTARTED'
  /** The peer broke the protocol and was sent ABORT. */
  | 'ERR_SCTP_PROTOCOL_VIOLATION'
  /** The peer filled the receive buffer with what can never be delivered, and was sent ABORT (RFC 9260 §3.3.10.4). */
  | 'ERR_SCTP_OUT_OF_RESOURCE'
  /** Parts of a message were delivered, and the rest will not come: the association ended or began anew, or the peer gave it up. */
  | 'ERR_SCTP_PARTIAL_DELIVERY_ABORTED'
  /**
   * The message was abandoned, as its `lifetime` or its `maxRetransmissions` were used up before it had arrived (RFC 3758
   * §3.4). The association goes on.
   */
  | 'ERR_SCTP_MESSAGE_ABANDONED'
  /** The message is larger than `maxMessageSize`. */
  | 'ERR_SCTP_MESSAGE_TOO_LARGE'
  /** A message without data: RFC 9260 §3.3.1 has no DATA chunk for it. */
  | 'ERR_SCTP_EMPTY_MESSAGE'
  /** The address is not one of the peer's. */
  | 'ERR_SCTP_INVALID_ADDRESS'
  /** The stream is not one of those that were negotiated. */
  | 'ERR_SCTP_INVALID_STREAM'
  /** The peer lacks the extension of SCTP that this takes. */
  | 'ERR_SCTP_NOT_SUPPORTED'
  /** The peer denies the change of streams that it was asked for (RFC 6525 §4.4). */
  | 'ERR_SCTP_RECONFIGURATION_DENIED'
  /** The peer cannot change its streams as it was asked to, and says why (RFC 6525 §4.4). */
  | 'ERR_SCTP_RECONFIGURATION_FAILED'
  /** The port is taken, in this process or by another one. */
  | 'ERR_SCTP_PORT_IN_USE'
  /** A local address is not one of this machine's. */
  | 'ERR_SCTP_ADDRESS_NOT_AVAILABLE'
  /** The raw transport needs a privilege that this process lacks. */
  | 'ERR_SCTP_NO_PRIVILEGE'
  /** The addon of the package raw-socket is not installed or does not load. */
  | 'ERR_SCTP_NO_RAW_SOCKET'
  /** The socket below failed; `cause` says why. */
  | 'ERR_SCTP_TRANSPORT_FAILED'
  /** The server or the transport was closed. */
  | 'ERR_SCTP_CLOSED';

/** What goes wrong with SCTP itself, with a stable `code`; wrong options are TypeError or RangeError. */
export class SctpError extends Error {
  /** What has gone wrong, for programs. */
  readonly code: SctpErrorCode;

  /** `options.cause` is what the error comes from. */
  constructor(code: SctpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SctpError';
    this.code = code;
  }
}

/** Bytes that are no SCTP packet, chunk, parameter or error cause. Never reaches a user of associations. */
export class DecodeError extends Error {
  /** `message` says what is wrong with the bytes. */
  constructor(message: string) {
    super(message);
    this.name = 'DecodeError';
  }
}

/** Marks the branch that no value can reach; the compiler refuses it when one can. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
