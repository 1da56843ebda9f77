import type { HeartbeatAckChunk } from '../codec/chunk.ts';
import type { Path } from '../path/path.ts';
import { earliest } from '../timer.ts';
import type { AssociationContext } from './context.ts';
import { createNonce, isNonce } from './nonce.ts';
import { pathAnswered } from './path-changes.ts';
import { canTransmitData } from './state.ts';

/** Sends the probes that are due; one that was not answered is no error of the path (RFC 8899 §6.2.1.2). */
export function handleProbeTimers(context: AssociationContext, now: number): void {
  for (const path of context.paths.all) {
    if (canProbe(context, path) && path.mtu.handleTimeout(now)) sendProbe(context, path, now);
  }
}

/** When to call {@link handleProbeTimers} at the latest. */
export function nextProbeTimeout(context: AssociationContext): number | undefined {
  let next: number | undefined;
  for (const path of context.paths.all) {
    if (canProbe(context, path)) next = earliest(next, path.mtu.timer.deadline);
  }
  return next;
}

/** Takes a HEARTBEAT ACK that answers a probe; false when it answers none. */
export function handleProbeAck(
  context: AssociationContext,
  { heartbeatInfo }: HeartbeatAckChunk,
  now: number,
): boolean {
  const path = context.paths.all.find(({ mtu }) => mtu.probe !== undefined && isNonce(mtu.probe.nonce, heartbeatInfo));
  if (path?.mtu.probe === undefined) return false;
  path.rtt.measure(now - path.mtu.probe.sentAt);
  path.mtu.probeAcknowledged(now);
  context.peerAnswered();
  pathAnswered(context, path);
  return true;
}

/** A search rests while its path is not used, and when no data is sent any more. */
function canProbe({ state, paths }: AssociationContext, path: Path): boolean {
  return canTransmitData(state) && (path.state === 'ACTIVE' || path === paths.current);
}

/** A HEARTBEAT, and PAD up to the size in question. */
function sendProbe(context: AssociationContext, path: Path, now: number): void {
  const nonce = createNonce(context.random);
  context.transmitPadded({ type: 'HEARTBEAT', heartbeatInfo: nonce }, path, path.mtu.sendProbe(nonce, now));
}
