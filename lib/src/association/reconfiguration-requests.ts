import type { Parameter } from '../codec/parameter.ts';
import { SctpError } from '../errors.ts';
import type { Path } from '../path/path.ts';
import type { StreamList } from '../stream-list.ts';
import { Timer } from '../timer.ts';
import { abortForViolation } from './abort.ts';
import type { AssociationContext } from './context.ts';
import { countError, pathAnswered } from './path-changes.ts';
import { reconfigurationResults as results } from './peer-requests.ts';
import { type ReconfigurationRequest, type RequestInFlight, reConfig, type WaitingRequest } from './reconfiguration.ts';
import { type ControlBlock, canTransmitData } from './state.ts';

type ReconfigurationResponse = Extract<Parameter, { readonly type: 'Re-configuration Response' }>;

/** Adds a request to those that wait; what is sent on streams that it resets waits from now on (RFC 6525 §5.1.2 A1). */
export function enqueueRequest(
  { reconfiguration, sender }: ControlBlock,
  request: Omit<WaitingRequest, 'refusals'>,
): void {
  reconfiguration.waiting = [...reconfiguration.waiting, { ...request, refusals: 0 }];
  if (request.request.type === 'RESET-OUTBOUND') sender.resets.hold(request.request.streams);
}

/** Sends the next request once its turn has come (RFC 6525 §5.1.1). */
export function continueReconfiguration(context: AssociationContext, now: number): void {
  const { state } = context;
  if (!canTransmitData(state)) return;
  const path = context.sharedPath;
  const parameter = startRequest(context, state.control, path, now);
  if (parameter !== undefined) context.transmit(reConfig(parameter), path);
}

/** Puts the next request in flight, when its turn has come; the caller sends the parameter to that path. */
export function startRequest(
  context: AssociationContext,
  control: ControlBlock,
  path: Path,
  now: number,
): Parameter | undefined {
  const { reconfiguration, sender } = control;
  const [next, ...others] = reconfiguration.waiting;
  if (next === undefined || reconfiguration.inFlight !== undefined) return undefined;
  if (next.request.type === 'RESET-OUTBOUND' && !sender.resets.isDrained) return undefined;
  reconfiguration.waiting = others;
  return putInFlight(context, control, next, { path, now }).parameter;
}

/** Handles a Re-configuration Response (RFC 6525 §5.2.7). */
export function handleResponse(
  context: AssociationContext,
  control: ControlBlock,
  { responseSequenceNumber, result }: ReconfigurationResponse,
  now: number,
): void {
  const { inFlight } = control.reconfiguration;
  if (inFlight?.sequenceNumber !== responseSequenceNumber || inFlight.answer === 'REFUSED') return;
  context.peerAnswered();
  if (!inFlight.hasSeveralDestinations) pathAnswered(context, inFlight.path);
  const isRefused = result === results.alreadyInProgress && mayAskAgain(context, inFlight);
  if (result !== results.inProgress && !isRefused) {
    settleRequest(context, control, inFlight, result);
    return;
  }
  inFlight.answer = isRefused ? 'REFUSED' : 'IN-PROGRESS';
  if (!isRefused) countIdleAnswer(inFlight, control.receiver.cumulativeTsn);
  inFlight.timer.start(inFlight.timeout, now);
}

/** The peer has answered an Incoming SSN Reset or Add Incoming Streams by doing it (RFC 6525 §5.2.2 E1, §5.2.6). */
export function settleByDeed(context: AssociationContext, control: ControlBlock, inFlight: RequestInFlight): void {
  context.peerAnswered();
  settleRequest(context, control, inFlight, results.performed);
}

/** The Re-configuration Timer expired: the request again, or a new one where the peer was busy (RFC 6525 §5.1.1). */
export function handleReconfigurationTimer(context: AssociationContext, now: number): void {
  const { state } = context;
  if (!canTransmitData(state)) return;
  const { inFlight } = state.control.reconfiguration;
  if (!inFlight?.timer.expire(now)) return;
  if (inFlight.answer === 'REFUSED') {
    const anew = { ...inFlight, refusals: inFlight.refusals + 1 };
    const { path, parameter } = putInFlight(context, state.control, anew, {
      path: context.paths.current,
      now,
    });
    context.transmit(reConfig(parameter), path);
    return;
  }
  if (inFlight.idleAnswers > context.options.associationMaxRetransmissions) {
    giveUp(context, state.control, inFlight);
    return;
  }
  const { path } = inFlight;
  const isAnswered = inFlight.answer === 'IN-PROGRESS';
  const next = isAnswered ? path : context.paths.alternateTo(path);
  if (!isAnswered) {
    path.rtt.backOff();
    countError(context, path, true);
    if (!canTransmitData(context.state)) return;
  }
  inFlight.timeout = isAnswered ? Math.min(2 * inFlight.timeout, context.options.rtoMax) : next.rto;
  // What was in progress need not be any more: the next answer is due in time.
  inFlight.answer = 'NONE';
  inFlight.hasSeveralDestinations ||= next !== path;
  inFlight.path = next;
  inFlight.timer.start(inFlight.timeout, now);
  context.transmit(reConfig(inFlight.parameter), next);
}

