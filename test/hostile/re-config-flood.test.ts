import * as assert from 'uvu/assert';
import type { Chunk, Parameter } from '../../lib/src/codec/index.ts';
import type { Options } from '../../lib/src/core.ts';
import { describe } from '../helpers/describe.ts';
import { HandDriven, peerTsn, reconfigurable, type SentPacket } from '../unit/endpoint/hand-driven.ts';

const accepting: Partial<Options> = { acceptReconfiguration: true };

function established(options: Partial<Options> = accepting): HandDriven {
  return HandDriven.in('ESTABLISHED', options, reconfigurable);
}

function reConfig(...parameters: readonly Parameter[]): Chunk {
  return { type: 'RE-CONFIG', parameters };
}

function resetOut(requestSequenceNumber: number, change: { lastAssignedTsn?: number; streamIds?: number[] } = {}) {
  return {
    type: 'Outgoing SSN Reset Request',
    requestSequenceNumber,
    responseSequenceNumber: 100,
    lastAssignedTsn: peerTsn - 1,
    streamIds: [],
    ...change,
  } as const;
}

const resetIn = (requestSequenceNumber: number, streamIds: readonly number[] = []): Parameter => ({
  type: 'Incoming SSN Reset Request',
  requestSequenceNumber,
  streamIds,
});
const add = (type: 'Add Outgoing Streams Request' | 'Add Incoming Streams Request', requestSequenceNumber: number) =>
  ({ type, requestSequenceNumber, newStreams: 0xffff }) as const;

/** The results that a packet tells, in order. */
function resultsIn(packets: readonly SentPacket[]): number[] {
  return packets.flatMap(({ chunks }) =>
    chunks
      .flatMap((chunk) => (chunk.type === 'RE-CONFIG' ? chunk.parameters : []))
      .flatMap((parameter) => (parameter.type === 'Re-configuration Response' ? [parameter.result] : [])),
  );
}

describe('a flood of RE-CONFIG (RFC 6525)', (test) => {
  test('a packet full of requests is answered with one packet', () => {
    const requests = Array.from({ length: 1000 }, (_, i) => reConfig(resetOut(peerTsn + i)));
    const packets = established().answer(...requests);
    assert.is(packets.filter(({ chunks }) => chunks.some(({ type }) => type !== 'SACK')).length, 1);
    assert.ok(resultsIn(packets).every((result) => result === 1));
  });

  test('requests that wait do so one at a time', () => {
    const driven = established();
    driven.send('unacknowledged');
    driven.sent();
    const results = Array.from({ length: 5 }, (_, i) => resultsIn(driven.answer(reConfig(resetIn(peerTsn + i))))[0]);
    assert.equal(results, [6, 4, 4, 4, 4]);
  });

  test('a reset that waits for data that never comes holds up no other request', () => {
    const driven = established();
    const never = resetOut(peerTsn, { lastAssignedTsn: peerTsn + 1_000_000 });
    const results = [never, resetOut(peerTsn + 1), resetIn(peerTsn + 2)].map((request) =>
      resultsIn(driven.answer(reConfig(request))),
    );
    assert.equal(results, [[6], [4], [0]]);
  });

  test('streams are not added beyond the limits', () => {
    const driven = established();
    const results = [
      add('Add Outgoing Streams Request', peerTsn),
      add('Add Incoming Streams Request', peerTsn + 1),
    ].flatMap((request) => resultsIn(driven.answer(reConfig(request))));
    assert.equal([results, driven.association.inboundStreams, driven.association.outboundStreams], [[2, 2], 10, 10]);
  });

  test('streams that are none are refused, whatever else is listed', () => {
    const driven = established();
    const results = [resetOut(peerTsn, { streamIds: [0, 10] }), resetIn(peerTsn + 1, [65_535])].flatMap((request) =>
      resultsIn(driven.answer(reConfig(request))),
    );
    assert.equal(results, [3, 3]);
  });

  test('sequence numbers out of turn change nothing', () => {
    const driven = established();
    const results = [peerTsn - 1, peerTsn + 1, peerTsn + 2 ** 31].flatMap((number) =>
      resultsIn(driven.answer(reConfig(resetOut(number)))),
    );
    assert.equal([results, driven.eventTypes()], [[5, 5, 5], []]);
  });

  test('parameters that do not go together are reported, and change nothing (RFC 6525 §3.1)', () => {
    const response: Parameter = {
      type: 'Re-configuration Response',
      responseSequenceNumber: 101,
      result: 1,
      sendersNextTsn: undefined,
      receiversNextTsn: undefined,
    };
    const wrong: readonly (readonly Parameter[])[] = [
      [],
      [resetOut(peerTsn), resetOut(peerTsn + 1)],
      [response, resetIn(peerTsn)],
      [resetOut(peerTsn), resetIn(peerTsn + 1), resetIn(peerTsn + 2)],
      [{ type: 'SSN/TSN Reset Request', requestSequenceNumber: peerTsn }, response],
      [{ type: 'ECN Capable' }, { type: 'State Cookie', cookie: new Uint8Array(4) }],
    ];
    for (const parameters of wrong) {
      const driven = established();
      const [packet] = driven.answer(reConfig(...parameters));
      const [chunk] = packet?.chunks ?? [];
      assert.is(chunk?.type === 'ERROR' && chunk.causes[0]?.type, 'Protocol Violation', `${parameters.length}`);
      assert.equal(driven.eventTypes(), []);
    }
  });

  test('responses that nobody has asked for are passed over', () => {
    const driven = established();
    for (let responseSequenceNumber = 98; responseSequenceNumber < 104; responseSequenceNumber += 1) {
      const tsns = { sendersNextTsn: 1, receiversNextTsn: 1 };
      const sent = driven.answer(
        reConfig({ type: 'Re-configuration Response', responseSequenceNumber, result: 1, ...tsns }),
      );
      assert.equal([sent, driven.eventTypes()], [[], []]);
    }
  });

  test('an SSN/TSN reset is denied', () => {
    const request = { type: 'SSN/TSN Reset Request', requestSequenceNumber: peerTsn } as const;
    assert.equal(resultsIn(established().answer(reConfig(request))), [2]);
  });

  test('without acceptReconfiguration everything is denied', () => {
    const driven = established({});
    const results = [
      resetOut(peerTsn),
      resetIn(peerTsn + 1),
      add('Add Outgoing Streams Request', peerTsn + 2),
      add('Add Incoming Streams Request', peerTsn + 3),
    ].flatMap((request) => resultsIn(driven.answer(reConfig(request))));
    assert.equal([results, driven.eventTypes()], [[2, 2, 2, 2], []]);
  });
});
