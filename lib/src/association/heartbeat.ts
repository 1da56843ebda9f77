import type { Address } from '../address.ts';
import type { HeartbeatAckChunk, HeartbeatChunk } from '../codec/chunk.ts';
import type { Path } from '../path/path.ts';
import type { AssociationContext } from './context.ts';
import { handleProbeAck } from './path-mtu-probes.ts';
import type { StateName } from './state.ts';

/**
 * The Heartbeat Information is a nonce alone: the time of sending and the address, which §8.3 would have in it, are
 * kept with the path, where nobody can forge them.
 */
const nonceLength = 8;

/** States in which paths are watched (§8.3). */
const watching: ReadonlySet<StateName> = new Set<StateName>(['ESTABLISHED', 'SHUTDOWN-PENDING', 'SHUTDOWN-RECEIVED']);

/** Starts watching all paths: at once those that have to be confirmed (RFC 9260 §5.4, §8.3). */
export function startHeartbeats(context: AssociationContext, now: number): void {
  let delay = 0;
  for (const path of context.paths.all) {
    if (path.state !== 'UNCONFIRMED') {
      schedule(context, path, now);
      continue;
    }
    // By the timer, so that COOKIE ACK goes before: only then the peer is established, too. One address after the other
    // (HB.Max.Burst, §16), as the peer has named them all.
    path.heartbeatTimer.start(delay, now);
    delay += path.rto;
  }
}

/** Answers a HEARTBEAT, to where it came from (§8.3). */
export function handleHeartbeat(context: AssociationContext, chunk: HeartbeatChunk, from: Address): void {
  const path = context.paths.find(from.ip);
  if (path === undefined) return;
  context.answer({ type: 'HEARTBEAT ACK', heartbeatInfo: Uint8Array.from(chunk.heartbeatInfo) }, path);
}

/** Takes the answer to a HEARTBEAT: its path is reachable, and measured (§8.3). Any other is discarded. */
export function handleHeartbeatAck(context: AssociationContext, chunk: HeartbeatAckChunk, now: number): void {
  if (handleProbeAck(context, chunk, now)) return;
  const path = context.paths.all.find(
    (candidate) => candidate.heartbeat !== undefined && areEqual(candidate.heartbeat.nonce, chunk.heartbeatInfo),
  );
  if (path?.heartbeat === undefined) return;
  path.rtt.measure(now - path.heartbeat.sentAt);
  path.heartbeat = undefined;
  context.peerAnswered();
  context.pathAnswered(path);
  schedule(context, path, now);
}

/** Sends the HEARTBEATs that are due, and counts those that went unanswered for an RTO (§8.3). */
export function handleHeartbeatTimers(context: AssociationContext, now: number): void {
  for (const path of context.paths.all) {
    if (!path.heartbeatTimer.expire(now) || !watching.has(context.state.name)) continue;
    if (path.heartbeat === undefined) {
      if (path.isIdleSince(now - context.options.heartbeatInterval)) sendHeartbeat(context, path, now);
      else schedule(context, path, now);
      continue;
    }
    path.heartbeat = undefined;
    path.rtt.backOff();
    context.countError(path, path === context.paths.current);
    if (!watching.has(context.state.name)) return;
    // A path that is being confirmed is tried again at once (§5.4), others after another period.
    if (path.state === 'UNCONFIRMED') sendHeartbeat(context, path, now);
    else schedule(context, path, now);
  }
}

function sendHeartbeat(context: AssociationContext, path: Path, now: number): void {
  const nonce = Buffer.allocUnsafe(nonceLength);
  nonce.writeUInt32BE(context.random.uint32(), 0);
  nonce.writeUInt32BE(context.random.uint32(), 4);
  path.heartbeat = { nonce, sentAt: now };
  path.heartbeatTimer.start(path.rto, now);
  context.transmit({ type: 'HEARTBEAT', heartbeatInfo: nonce }, path);
}

/** The period is HB.interval and an RTO, with a jitter of half an RTO either way (§8.3). */
function schedule(context: AssociationContext, path: Path, now: number): void {
  const { heartbeatInterval } = context.options;
  if (heartbeatInterval === 0) path.heartbeatTimer.stop();
  else path.heartbeatTimer.start(heartbeatInterval + path.rto * (0.5 + context.random.fraction()), now);
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
