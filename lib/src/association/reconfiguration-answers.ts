import type { Address } from '../address.ts';
import { type ReConfigChunk, unknownParameterAction } from '../codec/chunk.ts';
import { type Parameter, parameterTypeNumber } from '../codec/parameter.ts';
import { mostStreams } from '../number-options.ts';
import { coversAll, type StreamList } from '../stream-list.ts';
import type { AssociationContext } from './context.ts';
import { tellReadable } from './data-transfer.ts';
import { reconfigurationResults as results } from './peer-requests.ts';
import { reConfig } from './reconfiguration.ts';
import { enqueueRequest, handleResponse, settleByDeed, startRequest } from './reconfiguration-requests.ts';
import { type ControlBlock, canReceiveData, canTransmitData, controlOf } from './state.ts';

type Request<T extends Parameter['type']> = Extract<Parameter, { readonly type: T }>;
type AnyRequest = Request<
  | 'Outgoing SSN Reset Request'
  | 'Incoming SSN Reset Request'
  | 'SSN/TSN Reset Request'
  | 'Add Outgoing Streams Request'
  | 'Add Incoming Streams Request'
>;

/** What a packet asks for, and where the answer to it goes. */
interface Asked {
  readonly context: AssociationContext;
  readonly control: ControlBlock;
  readonly from: Address;
  readonly now: number;
}

/** A result, or the request by which the peer's is answered. */
type Answer = number | Parameter;

/** What may be together in a chunk, in any order (RFC 6525 §3.1); one parameter alone may be of any kind. */
const combinations: ReadonlySet<string> = new Set(
  [
    ['Outgoing SSN Reset Request', 'Incoming SSN Reset Request'],
    ['Add Outgoing Streams Request', 'Add Incoming Streams Request'],
    ['Re-configuration Response', 'Outgoing SSN Reset Request'],
    ['Re-configuration Response', 'Re-configuration Response'],
  ].map((types) => types.sort().join()),
);

/** Handles RE-CONFIG: answers its requests, and takes its responses (RFC 6525 §5.2). */
export function handleReConfig(context: AssociationContext, chunk: ReConfigChunk, from: Address, now: number): void {
  const { state } = context;
  const control = controlOf(state);
  if (control === undefined || (!canReceiveData(state) && !canTransmitData(state))) return;
  const parameters = readParameters(chunk);
  if (parameters === undefined) {
    const additionalInformation = Buffer.from('RE-CONFIG with parameters that do not go together');
    context.report({ type: 'Protocol Violation', additionalInformation }, context.answerPath(from));
    return;
  }
  const answers: Parameter[] = [];
  for (const parameter of parameters) {
    if (parameter.type === 'Re-configuration Response') handleResponse(context, control, parameter, now);
    else answers.push(answerRequest({ context, control, from, now }, parameter));
  }
  if (answers.length === 0) return;
  control.receiver.sackSchedule.request();
  context.answer(reConfig(...answers), context.answerPath(from));
}

/** What the peer sent before a reset has come now: it is told that the reset is done (RFC 6525 §5.2.2 E5). */
export function answerDeferredReset(context: AssociationContext, from: Address): void {
  const control = controlOf(context.state);
  if (control === undefined) return;
  const { deferred, peerRequests } = control.reconfiguration;
  if (deferred === undefined || control.receiver.streams.isResetDeferred) return;
  const { sequenceNumber, streams } = deferred;
  control.reconfiguration.deferred = undefined;
  peerRequests.answer(sequenceNumber, results.performed);
  context.emit({ type: 'streamReset', direction: 'inbound', streams });
  context.answer(reConfig(response(sequenceNumber, results.performed)), context.answerPath(from));
}

/** Those of the chunk that are understood; undefined when they may not be together. */
function readParameters({
  parameters,
}: ReConfigChunk): (AnyRequest | Request<'Re-configuration Response'>)[] | undefined {
  const read: (AnyRequest | Request<'Re-configuration Response'>)[] = [];
  for (const parameter of parameters) {
    switch (parameter.type) {
      case 'Outgoing SSN Reset Request':
      case 'Incoming SSN Reset Request':
      case 'SSN/TSN Reset Request':
      case 'Add Outgoing Streams Request':
      case 'Add Incoming Streams Request':
      case 'Re-configuration Response':
        read.push(parameter);
        break;
      default:
        if (!unknownParameterAction(parameterTypeNumber(parameter)).skip) return undefined;
    }
  }
  const isAllowed =
    read.length === 1 ||
    combinations.has(
      read
        .map(({ type }) => type)
        .sort()
        .join(),
    );
  return isAllowed ? read : undefined;
}

function answerRequest(asked: Asked, request: AnyRequest): Parameter {
  const { inFlight, peerRequests } = asked.control.reconfiguration;
  const { requestSequenceNumber } = request;
  if (peerRequests.take(requestSequenceNumber)) {
    const answer = decide(asked, request);
    if (typeof answer !== 'number') return answer;
    peerRequests.answer(requestSequenceNumber, answer);
    return response(requestSequenceNumber, answer);
  }
  // §5.2.1: a repeated request gets the same answer.
  const isAnsweredByRequest = inFlight?.request.type === 'RESET-OUTBOUND' && inFlight.follows === requestSequenceNumber;
  return isAnsweredByRequest
    ? inFlight.parameter
    : response(requestSequenceNumber, peerRequests.resultOf(requestSequenceNumber));
}

