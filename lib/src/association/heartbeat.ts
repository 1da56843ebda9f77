import type { Address } from '../address.ts';
import type { HeartbeatAckChunk, HeartbeatChunk } from '../codec/chunk.ts';
import type { OutstandingHeartbeat, Path } from '../path/path.ts';
import type { AssociationContext } from './context.ts';
import { createNonce, isNonce } from './nonce.ts';
import { countError, pathAnswered } from './path-changes.ts';
import { handleProbeAck } from './path-mtu-probes.ts';
import type { StateName } from './state.ts';

/** States in which paths are watched (§8.3). */
const watching: ReadonlySet<StateName> = new Set<StateName>(['ESTABLISHED', 'SHUTDOWN-PENDING', 'SHUTDOWN-RECEIVED']);

/** Whether HEARTBEATs may be sent (RFC 9260 §8.3). */
export function isWatching(context: AssociationContext): boolean {
  return watching.has(context.state.name);
}

/** Starts watching all paths, and verifying those that have to be confirmed (§5.4, §8.3). */
export function startHeartbeats(context: AssociationContext, now: number): void {
  for (const path of context.paths.all) {
    // By the timer, so that COOKIE ACK goes before: only then the peer is established, too.
    if (path.state === 'UNCONFIRMED') path.heartbeatTimer.start(context.verificationSlots.take(now) - now, now);
    else scheduleHeartbeat(context, path, now);
  }
}

/** Answers a HEARTBEAT, to where it came from (§8.3). */
export function handleHeartbeat(context: AssociationContext, chunk: HeartbeatChunk, from: Address): void {
  const path = context.paths.find(from.ip);
  if (path === undefined) return;
  const { otherParameters } = chunk;
  // Both are views of the packet, and outlive it.
  const heartbeatInfo = Uint8Array.from(chunk.heartbeatInfo);
  const others = otherParameters && { otherParameters: Uint8Array.from(otherParameters) };
  context.answer({ type: 'HEARTBEAT ACK', heartbeatInfo, ...others }, path);
}

/** Takes the answer to a HEARTBEAT: its path is reachable, and measured (§8.3). Any other is discarded. */
export function handleHeartbeatAck(context: AssociationContext, chunk: HeartbeatAckChunk, now: number): void {
  if (handleProbeAck(context, chunk, now)) return;
  const path = context.paths.all.find(
    (candidate) => candidate.heartbeat !== undefined && isNonce(candidate.heartbeat.nonce, chunk.heartbeatInfo),
  );
  if (path?.heartbeat === undefined) return;
  const { heartbeat } = path;
  const roundTripTime = now - heartbeat.sentAt;
  path.heartbeat = undefined;
  path.counters.heartbeatsAnswered += 1;
  context.counters.heartbeatsAnswered += 1;
  path.rtt.measure(roundTripTime);
  context.peerAnswered();
  pathAnswered(context, path);
  tellResult(context, path, heartbeat, roundTripTime);
  scheduleHeartbeat(context, path, now);
}

/** Sends the HEARTBEATs that are due, and counts those that went unanswered for an RTO (§8.3). */
export function handleHeartbeatTimers(context: AssociationContext, now: number): void {
  for (const path of context.paths.all) {
    // An error before this one may have ended the association, after which the user is told nothing.
    if (context.state.name === 'CLOSED') return;
    if (path.heartbeatTimer.expire(now)) handleHeartbeatTimer(context, path, now);
    probePotentiallyFailed(context, path, now);
  }
}

/**
 * Sends a HEARTBEAT to a path that has failed potentially: at once, and one after the other, unless they are disabled for
 * the path (RFC 7829 §3.2 rules 5 and 6).
 */
export function probePotentiallyFailed(context: AssociationContext, path: Path, now: number): void {
  const isProbed = path.state === 'POTENTIALLY-FAILED' && path.isHeartbeatEnabled && path.heartbeat === undefined;
  if (isProbed && isWatching(context)) sendHeartbeat(context, path, now);
}

/** Sends a HEARTBEAT; an answer has an RTO's time. */
export function sendHeartbeat(context: AssociationContext, path: Path, now: number, isRequested = false): void {
  const nonce = createNonce(context.random);
  path.heartbeat = { nonce, sentAt: now, isRequested };
  path.heartbeatTimer.start(path.rto, now);
  path.counters.heartbeatsSent += 1;
  context.counters.heartbeatsSent += 1;
  context.transmit({ type: 'HEARTBEAT', heartbeatInfo: nonce }, path);
}

/** Begins a heartbeat period: HB.interval and an RTO, with a jitter of half an RTO either way (§8.3). */
export function scheduleHeartbeat(context: AssociationContext, path: Path, now: number): void {
  const { heartbeatInterval } = path.settings;
  path.heartbeatPeriodStart = now;
  if (!path.isHeartbeatEnabled) path.heartbeatTimer.stop();
  else path.heartbeatTimer.start(heartbeatInterval + path.rto * (0.5 + context.random.fraction()), now);
}

function handleHeartbeatTimer(context: AssociationContext, path: Path, now: number): void {
  if (path.heartbeat !== undefined) handleUnanswered(context, path, path.heartbeat, now);
  else if (!isWatching(context)) return;
  else if (path.state === 'UNCONFIRMED' || path.isIdle) sendHeartbeat(context, path, now);
  else scheduleHeartbeat(context, path, now);
}

function handleUnanswered(context: AssociationContext, path: Path, heartbeat: OutstandingHeartbeat, now: number): void {
  path.heartbeat = undefined;
  tellResult(context, path, heartbeat, undefined);
  if (!isWatching(context)) return;
  // RFC 7829 §3.2 rule 6: T3-rtx judges a path that has failed potentially and got data since then.
  const isJudgedByData = path.state === 'POTENTIALLY-FAILED' && path.hasSentDataSince(heartbeat.sentAt);
  if (!isJudgedByData) {
    path.rtt.backOff();
    countError(context, path, path === context.paths.current);
  }
  if (!isWatching(context)) return;
  if (path.state === 'UNCONFIRMED') verify(context, path, now);
  else scheduleHeartbeat(context, path, now);
}

/** Sends a HEARTBEAT to an address that is to be confirmed, when its turn comes (§5.4). */
function verify(context: AssociationContext, path: Path, now: number): void {
  const turn = context.verificationSlots.take(now);
  if (turn <= now) sendHeartbeat(context, path, now);
  else path.heartbeatTimer.start(turn - now, now);
}

function tellResult(
  context: AssociationContext,
  { address }: Path,
  { isRequested }: OutstandingHeartbeat,
  roundTripTime: number | undefined,
): void {
  if (isRequested) context.emit({ type: 'heartbeat', address, roundTripTime });
}
