import * as assert from 'uvu/assert';
import type { ReconfigurationRequest } from '../../../lib/src/association/reconfiguration.ts';
import type { Chunk, Parameter } from '../../../lib/src/codec/index.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, peerTsn, reconfigurable, type SentPacket } from './hand-driven.ts';

/** Initial TSN of ours, and so the number of our first request (RFC 6525 §4.1). */
const first = 101;
const noTsns = { sendersNextTsn: undefined, receiversNextTsn: undefined };

/** One that has asked for this, and lets the peer do nothing by itself. */
function asking(request: ReconfigurationRequest): HandDriven {
  const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 0 }, reconfigurable);
  driven.association.reconfigure(request, driven.now);
  driven.sent();
  return driven;
}

function tell(driven: HandDriven, ...parameters: readonly Parameter[]): string {
  return resultsIn(driven.answer({ type: 'RE-CONFIG', parameters }));
}

function response(result: number, responseSequenceNumber = first): Parameter {
  return { type: 'Re-configuration Response', responseSequenceNumber, result, ...noTsns };
}

/** The peer's request of that number, from 0 on, to reset streams of its own; as an answer to ours, or to none. */
function reset(number: number, streamIds: readonly number[], responseSequenceNumber = first - 1): Parameter {
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

function add(number: number, newStreams: number): Parameter {
  return { type: 'Add Outgoing Streams Request', requestSequenceNumber: peerTsn + number, newStreams };
}

/** What was answered, or asked: `1` for a result, else the number of the request. */
function resultsIn(packets: readonly SentPacket[]): string {
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

function outcomes(driven: HandDriven): string[] {
  return driven.events().flatMap((event) => {
    if (event.type === 'streamReset') return [`${event.direction} ${event.streams}`];
    if (event.type === 'streamChange') return [`${event.inboundStreams} in`];
    return event.type === 'reconfigured' ? [event.error?.code ?? 'done'] : [];
  });
}

describe('what a peer was asked for, and may do by that (RFC 6525 §5.2.2, §5.2.5)', (test) => {
  test('a reset is done once', () => {
    const driven = asking({ type: 'RESET-INBOUND', streams: [1] });
    assert.is(tell(driven, reset(0, [1], first)), '1');
    assert.is(tell(driven, reset(1, [1])), '2');
    assert.equal(outcomes(driven), ['done', 'inbound 1']);
  });

  test('no other streams are reset, and the request goes on', () => {
    const driven = asking({ type: 'RESET-INBOUND', streams: [1] });
    assert.is(tell(driven, reset(0, [1, 2])), '2');
    assert.is(tell(driven, reset(1, [1], first)), '1');
    assert.equal(outcomes(driven), ['done', 'inbound 1']);
  });

  test('a reset that the peer has refused is not done', () => {
    const driven = asking({ type: 'RESET-INBOUND', streams: [1] });
    tell(driven, response(2));
    assert.is(tell(driven, reset(0, [1])), '2');
    assert.equal(outcomes(driven), ['ERR_SCTP_RECONFIGURATION_DENIED']);
  });

  test('streams are added once', () => {
    const driven = asking({ type: 'ADD-INBOUND', count: 2 });
    assert.is(tell(driven, add(0, 2)), '1');
    assert.is(tell(driven, add(1, 1)), '2');
    assert.equal(outcomes(driven), ['done', '12 in']);
  });

  test('no more streams are added', () => {
    const driven = asking({ type: 'ADD-INBOUND', count: 2 });
    assert.is(tell(driven, add(0, 3)), '2');
    assert.equal(outcomes(driven), []);
  });

  test('streams that the peer has refused to add are not added', () => {
    const driven = asking({ type: 'ADD-INBOUND', count: 2 });
    tell(driven, response(2));
    assert.is(tell(driven, add(0, 2)), '2');
    assert.equal(outcomes(driven), ['ERR_SCTP_RECONFIGURATION_DENIED']);
  });

  test('a request that adds no streams has nothing to do', () => {
    const driven = asking({ type: 'ADD-INBOUND', count: 2 });
    assert.is(tell(driven, add(0, 0)), '0');
    assert.equal(outcomes(driven), []);
  });
});

describe('answers of a peer (RFC 6525 §5.2.7)', (test) => {
  test('to another request than ours change nothing', () => {
    const driven = asking({ type: 'ADD-OUTBOUND', count: 1 });
    tell(driven, response(1, first + 1));
    tell(driven, response(1, first - 1));
    assert.equal(outcomes(driven), []);
    tell(driven, response(1));
    assert.equal(outcomes(driven), ['10 in', 'done']);
  });

  test('that it is busy: it is asked anew after the RTO, and then after twice and four times that', () => {
    const driven = asking({ type: 'ADD-OUTBOUND', count: 1 });
    const waits: number[] = [];
    for (let request = first; request < first + 3; request += 1) {
      tell(driven, response(4, request));
      const before = driven.now;
      assert.is(resultsIn(driven.timeOut()), `request ${request + 1}`);
      waits.push(driven.now - before);
    }
    assert.equal(waits, [1000, 2000, 4000]);
    tell(driven, response(1, first + 3));
    assert.equal(outcomes(driven), ['10 in', 'done']);
  });

  test('to a request that it was too busy for do not count once it is to be asked anew', () => {
    const driven = asking({ type: 'ADD-OUTBOUND', count: 1 });
    tell(driven, response(4));
    tell(driven, response(1));
    assert.equal(outcomes(driven), []);
    driven.timeOut();
    tell(driven, response(1, first + 1));
    assert.equal(outcomes(driven), ['10 in', 'done']);
  });

  test('"In progress" has it asked again, with the same number, after twice as long each time', () => {
    const driven = asking({ type: 'ADD-OUTBOUND', count: 1 });
    const waits: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      tell(driven, response(6));
      const before = driven.now;
      assert.is(resultsIn(driven.timeOut()), `request ${first}`);
      waits.push(driven.now - before);
    }
    assert.equal(waits, [1000, 2000, 4000]);
    assert.is(driven.association.primaryPath.errorCount, 0);
  });

  test('"In progress" once does not excuse silence after that', () => {
    const driven = asking({ type: 'ADD-OUTBOUND', count: 1 });
    tell(driven, response(6));
    driven.timeOut();
    assert.is(driven.association.primaryPath.errorCount, 0);
    driven.timeOut();
    assert.is(driven.association.primaryPath.errorCount, 1);
  });
});

describe('a reset that the peer asks for (RFC 6525 §5.2.3)', (test) => {
  for (const result of [1, 2]) {
    test(`and that it then answers with ${result}: so is its request, when it comes again`, () => {
      const accepting = { heartbeatInterval: 0, acceptReconfiguration: true };
      const driven = HandDriven.in('ESTABLISHED', accepting, reconfigurable);
      driven.send('so that there is something to reset', { streamId: 1 });
      driven.sent();
      driven.answer(sackOf(first));
      const wish: Parameter = {
        type: 'Incoming SSN Reset Request',
        requestSequenceNumber: peerTsn,
        streamIds: [1],
      };
      assert.is(tell(driven, wish), `request ${first}`);
      assert.is(tell(driven, wish), `request ${first}`, 'until it is answered');
      tell(driven, response(result));
      assert.is(tell(driven, wish), `${result}`);
    });
  }
});

function sackOf(cumulativeTsnAck: number): Chunk {
  return {
    type: 'SACK',
    cumulativeTsnAck,
    advertisedReceiverWindowCredit: 100_000,
    gapAckBlocks: [],
    duplicateTsns: [],
  };
}
