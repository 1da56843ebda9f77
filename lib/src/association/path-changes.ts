import { SctpError } from '../errors.ts';
import type { Path } from '../path/path.ts';
import type { PathState } from '../path/reachability.ts';
import type { PathSettings } from '../path-settings.ts';
import type { AssociationContext } from './context.ts';

/** How the paths were before something happened to one of them. */
interface Before {
  readonly state: PathState;
  readonly primary: Path;
  readonly current: Path;
}

/** The peer answered something that was sent on this path (§8.2). */
export function pathAnswered(context: AssociationContext, path: Path): void {
  if (path.state === 'ACTIVE' && path.errorCount === 0) return;
  const before = beforeChange(context, path);
  context.paths.answered(path);
  tellOfChange(context, path, before);
}

/** The user sets something for this path (§11.1.9, §11.1.12). */
export function configurePath(context: AssociationContext, path: Path, settings: PathSettings): void {
  const before = beforeChange(context, path);
  context.keepSettings(path, settings);
  context.paths.configure(path, settings);
  tellOfChange(context, path, before);
}

/** The user makes this path the primary one (§11.1.6). */
export function changePrimary(context: AssociationContext, path: Path): void {
  const before = beforeChange(context, path);
  context.paths.setPrimary(path);
  observeChange(context, path, before);
}

/** The state of the path as the user is to see it (RFC 7829 §7.3). */
export function exposedState({ options }: AssociationContext, { state }: Path): PathState {
  return state === 'POTENTIALLY-FAILED' && !options.exposePotentiallyFailedState ? 'ACTIVE' : state;
}

/** Counts an unanswered transmission on the path, and, unless it says nothing of the peer, on the association. */
export function countError(context: AssociationContext, path: Path, isOfPeer: boolean): void {
  // An error before this one may have ended the association.
  if (context.state.name === 'CLOSED') return;
  const before = beforeChange(context, path);
  context.paths.countError(path);
  path.counters.pathErrors += 1;
  context.counters.pathErrors += 1;
  tellOfChange(context, path, before);
  if (!isOfPeer) return;
  context.errorCount += 1;
  const { errorCount, options } = context;
  const limit = options.associationMaxRetransmissions;
  if (errorCount > limit) {
    const reason = `the peer did not answer ${errorCount} times; the limit is ${limit}`;
    context.close(new SctpError('ERR_SCTP_PEER_UNREACHABLE', reason));
  }
}

function beforeChange(context: AssociationContext, path: Path): Before {
  const { primary, current } = context.paths;
  return { state: exposedState(context, path), primary, current };
}

/** NETWORK STATUS CHANGE, of the path and of a primary path that was switched over (§11.2.3, RFC 7829 §5). */
function tellOfChange(context: AssociationContext, path: Path, before: Before): void {
  const state = exposedState(context, path);
  const isChanged = state !== before.state;
  if (isChanged && state === 'INACTIVE') {
    path.counters.pathFailures += 1;
    context.counters.pathFailures += 1;
  }
  observeChange(context, path, before);
  if (isChanged) context.emit({ type: 'path', address: path.address, state });
  const { primary } = context.paths;
  if (primary === before.primary || (primary === path && isChanged)) return;
  context.emit({ type: 'path', address: primary.address, state: exposedState(context, primary) });
}

function observeChange(context: AssociationContext, path: Path, before: Before): void {
  const { ip: address } = path.address;
  const to = exposedState(context, path);
  if (to !== before.state && context.observes('pathState')) {
    context.observed({ topic: 'pathState', address, from: before.state, to, errorCount: path.errorCount });
  }
  const { primary, current } = context.paths;
  if (primary !== before.primary && context.observes('primaryPath')) {
    context.observed({ topic: 'primaryPath', from: before.primary.address.ip, to: primary.address.ip });
  }
  if (current !== before.current && context.observes('pathInUse')) {
    context.observed({ topic: 'pathInUse', from: before.current.address.ip, to: current.address.ip });
  }
}
