import { address } from '../address.ts';
import { SctpError } from '../errors.ts';
import type { Path } from '../path/path.ts';
import { type PathSettings, resolvePathSettings } from '../path-settings.ts';
import type { AssociationContext } from './context.ts';
import { isWatching, probePotentiallyFailed, scheduleHeartbeat, sendHeartbeat } from './heartbeat.ts';
import { changePrimary, configurePath } from './path-changes.ts';
import { controlOf } from './state.ts';

/** Makes one of the peer's addresses the primary one (RFC 9260 §11.1.6). */
export function setPrimary(context: AssociationContext, ip: string): void {
  changePrimary(context, pathTo(context, ip));
}

/** Changes what can be set for one of the peer's addresses (§11.1.9, §11.1.12). */
export function setPath(context: AssociationContext, ip: string, settings: Partial<PathSettings>, now: number): void {
  const path = pathTo(context, ip);
  const { heartbeatInterval } = path.settings;
  configurePath(context, path, resolvePathSettings(settings, path.settings));
  // A HEARTBEAT that is out, or the verification of the address, goes its way; the period after it is the new one.
  const isUnderWay = path.heartbeat !== undefined || path.state === 'UNCONFIRMED';
  const isChanged = heartbeatInterval !== path.settings.heartbeatInterval;
  if (isChanged && !isUnderWay && isWatching(context)) scheduleHeartbeat(context, path, now);
  probePotentiallyFailed(context, path, now);
}

/** Sends a HEARTBEAT on demand, unless one is out: the user is told of its answer either way (§11.1.10). Gives the IP. */
export function requestHeartbeat(context: AssociationContext, ip: string, now: number): string {
  const path = pathTo(context, ip);
  if (!isWatching(context)) {
    const { name } = context.state;
    throw new SctpError('ERR_SCTP_NOT_CONNECTED', `an association in state ${name} sends no HEARTBEAT`);
  }
  if (path.heartbeat === undefined) sendHeartbeat(context, path, now, true);
  else path.heartbeat.isRequested = true;
  return path.address.ip;
}

function pathTo(context: AssociationContext, ip: string): Path {
  const { state, paths } = context;
  const wanted = address(ip).ip;
  if (controlOf(state) === undefined) {
    throw new SctpError('ERR_SCTP_NOT_CONNECTED', `an association in state ${state.name} has no paths to choose from`);
  }
  const path = paths.find(wanted);
  if (path !== undefined) return path;
  const known = paths.all.map((one) => one.address.ip).join(', ');
  throw new SctpError('ERR_SCTP_INVALID_ADDRESS', `${wanted} is not an address of the peer: it has ${known}`);
}
