import { type Address, address } from '../address.ts';
import { Path } from '../path/path.ts';
import { PathSet } from '../path/path-set.ts';
import type { AssociationContext } from './context.ts';
import { createControlBlock, takeOverMessages } from './control-block.ts';
import { tellReadable } from './data-transfer.ts';
import { establish } from './handshake.ts';
import { shutdown } from './shutdown.ts';
import { controlOf } from './state.ts';
import { peerOf, type StateCookie } from './state-cookie.ts';

/** What a cookie means to an association that exists: the actions of Table 12 (RFC 9260 §5.2.4). */
export type CookieAction = 'RESTART' | 'COLLISION' | 'DUPLICATE' | 'DISCARD';

/** Finds the row of Table 12: A, B, D, or C and none, which are discarded. */
export function cookieAction(context: AssociationContext, cookie: StateCookie): CookieAction {
  const isLocalTag = cookie.localTag === context.identity.localTag;
  // No cookie is made for an INIT of tag 0, which ours is while it is not known.
  const isPeerTag = cookie.peerTag === context.peerTag;
  if (isLocalTag) return isPeerTag ? 'DUPLICATE' : 'COLLISION';
  const { local, peer } = context.tieTags;
  const isOfThisAssociation = cookie.localTieTag === local && cookie.peerTieTag === peer;
  return isOfThisAssociation && !isPeerTag ? 'RESTART' : 'DISCARD';
}

/** Does what Table 12 asks for. */
export function takeCookie(context: AssociationContext, cookie: StateCookie, from: Address, now: number): void {
  switch (cookieAction(context, cookie)) {
    case 'RESTART':
      takeRestart(context, cookie, from, now);
      return;
    case 'COLLISION':
      takeCollision(context, cookie, from, now);
      return;
    case 'DUPLICATE':
      takeDuplicate(context, from, now);
      return;
    default:
      return;
  }
}

/** Row D: the cookie that the association was made from, or its own answer crossed it. */
function takeDuplicate(context: AssociationContext, from: Address, now: number): void {
  context.transmit({ type: 'COOKIE ACK' }, context.answerPath(from));
  if (context.state.name === 'COOKIE-ECHOED') establish(context, context.state.control, now);
}

/** Row B: both sides called each other; the peer's tag is that of the cookie. */
function takeCollision(context: AssociationContext, cookie: StateCookie, from: Address, now: number): void {
  const { state } = context;
  if (state.name === 'COOKIE-WAIT' || state.name === 'COOKIE-ECHOED') {
    context.dropOutgoing();
    context.paths = pathsOf(context, cookie, from);
    const control = createControlBlock(context, peerOf(cookie));
    takeOverMessages(context, controlOf(state), control);
    establish(context, control, now);
  } else {
    context.learnPeerTag(cookie.peerTag);
  }
  context.transmit({ type: 'COOKIE ACK' }, context.answerPath(from));
}

/**
 * Row A: the peer has restarted. The association begins anew, with new tags, TSNs, streams and congestion state; what
 * was not acknowledged is reported, and what was received can still be read. A shutdown that the user has asked for
 * begins anew, too.
 */
function takeRestart(context: AssociationContext, cookie: StateCookie, from: Address, now: number): void {
  const path = context.answerPath(from);
  if (context.state.name === 'SHUTDOWN-ACK-SENT') {
    context.transmit({ type: 'SHUTDOWN ACK' }, path);
    context.transmit({ type: 'ERROR', causes: [{ type: 'Cookie Received While Shutting Down' }] }, path);
    return;
  }
  context.counters.restarts += 1;
  const before = controlOf(context.state);
  const failed = before?.sender.abandon() ?? [];
  for (const { message, wasSent } of failed) context.emit({ type: 'sendFailed', message, wasSent, isAbandoned: false });
  context.dropOutgoing();
  // A restart adds no addresses (§5.2.2): INIT was refused for them, unless it listed too many.
  const known = cookie.peerAddresses.filter((ip) => context.paths.find(ip) !== undefined);
  const paths = pathsOf(context, { ...cookie, peerAddresses: known }, from);
  context.becomeNew({ localTag: cookie.localTag, initialTsn: cookie.localInitialTsn }, paths);
  const control = createControlBlock(context, peerOf(cookie));
  before?.receiver.end();
  if (before !== undefined) control.receiver.takeOver(before.receiver);
  tellReadable(context, control.receiver);
  context.emit({ type: 'restart' });
  establish(context, control, now);
  context.transmit({ type: 'COOKIE ACK' }, context.answerPath(from));
  if (context.isShutdownRequested) shutdown(context, now);
}

/** New paths to the addresses in the cookie: the one that INIT came from, and INIT ACK went to, is confirmed (§5.4). */
function pathsOf(context: AssociationContext, cookie: StateCookie, from: Address): PathSet {
  const path = (ip: string, state: 'ACTIVE' | 'UNCONFIRMED') => {
    const made = new Path(address(ip, from.udpPort), context.pathOptions(ip), state);
    made.counters = context.paths.find(ip)?.counters ?? made.counters;
    return made;
  };
  // Not where the COOKIE ECHO came from: anybody can put the address of another host there (RFC 5062 §5).
  const [confirmed = from.ip, ...others] = cookie.peerAddresses;
  const source = path(confirmed, 'ACTIVE');
  source.localAddress = context.paths.find(confirmed)?.localAddress;
  return new PathSet(
    source,
    others.map((ip) => path(ip, context.paths.find(ip)?.isConfirmed ? 'ACTIVE' : 'UNCONFIRMED')),
  );
}
