import { type Address, address } from '../address.ts';
import { type CookieEchoChunk, chunkLength, type ErrorChunk, type InitAckChunk } from '../codec/chunk.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import { commonHeaderLength } from '../codec/packet.ts';
import { paddedLength } from '../codec/tlv.ts';
import { SctpError } from '../errors.ts';
import { Path } from '../path/path.ts';
import { PathSet } from '../path/path-set.ts';
import { Timer } from '../timer.ts';
import { abortWith } from './abort.ts';
import type { AssociationContext } from './context.ts';
import { createControlBlock, takeOverMessages } from './control-block.ts';
import { forwardTsnSupported, supportedExtensions } from './extensions.ts';
import { startHeartbeats } from './heartbeat.ts';
import { addressParameters, initFields, leastReceiverWindow, readParameters, whyNotAcceptable } from './init.ts';
import { peerAddresses, supportedAddressTypes } from './peer-addresses.ts';
import type { ControlBlock, Retransmission } from './state.ts';

const stateCookieParameterType = 7;

/** Sends INIT and enters COOKIE-WAIT (RFC 9260 §5.1 A). */
export function sendInit(context: AssociationContext, advertisedAddresses: readonly string[], now: number): void {
  const { identity, options, paths } = context;
  const init = {
    type: 'INIT',
    ...initFields(identity.localTag, identity.initialTsn, options),
    parameters: [
      ...addressParameters(advertisedAddresses),
      ...supportedAddressTypes(context.families),
      supportedExtensions,
      forwardTsnSupported,
    ],
  } as const;
  const t1Init: Retransmission = { timer: new Timer(), count: 1 };
  t1Init.timer.start(paths.primary.rto, now);
  context.state = { name: 'COOKIE-WAIT', init, t1Init, initSentAt: now, refusedIps: [], control: undefined };
  context.transmit(init, paths.primary, 0);
}

/** Handles INIT ACK: sends COOKIE ECHO and enters COOKIE-ECHOED (§5.1 C). In other states it is discarded (§5.2.3). */
export function handleInitAck(context: AssociationContext, chunk: InitAckChunk, from: Address, now: number): void {
  const { state } = context;
  if (state.name !== 'COOKIE-WAIT') return;
  const { addresses, unrecognized, cookie, extensions } = readParameters(chunk.parameters);
  const path = answeredPath(context, from, addresses);
  if (chunk.initiateTag === 0) {
    context.transmit({ type: 'ABORT', isTagReflected: true, causes: [] }, path, context.identity.localTag);
    context.close(refusal('its INIT ACK has the Initiate Tag 0'));
    return;
  }
  // §3.3.3: such an INIT ACK is discarded, and leaves the state as it is.
  if (chunk.advertisedReceiverWindowCredit < leastReceiverWindow) {
    const causes = [{ type: 'Invalid Mandatory Parameter' }] as const;
    context.transmit({ type: 'ABORT', isTagReflected: false, causes }, path, chunk.initiateTag);
    return;
  }
  context.learnPeerTag(chunk.initiateTag);
  const causes = whyNotAcceptable(chunk);
  if (cookie === undefined) {
    causes.push({ type: 'Missing Mandatory Parameter', parameterTypes: [stateCookieParameterType] });
  }
  if (causes.length > 0 || cookie === undefined) {
    abortWith(
      context,
      causes,
      refusal(`its INIT ACK is not acceptable: ${causes.map(({ type }) => type).join(', ')}`),
      path,
    );
    return;
  }
  if (state.t1Init.count === 1) path.rtt.measure(now - state.initSentAt);
  const ips = peerAddresses(from, addresses, context.addressLimits);
  context.paths = pathsAfterInitAck(context, path, from, ips);
  const control = createControlBlock(context, {
    peerTag: chunk.initiateTag,
    peerInitialTsn: chunk.initialTsn,
    peerReceiverWindow: chunk.advertisedReceiverWindowCredit,
    peerOutboundStreams: chunk.numberOfOutboundStreams,
    peerInboundStreams: chunk.numberOfInboundStreams,
    extensions,
  });
  takeOverMessages(context, state.control, control);
  // The cookie is a view of the packet, and outlives it.
  const cookieEcho: CookieEchoChunk = { type: 'COOKIE ECHO', cookie: Uint8Array.from(cookie) };
  const t1Cookie: Retransmission = { timer: new Timer(), count: 1 };
  t1Cookie.timer.start(path.rto, now);
  const { init, t1Init } = state;
  context.state = { name: 'COOKIE-ECHOED', cookieEcho, t1Cookie, cookieEchoSentAt: now, init, t1Init, control };
  context.transmit(cookieEcho, path);
  if (unrecognized.length > 0) reportWithCookieEcho(context, cookieEcho, unrecognized, path);
}

