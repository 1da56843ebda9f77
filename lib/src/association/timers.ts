import { earliest } from '../timer.ts';
import type { AssociationContext } from './context.ts';
import { handleT3Rtx } from './data-transfer.ts';
import { handleT1Cookie, handleT1Init } from './handshake.ts';
import { handleHeartbeatTimers } from './heartbeat.ts';
import { handleProbeTimers, nextProbeTimeout } from './path-mtu-probes.ts';
import { handleProtocolUnreachableTimer } from './protocol-unreachable.ts';
import { continueReconfiguration, handleReconfigurationTimer } from './reconfiguration-requests.ts';
import { continueShutdown, handleT2Shutdown, handleT5ShutdownGuard } from './shutdown.ts';
import { canTransmitData, controlOf } from './state.ts';

/** Handles all timers of an association that have expired. */
export function handleTimers(context: AssociationContext, now: number): void {
  controlOf(context.state)?.sender.allowBurst();
  handleT1Init(context, now);
  handleT1Cookie(context, now);
  handleT3Rtx(context, now);
  handleT2Shutdown(context, now);
  handleT5ShutdownGuard(context, now);
  handleProtocolUnreachableTimer(context, now);
  handleHeartbeatTimers(context, now);
  handleProbeTimers(context, now);
  handleReconfigurationTimer(context, now);
  continueReconfiguration(context, now);
  // The last message may have been abandoned.
  continueShutdown(context, now);
  controlOf(context.state)?.receiver.handleTimeout(now);
}

/** When to call {@link handleTimers} at the latest; undefined when nothing is pending. */
export function nextTimeout(context: AssociationContext): number | undefined {
  const { state, paths } = context;
  if (state.name === 'CLOSED') return undefined;
  if (state.name === 'COOKIE-WAIT') return earliest(state.t1Init.timer.deadline, state.control?.sender.nextTimeout);
  let next = earliest(state.control.sender.nextTimeout, state.control.receiver.nextTimeout);
  if (canTransmitData(state)) next = earliest(next, state.control.reconfiguration.inFlight?.timer.deadline);
  if (state.name === 'COOKIE-ECHOED') next = earliest(next, state.t1Cookie.timer.deadline);
  if ('t2Shutdown' in state) next = earliest(next, state.t2Shutdown.timer.deadline);
  if (state.name === 'SHUTDOWN-SENT') next = earliest(next, state.t5ShutdownGuard.deadline);
  for (const path of paths.all) next = earliest(next, path.heartbeatTimer.deadline);
  next = earliest(next, context.protocolUnreachable?.timer.deadline);
  return earliest(next, nextProbeTimeout(context));
}
