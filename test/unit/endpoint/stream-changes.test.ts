import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { add, asking, first, outcomes, reset, response, resultsIn, tell } from './re-config.ts';

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
