import type { Address } from '../address.ts';
import type { ShutdownChunk } from '../codec/chunk.ts';
import { SctpError } from '../errors.ts';
import type { Path } from '../path/path.ts';
import { Timer } from '../timer.ts';
import { abortWith } from './abort.ts';
import type { AssociationContext } from './context.ts';
import { applyAcknowledgement } from './data-transfer.ts';
import { countError } from './path-changes.ts';
import type { ControlBlock, Retransmission } from './state.ts';

/** T5-shutdown-guard in terms of RTO.Max (§9.2). */
const guardRtoCount = 5;

/** Begins a graceful end on the user's behalf (RFC 9260 §9.2). */
export function shutdown(context: AssociationContext, now: number): void {
  const { state } = context;
  context.isShutdownRequested = true;
  if (state.name !== 'ESTABLISHED') return;
  state.control.sender.flush();
  context.state = { name: 'SHUTDOWN-PENDING', control: state.control };
  continueShutdown(context, now);
}

/** Once nothing is outstanding, sends SHUTDOWN or SHUTDOWN ACK (§9.2). */
export function continueShutdown(context: AssociationContext, now: number): void {
  const { state } = context;
  if (state.name === 'SHUTDOWN-PENDING' && state.control.sender.isIdle) {
    const t5ShutdownGuard = new Timer();
    t5ShutdownGuard.start(guardRtoCount * context.options.rtoMax, now);
    const t2Shutdown = startT2(context, now);
    context.state = { name: 'SHUTDOWN-SENT', control: state.control, t2Shutdown, t5ShutdownGuard };
    sendShutdown(context, state.control);
  } else if (state.name === 'SHUTDOWN-RECEIVED' && state.control.sender.isIdle) {
    sendShutdownAck(context, state.control, now);
  }
}

/** Handles SHUTDOWN (§9.2). */
export function handleShutdown(context: AssociationContext, chunk: ShutdownChunk, from: Address, now: number): void {
  const { state } = context;
  switch (state.name) {
    case 'ESTABLISHED':
    case 'SHUTDOWN-PENDING':
      state.control.sender.flush();
      context.state = { name: 'SHUTDOWN-RECEIVED', control: state.control };
      context.emit({ type: 'peerShutdown' });
      applyAcknowledgement(context, state.control.sender.handleCumulativeTsnAck(chunk.cumulativeTsnAck, now));
      return;
    case 'SHUTDOWN-RECEIVED':
      applyAcknowledgement(context, state.control.sender.handleCumulativeTsnAck(chunk.cumulativeTsnAck, now));
      return;
    case 'SHUTDOWN-SENT':
      sendShutdownAck(context, state.control, now);
      return;
    // Our SHUTDOWN ACK was lost.
    case 'SHUTDOWN-ACK-SENT':
      context.answer({ type: 'SHUTDOWN ACK' }, context.answerPath(from));
      return;
    default:
      return;
  }
}

/** Handles SHUTDOWN ACK: the association has ended (§9.2). */
export function handleShutdownAck(context: AssociationContext, from: Address): void {
  const { state } = context;
  if (state.name !== 'SHUTDOWN-SENT' && state.name !== 'SHUTDOWN-ACK-SENT') return;
  context.dropOutgoing();
  context.transmit({ type: 'SHUTDOWN COMPLETE', isTagReflected: false }, context.answerPath(from));
  context.close(undefined);
}

/** Handles SHUTDOWN COMPLETE, whose tag has been checked (§8.5.1 C, §9.2). */
export function handleShutdownComplete(context: AssociationContext): void {
  if (context.state.name === 'SHUTDOWN-ACK-SENT') context.close(undefined);
}

/**
 * A packet with DATA came in SHUTDOWN-SENT: SHUTDOWN again (§9.2), to where it came from. SACK goes along, also where there are no gaps: only
 * it tells the window, without which the peer would take it to be used up.
 */
export function answerDataInShutdownSent(context: AssociationContext): void {
  const { state } = context;
  if (state.name === 'SHUTDOWN-SENT') sendShutdown(context, state.control, context.sackPath);
}

/** Any packet in SHUTDOWN-SENT gives the peer more time to send what it has queued (§9.2). */
export function peerIsThere(context: AssociationContext, now: number): void {
  const { state } = context;
  if (state.name !== 'SHUTDOWN-SENT') return;
  state.t2Shutdown.count = 1;
  state.t2Shutdown.timer.start(context.paths.current.rto, now);
}

/** T5-shutdown-guard expired: the peer has not gone along, so the end is an ABORT (§9.2). */
export function handleT5ShutdownGuard(context: AssociationContext, now: number): void {
  const { state, options } = context;
  if (state.name !== 'SHUTDOWN-SENT' || !state.t5ShutdownGuard.expire(now)) return;
  const reason = `the peer did not finish the shutdown within ${guardRtoCount * options.rtoMax} ms`;
  abortWith(context, [], new SctpError('ERR_SCTP_PEER_UNREACHABLE', reason));
}

/** T2-shutdown expired: the chunk again, or the end (§9.2). */
export function handleT2Shutdown(context: AssociationContext, now: number): void {
  const { state } = context;
  if (state.name !== 'SHUTDOWN-SENT' && state.name !== 'SHUTDOWN-ACK-SENT') return;
  const { control, t2Shutdown } = state;
  if (!t2Shutdown.timer.expire(now)) return;
  context.counters.t2Expireds += 1;
  const limit = context.options.associationMaxRetransmissions;
  if (t2Shutdown.count > limit) {
    const chunkName = state.name === 'SHUTDOWN-SENT' ? 'SHUTDOWN' : 'SHUTDOWN ACK';
    const reason = `no answer to ${chunkName}, which was sent ${t2Shutdown.count} times; the limit is ${limit} more than once`;
    context.close(new SctpError('ERR_SCTP_PEER_UNREACHABLE', reason));
    return;
  }
  const path = context.paths.current;
  path.rtt.backOff();
  countError(context, path, false);
  t2Shutdown.count += 1;
  t2Shutdown.timer.start(context.paths.current.rto, now);
  if (state.name === 'SHUTDOWN-SENT') context.retransmit(shutdownOf(control), context.sharedPath);
  else context.retransmit({ type: 'SHUTDOWN ACK' }, context.paths.current);
}

function startT2(context: AssociationContext, now: number): Retransmission {
  const t2Shutdown: Retransmission = { timer: new Timer(), count: 1 };
  t2Shutdown.timer.start(context.paths.current.rto, now);
  return t2Shutdown;
}

function sendShutdown(context: AssociationContext, control: ControlBlock, path: Path = context.sharedPath): void {
  context.transmit(shutdownOf(control), path);
}

function shutdownOf({ receiver }: ControlBlock): ShutdownChunk {
  return { type: 'SHUTDOWN', cumulativeTsnAck: receiver.cumulativeTsn };
}

function sendShutdownAck(context: AssociationContext, control: ControlBlock, now: number): void {
  context.state = { name: 'SHUTDOWN-ACK-SENT', control, t2Shutdown: startT2(context, now) };
  context.transmit({ type: 'SHUTDOWN ACK' }, context.sharedPath);
}
