import { SctpError } from '../errors.ts';
import { mostStreams } from '../number-options.ts';
import type { StreamList } from '../stream-list.ts';
import type { AssociationContext } from './context.ts';
import type { ReconfigurationRequest } from './reconfiguration.ts';
import { continueReconfiguration, enqueueRequest } from './reconfiguration-requests.ts';

/** As many as the length of a RE-CONFIG chunk lets one list; all of them need no list. */
const mostListed = 32_000;

/** Asks the peer for a change of streams on the user's behalf; `reconfigured` with this id tells the outcome (RFC 6525 §5.1). */
export function requestReconfiguration(
  context: AssociationContext,
  request: ReconfigurationRequest,
  id: number,
  now: number,
): void {
  const { state } = context;
  if (state.name !== 'ESTABLISHED') {
    throw new SctpError('ERR_SCTP_NOT_CONNECTED', `an association in state ${state.name} cannot change its streams`);
  }
  const { control } = state;
  if (!control.extensions.reConfig) {
    throw new SctpError('ERR_SCTP_NOT_SUPPORTED', 'the peer does not support stream reconfiguration (RFC 6525)');
  }
  switch (request.type) {
    case 'RESET-OUTBOUND':
      checkStreams(request.streams, control.sender.streams.count);
      break;
    case 'RESET-INBOUND':
      checkStreams(request.streams, control.receiver.streams.count);
      break;
    case 'ADD-OUTBOUND':
      checkCount(request.count, control.sender.streams.count + control.reconfiguration.pendingStreams(request.type));
      break;
    case 'ADD-INBOUND':
      checkCount(request.count, control.receiver.streams.count + control.reconfiguration.pendingStreams(request.type));
      break;
  }
  enqueueRequest(control, { request, id, follows: undefined });
  continueReconfiguration(context, now);
}

function checkStreams(streams: StreamList, count: number): void {
  if (streams === 'all') return;
  if (streams.length === 0 || streams.length > mostListed) {
    throw new RangeError(
      `a list of ${streams.length} streams is not one of 1–${mostListed}; without a list, all are meant`,
    );
  }
  const wrong = streams.find((streamId) => !Number.isInteger(streamId) || streamId < 0 || streamId >= count);
  if (wrong !== undefined) throw new SctpError('ERR_SCTP_INVALID_STREAM', `stream ${wrong} is not in 0–${count - 1}`);
}

function checkCount(count: number, existing: number): void {
  if (!Number.isInteger(count) || count < 1 || existing + count > mostStreams) {
    throw new RangeError(`${count} streams more than ${existing}: 1 or more, and ${mostStreams} in all at most`);
  }
}