function decide(asked: Asked, request: AnyRequest): Answer {
  switch (request.type) {
    case 'Outgoing SSN Reset Request':
      return resetInbound(asked, request);
    case 'Incoming SSN Reset Request':
      return resetOutbound(asked, request);
    case 'Add Outgoing Streams Request':
      return addInbound(asked, request);
    case 'Add Incoming Streams Request':
      return addOutbound(asked, request);
    // Nothing of use comes of it that resetting all streams does not do, and data could be lost (§5.2.4 G3).
    case 'SSN/TSN Reset Request':
      return results.denied;
  }
}

/** RFC 6525 §5.2.2. */
function resetInbound(
  { context, control }: Asked,
  { requestSequenceNumber, responseSequenceNumber, lastAssignedTsn, streamIds }: Request<'Outgoing SSN Reset Request'>,
): Answer {
  const { reconfiguration, receiver } = control;
  const { inFlight, requestedResets } = reconfiguration;
  const streams = streamsOf(streamIds);
  if (!areWithin(streams, receiver.streams.count)) return results.wrongSsn;
  if (inFlight?.request.type === 'RESET-INBOUND' && inFlight.sequenceNumber === responseSequenceNumber) {
    settleByDeed(context, control, inFlight);
  }
  const isWanted = coversAll(requestedResets, streams);
  if (!isWanted && !context.options.acceptReconfiguration) return results.denied;
  if (reconfiguration.deferred !== undefined) return results.alreadyInProgress;
  if (isWanted) reconfiguration.requestedResets = [];
  receiver.resetStreams(streams, lastAssignedTsn);
  tellReadable(context, receiver);
  if (receiver.streams.isResetDeferred) {
    reconfiguration.deferred = { sequenceNumber: requestSequenceNumber, streams };
    return results.inProgress;
  }
  context.emit({ type: 'streamReset', direction: 'inbound', streams });
  return results.performed;
}

/** RFC 6525 §5.2.3. */
function resetOutbound(
  { context, control, from, now }: Asked,
  { requestSequenceNumber, streamIds }: Request<'Incoming SSN Reset Request'>,
): Answer {
  const { reconfiguration, sender } = control;
  const { inFlight, waiting } = reconfiguration;
  const streams = streamsOf(streamIds);
  if (!areWithin(streams, sender.streams.count)) return results.wrongSsn;
  if (!mayBeServed(context)) return results.denied;
  const isUnderWay = inFlight?.request.type === 'RESET-OUTBOUND' && coversAll(inFlight.request.streams, streams);
  if (isUnderWay || sender.streams.areReset(streams)) return results.nothingToDo;
  if (reconfiguration.isServingPeer) return results.alreadyInProgress;
  const isNext = inFlight === undefined && waiting.length === 0;
  enqueueRequest(control, {
    request: { type: 'RESET-OUTBOUND', streams },
    id: undefined,
    follows: requestSequenceNumber,
  });
  // It is granted before it is done: were both sides to wait for each other's requests, neither could go on.
  if (!isNext) return results.performed;
  return startRequest(context, control, context.answerPath(from), now) ?? results.inProgress;
}

/** RFC 6525 §5.2.5. */
function addInbound({ context, control }: Asked, { newStreams }: Request<'Add Outgoing Streams Request'>): Answer {
  const { reconfiguration, receiver, sender } = control;
  const { inFlight, requestedStreams } = reconfiguration;
  const { acceptReconfiguration, inboundStreams: limit } = context.options;
  if (inFlight?.request.type === 'ADD-INBOUND' && inFlight.request.count === newStreams) {
    settleByDeed(context, control, inFlight);
  }
  if (newStreams === 0) return results.nothingToDo;
  const count = receiver.streams.count + newStreams;
  const isWanted = newStreams <= requestedStreams && count <= mostStreams;
  if (!isWanted && !(acceptReconfiguration && count <= limit)) return results.denied;
  if (isWanted) reconfiguration.requestedStreams = 0;
  receiver.streams.addStreams(newStreams);
  context.emit({ type: 'streamChange', outboundStreams: sender.streams.count, inboundStreams: count });
  return results.performed;
}

/** RFC 6525 §5.2.6: granted by a response as well as by the request that follows, as not every stack takes that for one. */
function addOutbound(
  { context, control }: Asked,
  { requestSequenceNumber, newStreams }: Request<'Add Incoming Streams Request'>,
): Answer {
  const { reconfiguration, sender } = control;
  if (newStreams === 0) return results.nothingToDo;
  const count = sender.streams.count + reconfiguration.pendingStreams('ADD-OUTBOUND') + newStreams;
  if (!mayBeServed(context) || count > context.options.outboundStreams) return results.denied;
  if (reconfiguration.isServingPeer) return results.alreadyInProgress;
  enqueueRequest(control, {
    request: { type: 'ADD-OUTBOUND', count: newStreams },
    id: undefined,
    follows: requestSequenceNumber,
  });
  return results.performed;
}

/** Whether the peer may ask for a request of ours. */
function mayBeServed({ options, state }: AssociationContext): boolean {
  return options.acceptReconfiguration && canTransmitData(state);
}

function response(responseSequenceNumber: number, result: number): Parameter {
  return {
    type: 'Re-configuration Response',
    responseSequenceNumber,
    result,
    sendersNextTsn: undefined,
    receiversNextTsn: undefined,
  };
}

/** The list is kept, so it must not be that of the packet; an empty one means all streams (RFC 6525 §4.1). */
function streamsOf(streamIds: readonly number[]): StreamList {
  return streamIds.length === 0 ? 'all' : [...streamIds];
}

function areWithin(streams: StreamList, count: number): boolean {
  return streams === 'all' || streams.every((streamId) => streamId < count);
}
