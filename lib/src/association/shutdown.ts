import type { Address } from '../address.ts';
import type { ShutdownChunk } from '../codec/chunk.ts';
import { SctpError } from '../errors.ts';
import { Timer } from '../timer.ts';
import { abortWith } from './abort.ts';
import type { AssociationContext } from './context.ts';
import { applyAcknowledgement } from './data-transfer.ts';
import { countError } from './path-changes.ts';
import type { ControlBlock, ShutdownRetransmission } from './state.ts';

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
    context.transmit(shutdownOf(state.control), t2Shutdown.path);
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
  if (state.name !== 'SHUTDOWN-SENT') return;
  state.t2Shutdown.path = context.sackPath;
  context.transmit(shutdownOf(state.control), state.t2Shutdown.path);
}

/** Any packet in SHUTDOWN-SENT gives the peer more time to send what it has queued (§9.2). */
export function peerIsThere(context: AssociationContext, now: number): void {
  const { state } = context;
  if (state.name !== 'SHUTDOWN-SENT') return;
  state.t2Shutdown.count = 1;
  state.t2Shutdown.timer.start(state.t2Shutdown.path.rto, now);
}

/** T5-shutdown-guard expired: the peer has not gone along, so the end is an ABORT (§9.2). */
export function handleT5ShutdownGuard(context: AssociationContext, now: number): void {
  const { state, options } = context;
  if (state.name !== 'SHUTDOWN-SENT' || !state.t5ShutdownGuard.expire(now)) return;
  const reason = `the peer did not finish the shutdown within ${guardRtoCount * options.rtoMax} ms`;
  abortWith(context, [], new SctpError('ERR_SCTP_PEER_UNREACHABLE', reason));
}

/** T2-shutdown expired: the chunk again, to another address where there is one that works, or the end (§6.4.1, §9.2). */
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
  const path = context.paths.alternateTo(t2Shutdown.path);
  t2Shutdown.path.rtt.backOff();
  countError(context, t2Shutdown.path, false);
  t2Shutdown.path = path;
  t2Shutdown.count += 1;
  t2Shutdown.timer.start(path.rto, now);
  context.retransmit(state.name === 'SHUTDOWN-SENT' ? shutdownOf(control) : { type: 'SHUTDOWN ACK' }, path);
}

/** For the chunk that is sent now, along with other answers to the packet at hand. */
function startT2(context: AssociationContext, now: number): ShutdownRetransmission {
  const path = context.sharedPath;
  const t2Shutdown: ShutdownRetransmission = { timer: new Timer(), count: 1, path };
  t2Shutdown.timer.start(path.rto, now);
  return t2Shutdown;
}

function shutdownOf({ receiver }: ControlBlock): ShutdownChunk {
  return { type: 'SHUTDOWN', cumulativeTsnAck: receiver.cumulativeTsn };
}

function sendShutdownAck(context: AssociationContext, control: ControlBlock, now: number): void {
  const t2Shutdown = startT2(context, now);
  context.state = { name: 'SHUTDOWN-ACK-SENT', control, t2Shutdown };
  context.transmit({ type: 'SHUTDOWN ACK' }, t2Shutdown.path);
}
