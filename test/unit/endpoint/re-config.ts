import type { ReconfigurationRequest } from '../../../lib/src/association/reconfiguration.ts';
import type { Parameter } from '../../../lib/src/codec/index.ts';
import { HandDriven, peerTsn, reconfigurable, type SentPacket } from './hand-driven.ts';

/** Initial TSN of ours, and so the number of our first request (RFC 6525 §4.1). */
export const first = 101;
const noTsns = { sendersNextTsn: undefined, receiversNextTsn: undefined };

/** One that has asked for this, and lets the peer do nothing by itself. */
export function asking(request: ReconfigurationRequest): HandDriven {
  const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 0 }, reconfigurable);
  driven.association.reconfigure(request, driven.now);
  driven.sent();
  return driven;
}

/** Takes these of the peer; gives what goes out in return, as {@link resultsIn} has it. */
export function tell(driven: HandDriven, ...parameters: readonly Parameter[]): string {
  return resultsIn(driven.answer({ type: 'RE-CONFIG', parameters }));
}

export function response(result: number, responseSequenceNumber = first): Parameter {
  return { type: 'Re-configuration Response', responseSequenceNumber, result, ...noTsns };
}

/** The peer's request of that number, from 0 on, to reset streams of its own; as an answer to ours, or to none. */
export function reset(number: number, streamIds: readonly number[], responseSequenceNumber = first - 1): Parameter {
  const requestSequenceNumber = peerTsn + number;
  const lastAssignedTsn = peerTsn - 1;
  return {
    type: 'Outgoing SSN Reset Request',
    requestSequenceNumber,
    responseSequenceNumber,
    lastAssignedTsn,
    streamIds,
  };
}

export function add(number: number, newStreams: number): Parameter {
  return { type: 'Add Outgoing Streams Request', requestSequenceNumber: peerTsn + number, newStreams };
}

/** What was answered, or asked: `1` for a result, else the number of the request. */
export function resultsIn(packets: readonly SentPacket[]): string {
  const parameters = packets.flatMap(({ chunks }) =>
    chunks.flatMap((chunk) => (chunk.type === 'RE-CONFIG' ? chunk.parameters : [])),
  );
  return parameters
    .map((parameter) => {
      if (parameter.type === 'Re-configuration Response') return `${parameter.result}`;
      return 'requestSequenceNumber' in parameter ? `request ${parameter.requestSequenceNumber}` : parameter.type;
    })
    .join();
}

export function outcomes(driven: HandDriven): string[] {
  return driven.events().flatMap((event) => {
    if (event.type === 'streamReset') return [`${event.direction} ${event.streams}`];
    if (event.type === 'streamChange') return [`${event.inboundStreams} in`];
    return event.type === 'reconfigured' ? [event.error?.code ?? 'done'] : [];
  });
}