/** Handles COOKIE ACK: the association is established (§5.1 E). In other states it is discarded (§5.2.5). */
export function handleCookieAck(context: AssociationContext, now: number): void {
  const { state } = context;
  if (state.name !== 'COOKIE-ECHOED') return;
  establish(context, state.control, now);
}

/** T1-init expired: INIT again, to the next address, or the end (§5.1.6). */
export function handleT1Init(context: AssociationContext, now: number): void {
  const { state } = context;
  if (state.name !== 'COOKIE-WAIT' || !state.t1Init.timer.expire(now)) return;
  context.counters.t1Expireds += 1;
  const path = retransmissionPath(context, state.t1Init, 'INIT');
  if (path === undefined) return;
  state.t1Init.timer.start(path.rto, now);
  context.retransmit(state.init, path, 0);
}

/** T1-cookie expired: COOKIE ECHO again, or the end (§5.1.4). */
export function handleT1Cookie(context: AssociationContext, now: number): void {
  const { state } = context;
  if (state.name !== 'COOKIE-ECHOED' || !state.t1Cookie.timer.expire(now)) return;
  context.counters.t1Expireds += 1;
  const path = retransmissionPath(context, state.t1Cookie, 'COOKIE ECHO');
  if (path === undefined) return;
  state.t1Cookie.timer.start(path.rto, now);
  context.retransmit(state.cookieEcho, path);
}

/** Enters ESTABLISHED: data may flow, and idle paths are watched. */
export function establish(context: AssociationContext, control: ControlBlock, now: number): void {
  context.state = { name: 'ESTABLISHED', control };
  context.established(now);
  context.emit({ type: 'established' });
  startHeartbeats(context, now);
}

/**
 * Where the answer is taken to have come from: an address that the user gave, as others are to be confirmed (§5.4). An
 * INIT ACK from elsewhere lists one of them, or it would not have been found to be ours (§5.1.2 D).
 */
function answeredPath({ paths }: AssociationContext, from: Address, listed: readonly string[]): Path {
  for (const ip of [from.ip, ...listed]) {
    const path = paths.find(ip);
    if (path !== undefined) return path;
  }
  return paths.primary;
}

/** The addresses of the peer once it has told them: those that the user did not give are to be confirmed (§5.4). */
function pathsAfterInitAck(
  context: AssociationContext,
  answered: Path,
  from: Address,
  ips: readonly string[],
): PathSet {
  const unconfirmed = (ip: string) => {
    // RFC 6951 §5.4: of where INIT ACK came from, the port is known.
    const to = ip === from.ip ? from : address(ip, answered.address.udpPort);
    return new Path(to, context.pathOptions(ip), 'UNCONFIRMED');
  };
  const others = ips.filter((ip) => ip !== answered.address.ip);
  return new PathSet(
    answered,
    others.map((ip) => context.paths.find(ip) ?? unconfirmed(ip)),
  );
}

function retransmissionPath(context: AssociationContext, t1: Retransmission, chunkName: string): Path | undefined {
  if (t1.count > context.options.maxInitRetransmissions) {
    const times = t1.count === 1 ? 'once' : `${t1.count} times`;
    context.close(new SctpError('ERR_SCTP_CONNECT_TIMEOUT', `no answer to ${chunkName}, which was sent ${times}`));
    return undefined;
  }
  // §5.4: an address that is to be confirmed gets no COOKIE ECHO.
  const paths = context.paths.all.filter((path) => path.isConfirmed);
  paths[(t1.count - 1) % paths.length]?.rtt.backOff();
  const next = paths[t1.count % paths.length];
  t1.count += 1;
  return next;
}

/** §3.2.2: goes in the packet of COOKIE ECHO, or not at all, as nothing else may be sent before COOKIE ACK. */
function reportWithCookieEcho(
  context: AssociationContext,
  cookieEcho: CookieEchoChunk,
  unrecognized: readonly Uint8Array[],
  path: Path,
): void {
  const causes: ErrorCause[] = unrecognized.map((parameter) => ({
    type: 'Unrecognized Parameters',
    parameters: Uint8Array.from(parameter),
  }));
  const error: ErrorChunk = { type: 'ERROR', causes };
  const length = commonHeaderLength + paddedLength(chunkLength(cookieEcho)) + paddedLength(chunkLength(error));
  if (length <= path.maxPacketSize) context.transmit(error, path);
}

function refusal(why: string): SctpError {
  return new SctpError('ERR_SCTP_CONNECT_FAILED', `no association with the peer: ${why}`);
}
