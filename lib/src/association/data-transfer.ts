import type { Address } from '../address.ts';
import type { DataChunk, ForwardTsnChunk, SackChunk } from '../codec/chunk.ts';
import { SctpError } from '../errors.ts';
import type { Receiver } from '../receiving/receiver.ts';
import type { SackOutcome } from '../sending/sack-processor.ts';
import { abortForViolation, abortWith } from './abort.ts';
import type { AssociationContext } from './context.ts';
import { countData, countSackReceived } from './counting.ts';
import { countError, pathAnswered } from './path-changes.ts';
import { canReceiveData, canTransmitData, controlOf } from './state.ts';

/** Handles DATA (RFC 9260 §6.2). */
export function handleData(context: AssociationContext, chunk: DataChunk, from: Address): void {
  const { state } = context;
  const control = controlOf(state);
  if (control === undefined || !canReceiveData(state)) return;
  context.lastDataPath = context.answerPath(from);
  if (chunk.userData.length === 0) {
    const error = new SctpError('ERR_SCTP_PROTOCOL_VIOLATION', 'the peer sent a DATA chunk without data');
    abortWith(context, [{ type: 'No User Data', tsn: chunk.tsn }], error);
    return;
  }
  const outcome = control.receiver.handleData(chunk);
  countData(context.counters, chunk, outcome);
  switch (outcome.result) {
    case 'INVALID-STREAM':
      context.report({ type: 'Invalid Stream Identifier', streamId: chunk.streamId }, context.lastDataPath);
      break;
    case 'PROTOCOL-VIOLATION':
      abortForViolation(context, outcome.reason);
      return;
    case 'TOO-LARGE': {
      const reason = `a message of the peer is larger than maxMessageSize ${context.options.maxMessageSize}`;
      abortWith(context, [{ type: 'Out of Resource' }], new SctpError('ERR_SCTP_MESSAGE_TOO_LARGE', reason));
      return;
    }
    case 'OUT-OF-RESOURCE': {
      const reason = 'the peer filled the receive buffer with fragments and messages that cannot be delivered';
      abortWith(context, [{ type: 'Out of Resource' }], new SctpError('ERR_SCTP_OUT_OF_RESOURCE', reason));
      return;
    }
    default:
      break;
  }
  tellReadable(context, control.receiver);
}

/** Handles FORWARD TSN, where DATA is handled (RFC 3758 §3.6). */
export function handleForwardTsn(context: AssociationContext, chunk: ForwardTsnChunk, from: Address): void {
  const { state } = context;
  const receiver = controlOf(state)?.receiver;
  if (receiver === undefined || !canReceiveData(state)) return;
  context.lastDataPath = context.answerPath(from);
  receiver.handleForwardTsn(chunk);
  tellReadable(context, receiver);
}

/** Tells the user where there is something to read, and was nothing before. */
export function tellReadable(context: AssociationContext, receiver: Receiver): void {
  for (const streamId of receiver.unread.takeNews()) {
    context.emit(streamId === undefined ? { type: 'readable' } : { type: 'readable', streamId });
  }
}

/** Handles SACK (§6.2.1), in the states that may have something outstanding. */
export function handleSack(context: AssociationContext, chunk: SackChunk, now: number): void {
  const { state, counters } = context;
  countSackReceived(counters, chunk);
  if (canTransmitData(state)) applyAcknowledgement(context, state.control.sender.handleSack(chunk, now));
}

/** Does what an acknowledgement asks for beyond the sender: tells the user, and counts the peer as reachable. */
export function applyAcknowledgement(context: AssociationContext, outcome: SackOutcome): void {
  if (outcome.result === 'PROTOCOL-VIOLATION') abortForViolation(context, outcome.reason);
  if (outcome.result !== 'APPLIED') return;
  context.counters.fastRetransmits += outcome.lost.length;
  for (const { path } of outcome.lost) context.tellOfRetransmission('DATA', 'SACK', path);
  for (const path of outcome.acknowledgedPaths) pathAnswered(context, path);
  if (outcome.hasProgress) context.peerAnswered();
  for (const message of outcome.acknowledgedMessages) context.emit({ type: 'acknowledged', message });
}

/** T3-rtx expired on some path: what was in flight there goes again (§6.3.3). */
export function handleT3Rtx(context: AssociationContext, now: number): void {
  const sender = controlOf(context.state)?.sender;
  if (sender === undefined) return;
  for (const { path, isError } of sender.handleTimeout(now)) {
    context.counters.t3Expireds += 1;
    path.counters.t3Expireds += 1;
    context.tellOfRetransmission('DATA', 'TIMEOUT', path);
    if (isError) countError(context, path, true);
  }
}