function putInFlight(
  context: AssociationContext,
  control: ControlBlock,
  { request, id, follows, refusals }: WaitingRequest,
  { path, now }: { readonly path: Path; readonly now: number },
): RequestInFlight {
  const { reconfiguration } = control;
  const sequenceNumber = reconfiguration.takeSequenceNumber();
  const parameter = parameterOf(request, sequenceNumber, follows, control);
  const timeout = Math.min(path.rto * 2 ** refusals, context.options.rtoMax);
  const inFlight: RequestInFlight = {
    ...{ request, id, follows, refusals, sequenceNumber, parameter, path, timeout },
    timer: new Timer(),
    hasSeveralDestinations: false,
    answer: 'NONE',
    idleAnswers: 0,
    cumulativeTsn: control.receiver.cumulativeTsn,
  };
  reconfiguration.inFlight = inFlight;
  if (request.type === 'RESET-INBOUND') reconfiguration.requestedResets = request.streams;
  if (request.type === 'ADD-INBOUND') reconfiguration.requestedStreams = request.count;
  inFlight.timer.start(timeout, now);
  return inFlight;
}

function parameterOf(
  request: ReconfigurationRequest,
  requestSequenceNumber: number,
  follows: number | undefined,
  { reconfiguration, sender }: ControlBlock,
): Parameter {
  switch (request.type) {
    case 'RESET-OUTBOUND':
      return {
        type: 'Outgoing SSN Reset Request',
        requestSequenceNumber,
        responseSequenceNumber: follows ?? reconfiguration.peerRequests.lastSequenceNumber,
        lastAssignedTsn: sender.resets.lastAssignedTsn,
        streamIds: streamIdsOf(request.streams),
      };
    case 'RESET-INBOUND':
      return {
        type: 'Incoming SSN Reset Request',
        requestSequenceNumber,
        streamIds: streamIdsOf(request.streams),
      };
    case 'ADD-OUTBOUND':
      return { type: 'Add Outgoing Streams Request', requestSequenceNumber, newStreams: request.count };
    case 'ADD-INBOUND':
      return { type: 'Add Incoming Streams Request', requestSequenceNumber, newStreams: request.count };
  }
}

/** An empty list means all of them (RFC 6525 §4.1). */
function streamIdsOf(streams: StreamList): readonly number[] {
  return streams === 'all' ? [] : streams;
}

/** A peer that is busy with its own request is asked again, as often as anything is sent again. */
function mayAskAgain({ options }: AssociationContext, { refusals }: RequestInFlight): boolean {
  return refusals < options.associationMaxRetransmissions;
}

/** What is in progress may have to wait for data of the peer; as long as that goes on, the count begins anew. */
function countIdleAnswer(inFlight: RequestInFlight, cumulativeTsn: number): void {
  inFlight.idleAnswers = inFlight.cumulativeTsn === cumulativeTsn ? inFlight.idleAnswers + 1 : 1;
  inFlight.cumulativeTsn = cumulativeTsn;
}

/**
 * The peer says "In progress" and comes to no end, for which RFC 6525 has no limit. Whether a stream of ours begins anew for
 * it is not known then, and what waits for that can neither go nor stay; other requests just fail.
 */
function giveUp(context: AssociationContext, control: ControlBlock, inFlight: RequestInFlight): void {
  if (inFlight.request.type === 'RESET-OUTBOUND') abortForViolation(context, 'a stream reset stays in progress');
  else settleRequest(context, control, inFlight, results.inProgress);
}

/** The request has its answer, which is final. */
function settleRequest(
  context: AssociationContext,
  { reconfiguration, sender, receiver }: ControlBlock,
  { request, id, follows }: RequestInFlight,
  result: number,
): void {
  reconfiguration.inFlight = undefined;
  const isDone = result === results.performed || result === results.nothingToDo;
  switch (request.type) {
    case 'RESET-OUTBOUND':
      sender.resets.end(isDone ? 'RESET' : 'UNCHANGED');
      if (isDone) context.emit({ type: 'streamReset', direction: 'outbound', streams: request.streams });
      break;
    case 'ADD-OUTBOUND':
      if (!isDone) break;
      sender.streams.add(request.count);
      context.emit({
        type: 'streamChange',
        outboundStreams: sender.streams.count,
        inboundStreams: receiver.streams.count,
      });
      break;
    case 'RESET-INBOUND':
      if (!isDone) reconfiguration.requestedResets = [];
      break;
    case 'ADD-INBOUND':
      if (!isDone) reconfiguration.requestedStreams = 0;
      break;
  }
  if (follows !== undefined) reconfiguration.peerRequests.answer(follows, isDone ? results.performed : results.denied);
  if (id !== undefined)
    context.emit({ type: 'reconfigured', id, error: isDone ? undefined : refusal(request, result) });
}

const reasons: Readonly<Record<number, string>> = {
  [results.denied]: 'it denies that',
  [results.wrongSsn]: 'it has no such stream',
  [results.alreadyInProgress]: 'it is busy with another request',
  [results.badSequenceNumber]: 'it expected another sequence number',
  [results.inProgress]: 'it stays in progress',
};

function refusal({ type }: ReconfigurationRequest, result: number): SctpError {
  const wish = type.startsWith('RESET') ? 'reset the streams' : 'add the streams';
  const reason = reasons[result] ?? `it answers with the result ${result}`;
  const code = result === results.denied ? 'ERR_SCTP_RECONFIGURATION_DENIED' : 'ERR_SCTP_RECONFIGURATION_FAILED';
  return new SctpError(code, `the peer does not ${wish}: ${reason}`);
}
