import { SctpError } from '../errors.ts';
import { Timer } from '../timer.ts';
import type { AssociationContext } from './context.ts';
import { isWatching, sendHeartbeat } from './heartbeat.ts';

/** "Protocol unreachable" that may be wrong: it is, when the peer is heard of before the timer expires. */
export interface ProtocolUnreachable {
  /** Address of the peer that it is about. */
  readonly ip: string;
  readonly timer: Timer;
}

/** RTOs that the peer has to be heard of: what it did not take is sent again after one, and its answer takes part of another. */
const rtoCount = 2;

/**
 * ICMP says that the host has no SCTP (RFC 9260 §10, ICMP8). It ends the set-up at once. A peer that has answered before is
 * given two RTOs to be heard of again: for packets that a raw socket has no room for, Linux sends the same, so that peers
 * in userspace would lose associations by a burst.
 */
export function handleProtocolUnreachable(context: AssociationContext, ip: string, now: number): void {
  if (context.state.name === 'COOKIE-WAIT') {
    closeAsUnreachable(context, ip);
    return;
  }
  const path = context.paths.find(ip);
  if (path === undefined || context.protocolUnreachable !== undefined) return;
  const timer = new Timer();
  timer.start(rtoCount * path.rto, now);
  context.protocolUnreachable = { ip, timer };
  // Where nothing else asks the peer to answer.
  if (isWatching(context) && path.heartbeat === undefined) sendHeartbeat(context, path, now);
}

/** The peer was not heard of: it has no SCTP any more. */
export function handleProtocolUnreachableTimer(context: AssociationContext, now: number): void {
  const { protocolUnreachable } = context;
  if (protocolUnreachable?.timer.expire(now)) closeAsUnreachable(context, protocolUnreachable.ip);
}

function closeAsUnreachable(context: AssociationContext, ip: string): void {
  context.dropOutgoing();
  const reason = `${ip} does not speak SCTP, as its ICMP message "protocol unreachable" says`;
  // The peer has all our data, and its process has ended, as after an ABORT with the T bit: nothing is lost.
  const isDone = context.state.name === 'SHUTDOWN-ACK-SENT';
  context.close(isDone ? undefined : new SctpError('ERR_SCTP_PROTOCOL_UNREACHABLE', reason));
}
