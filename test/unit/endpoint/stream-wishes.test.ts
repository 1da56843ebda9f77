import * as assert from 'uvu/assert';
import type { Chunk, Parameter } from '../../../lib/src/codec/index.ts';
import type { Options } from '../../../lib/src/options.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, peerTsn, reconfigurable } from './hand-driven.ts';
import { add, asking, first, outcomes, reset, response, tell } from './re-config.ts';

/** One that lets the peer change streams; it has 10 outbound ones, and has sent on streams 1 and 2. */
function accepting(options: Partial<Options> = {}): HandDriven {
  const driven = HandDriven.in(
    'ESTABLISHED',
    { heartbeatInterval: 0, acceptReconfiguration: true, ...options },
    reconfigurable,
  );
  for (const streamId of [1, 2]) driven.send('so that there is something to reset', { streamId });
  driven.sent();
  driven.answer(sackOf(first + 1));
  driven.events();
  return driven;
}

/** The peer's request of that number, from 0 on, that we reset streams. */
function wishReset(number: number, streamIds: readonly number[]): Parameter {
  return { type: 'Incoming SSN Reset Request', requestSequenceNumber: peerTsn + number, streamIds };
}

/** The peer's request of that number, from 0 on, that we add streams. */
function wishStreams(number: number, newStreams: number): Parameter {
  return { type: 'Add Incoming Streams Request', requestSequenceNumber: peerTsn + number, newStreams };
}

function sackOf(cumulativeTsnAck: number): Chunk {
  const nothing = { gapAckBlocks: [], duplicateTsns: [] };
  return { type: 'SACK', cumulativeTsnAck, advertisedReceiverWindowCredit: 100_000, ...nothing };
}

describe('a reset that the peer asks for (RFC 6525 §5.2.3)', (test) => {
  for (const result of [1, 2]) {
    test(`and that it then answers with ${result}: so is its request, when it comes again`, () => {
      const driven = accepting();
      const wish = wishReset(0, [1]);
      assert.is(tell(driven, wish), `request ${first}`);
      assert.is(tell(driven, wish), `request ${first}`, 'until it is answered');
      tell(driven, response(result));
      assert.is(tell(driven, wish), `${result}`);
    });
  }

  test('is granted, and waits for one of ours that waits for data', () => {
    const driven = accepting();
    driven.send('before the reset', { streamId: 1 });
    driven.sent();
    driven.association.reconfigure({ type: 'RESET-OUTBOUND', streams: [1] }, driven.now);
    assert.is(tell(driven, wishReset(0, [2])), '1');
    driven.answer(sackOf(first + 2));
    assert.is(tell(driven, response(1)), `request ${first + 1}`);
    tell(driven, response(1, first + 1));
    assert.equal(outcomes(driven), ['outbound 1', 'done', 'outbound 2']);
  });

  test('does not pass for a request that came before, and was answered', () => {
    const driven = accepting({ acceptReconfiguration: false });
    assert.is(tell(driven, add(0, 1)), '2');
    driven.association.reconfigure({ type: 'RESET-OUTBOUND', streams: [1] }, driven.now);
    driven.sent();
    assert.is(tell(driven, add(0, 1)), '2');
  });
});

describe('streams that the peer asks for (RFC 6525 §5.2.6)', (test) => {
  test('none: there is nothing to do', () => {
    const driven = accepting();
    assert.is(tell(driven, wishStreams(0, 0)), '0');
    assert.equal(driven.sent(), []);
  });

  test('count with those that are asked for already', () => {
    const driven = accepting({ outboundStreams: 12 });
    driven.association.reconfigure({ type: 'ADD-OUTBOUND', count: 1 }, driven.now);
    driven.sent();
    assert.is(tell(driven, wishStreams(0, 2)), '2');
    assert.is(tell(driven, wishStreams(1, 1)), '1');
  });

  test('come one request at a time', () => {
    const driven = accepting();
    assert.is(tell(driven, wishStreams(0, 1)), `1,request ${first}`);
    assert.is(tell(driven, wishStreams(1, 1)), '4');
  });
});

describe('a reset by the peer that does not say what it answers (RFC 6525 §5.2.2)', (test) => {
  test('is done where it was asked for, and the request goes on', () => {
    const driven = asking({ type: 'RESET-INBOUND', streams: [1] });
    assert.is(tell(driven, reset(0, [1])), '1');
    assert.equal(outcomes(driven), ['inbound 1']);
    tell(driven, response(0));
    assert.equal(outcomes(driven), ['done']);
  });
});
