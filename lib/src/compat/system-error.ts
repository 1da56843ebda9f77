import { constants } from 'node:os';
import { SctpError, type SctpErrorCode } from '../errors.ts';

/** An error as those of `node:net`, whose `cause` is what usctp says. */
export interface SystemError extends Error {
  /** As `ECONNREFUSED`. */
  readonly code: string;
  readonly errno: number;
}

type ErrnoName = keyof typeof constants.errno;

/** What each error is called where sockets are the system's. */
const errnoNames: Readonly<Record<SctpErrorCode, ErrnoName>> = {
  ERR_SCTP_ABORTED_BY_PEER: 'ECONNRESET',
  ERR_SCTP_ABORTED: 'ECONNABORTED',
  ERR_SCTP_NOT_CONNECTED: 'EPIPE',
  ERR_SCTP_CONNECT_TIMEOUT: 'ETIMEDOUT',
  ERR_SCTP_CONNECT_FAILED: 'EPROTO',
  ERR_SCTP_NOT_RESOLVED: 'EHOSTUNREACH',
  ERR_SCTP_PROTOCOL_UNREACHABLE: 'ENOPROTOOPT',
  ERR_SCTP_PEER_UNREACHABLE: 'ETIMEDOUT',
  ERR_SCTP_PEER_RESTARTED: 'ECONNRESET',
  ERR_SCTP_PROTOCOL_VIOLATION: 'EPROTO',
  ERR_SCTP_OUT_OF_RESOURCE: 'ENOBUFS',
  ERR_SCTP_PARTIAL_DELIVERY_ABORTED: 'ECONNRESET',
  ERR_SCTP_MESSAGE_ABANDONED: 'ECANCELED',
  ERR_SCTP_MESSAGE_TOO_LARGE: 'EMSGSIZE',
  ERR_SCTP_EMPTY_MESSAGE: 'EINVAL',
  ERR_SCTP_INVALID_ADDRESS: 'EINVAL',
  ERR_SCTP_INVALID_STREAM: 'EINVAL',
  ERR_SCTP_PORT_IN_USE: 'EADDRINUSE',
  ERR_SCTP_ADDRESS_NOT_AVAILABLE: 'EADDRNOTAVAIL',
  ERR_SCTP_NO_PRIVILEGE: 'EPERM',
  ERR_SCTP_NO_RAW_SOCKET: 'EPROTONOSUPPORT',
  ERR_SCTP_TRANSPORT_FAILED: 'ENETDOWN',
  ERR_SCTP_NOT_SUPPORTED: 'EOPNOTSUPP',
  ERR_SCTP_RECONFIGURATION_DENIED: 'EPERM',
  ERR_SCTP_RECONFIGURATION_FAILED: 'EPROTO',
  ERR_SCTP_CLOSED: 'ECANCELED',
};

/** What is being done when an error comes. */
export type Operation = 'connect' | 'bind' | 'read' | 'write';

/** The name of an SctpError among the system's: a peer that refuses to connect refuses, one that ends later resets. */
export function errnoNameOf({ code }: SctpError, operation: Operation): ErrnoName {
  return operation === 'connect' && code === 'ERR_SCTP_ABORTED_BY_PEER' ? 'ECONNREFUSED' : errnoNames[code];
}

/** What fails before anything is said to the peer. */
const bindErrors: readonly ErrnoName[] = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EPERM', 'EPROTONOSUPPORT'];

/** The error as `node:net` would word it, and what usctp says of it. What is no SctpError stays as it is. */
export function systemError(error: unknown, operation: Operation, place: string): Error {
  if (!(error instanceof SctpError)) return error instanceof Error ? error : new Error(String(error));
  const code = errnoNameOf(error, operation);
  const syscall = bindErrors.includes(code) ? 'bind' : operation;
  const described = new Error(`${syscall} ${code} ${place}: ${error.message}`, { cause: error });
  return Object.assign(described, { code, errno: -constants.errno[code], syscall });
}
