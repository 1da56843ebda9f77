import * as assert from 'uvu/assert';
import type { ReconfigurationRequest } from '../../lib/src/association/reconfiguration.ts';
import type { Chunk } from '../../lib/src/codec/index.ts';
import { describe } from '../helpers/describe.ts';
import { HandDriven, peerData, peerTsn, reconfigurable, type SentPacket } from '../unit/endpoint/hand-driven.ts';

const limit = 4;

/** One that has asked for this; only its requests and the answers to them are on the way. */
function asking(request: ReconfigurationRequest): HandDriven {
  const options = { associationMaxRetransmissions: limit, heartbeatInterval: 0 };
  const driven = HandDriven.in('ESTABLISHED', options, reconfigurable);
  driven.association.reconfigure(request, driven.now);
  return driven;
}

/** An answer with this result to the request in the packets; undefined when there is none. */
function answerTo(packets: readonly SentPacket[], result: number): Chunk | undefined {
  for (const chunk of packets.flatMap(({ chunks }) => chunks)) {
    const [request] = chunk.type === 'RE-CONFIG' ? chunk.parameters : [];
    if (request === undefined || !('requestSequenceNumber' in request)) continue;
    const tsns = { sendersNextTsn: undefined, receiversNextTsn: undefined };
    const { requestSequenceNumber: responseSequenceNumber } = request;
    return {
      type: 'RE-CONFIG',
      parameters: [{ type: 'Re-configuration Response', responseSequenceNumber, result, ...tsns }],
    };
  }
  return undefined;
}

/** Of the request that a response answers. */
function numberOf(answer: Chunk): number {
  const [response] = answer.type === 'RE-CONFIG' ? answer.parameters : [];
  return response?.type === 'Re-configuration Response' ? response.responseSequenceNumber : Number.NaN;
}

/** Answers "In progress", with what else is to come then, as often as it is asked, and `most` times at most. */
function stall(driven: HandDriven, most: number, besides: (answers: number) => readonly Chunk[] = () => []): number {
  let packets = driven.sent();
  let answers = 0;
  for (; answers < most; answers += 1) {
    const answer = answerTo(packets, 6);
    if (answer === undefined) break;
    driven.answer(answer, ...besides(answers));
    packets = driven.timeOut();
    while (answerTo(packets, 6) === undefined && driven.endpoint.nextTimeout() !== undefined)
      packets = driven.timeOut();
  }
  return answers;
}

function outcomes(driven: HandDriven): unknown[] {
  return driven
    .events()
    .flatMap((event) => (event.type === 'reconfigured' || event.type === 'closed' ? [event.error?.code] : []));
}

describe('a peer that says "In progress" without end (RFC 6525 §5.2.7)', (test) => {
  test('while it resets streams is sent ABORT, and what waited fails', () => {
    const driven = asking({ type: 'RESET-OUTBOUND', streams: 'all' });
    const id = driven.send('held');
    assert.is(stall(driven, 100), limit + 1);
    assert.is(driven.association.state, 'CLOSED');
    const events = driven.events();
    const failed = events.flatMap((event) => (event.type === 'sendFailed' ? [event.message.id] : []));
    const ends = events.flatMap((event) => (event.type === 'closed' ? [event.error?.code] : []));
    assert.equal([failed, ends], [[id], ['ERR_SCTP_PROTOCOL_VIOLATION']]);
  });

  test('while it adds streams, or is to reset its own, gets no more requests for that', () => {
    const requests: readonly ReconfigurationRequest[] = [
      { type: 'ADD-OUTBOUND', count: 1 },
      { type: 'ADD-INBOUND', count: 1 },
      { type: 'RESET-INBOUND', streams: 'all' },
    ];
    for (const request of requests) {
      const driven = asking(request);
      assert.is(stall(driven, 100), limit + 1, request.type);
      assert.equal(outcomes(driven), ['ERR_SCTP_RECONFIGURATION_FAILED']);
      assert.is(driven.association.state, 'ESTABLISHED');
    }
  });

  test('is waited for as long as its data goes on', () => {
    const driven = asking({ type: 'RESET-INBOUND', streams: 'all' });
    const answers = stall(driven, 50, (answered) => [peerData({ tsn: peerTsn + answered, ssn: answered })]);
    assert.equal([answers, outcomes(driven)], [50, []]);
  });
});

describe('a peer that is busy with a request of its own (RFC 6525 §5.2.7)', (test) => {
  test('is asked again, with another number, after an RTO, and as often as anything is sent again', () => {
    const driven = asking({ type: 'ADD-OUTBOUND', count: 1 });
    const numbers: number[] = [];
    let packets = driven.sent();
    for (let answer = answerTo(packets, 4); answer !== undefined; answer = answerTo(packets, 4)) {
      numbers.push(numberOf(answer));
      driven.answer(answer);
      packets = driven.endpoint.nextTimeout() === undefined ? [] : driven.timeOut();
    }
    assert.equal(numbers, [101, 102, 103, 104, 105]);
    assert.equal([outcomes(driven), driven.association.state], [['ERR_SCTP_RECONFIGURATION_FAILED'], 'ESTABLISHED']);
  });

  test('does what it is asked for once it is free', () => {
    const driven = asking({ type: 'ADD-OUTBOUND', count: 1 });
    const busy = answerTo(driven.sent(), 4);
    if (busy !== undefined) driven.answer(busy);
    const done = answerTo(driven.timeOut(), 1);
    if (done !== undefined) driven.answer(done);
    assert.equal([outcomes(driven), driven.association.outboundStreams], [[undefined], 11]);
  });
});
