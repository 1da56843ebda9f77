import { SctpError } from '../errors.ts';
import type { AssociationContext } from './context.ts';
import type { State } from './state.ts';

/** What is asked for beyond the round-trip time at most, in ms: a longer life makes replays easier (RFC 9260 §5.2.6). */
const greatestExtension = 1000;

/**
 * The peer found our COOKIE ECHO too late, by `staleness` µs, or 0 where it does not say. Calls again, as often as INIT
 * may be retransmitted, and asks for a cookie that lives longer (§5.2.6, alternative 3). In states other than
 * COOKIE-ECHOED it is about a cookie that was sent twice, and means nothing.
 */
export function handleStaleCookie(context: AssociationContext, staleness: number, now: number): void {
  const { state, options, paths } = context;
  if (state.name !== 'COOKIE-ECHOED') return;
  const { t1Init, control } = state;
  if (t1Init.count > options.maxInitRetransmissions) {
    const reason = `the peer refused its state cookie as too old; INIT was sent ${t1Init.count} times`;
    context.close(new SctpError('ERR_SCTP_CONNECT_FAILED', reason));
    return;
  }
  const path = paths.current;
  const extension = Math.min(Math.ceil(staleness / 1000), greatestExtension);
  const suggestedLifeSpanIncrement = Math.ceil(roundTripTime(state, path.rto, now)) + extension;
  const others = state.init.parameters.filter(({ type }) => type !== 'Cookie Preservative');
  const parameters = [...others, { type: 'Cookie Preservative', suggestedLifeSpanIncrement } as const];
  const init = { ...state.init, parameters };
  t1Init.count += 1;
  t1Init.timer.start(path.rto, now);
  // The peer has no association, and will choose another tag.
  context.learnPeerTag(0);
  context.state = { name: 'COOKIE-WAIT', init, t1Init, initSentAt: now, refusedIps: [], control };
  context.transmit(init, path, 0);
}

/** From COOKIE ECHO to ERROR; where it is not known which COOKIE ECHO was answered, as long as one may take. */
function roundTripTime(state: Extract<State, { name: 'COOKIE-ECHOED' }>, rto: number, now: number): number {
  return state.t1Cookie.count === 1 ? now - state.cookieEchoSentAt : rto;
}
