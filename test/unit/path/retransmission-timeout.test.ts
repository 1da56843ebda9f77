import * as assert from 'uvu/assert';
import { RetransmissionTimeout } from '../../../lib/src/path/retransmission-timeout.ts';
import { describe } from '../../helpers/describe.ts';

const wide = { rtoInitial: 1000, rtoMin: 1, rtoMax: 1_000_000 };
const usual = { rtoInitial: 1000, rtoMin: 1000, rtoMax: 60_000 };

describe('RTO calculation (RFC 9260 §6.3.1)', (test) => {
  test('is RTO.Initial before the first measurement (C1)', () => {
    const timeout = new RetransmissionTimeout({ ...usual, rtoInitial: 3000 });
    assert.is(timeout.rto, 3000);
    assert.is(timeout.srtt, undefined);
  });

  test('begins within its bounds even where RTO.Initial is not', () => {
    assert.is(new RetransmissionTimeout({ rtoInitial: 5, rtoMin: 10, rtoMax: 20 }).rto, 10);
    assert.is(new RetransmissionTimeout({ rtoInitial: 50, rtoMin: 10, rtoMax: 20 }).rto, 20);
  });

  test('is three times the first measurement (C2)', () => {
    const timeout = new RetransmissionTimeout(wide);
    timeout.measure(400);
    assert.is(timeout.srtt, 400);
    assert.is(timeout.rto, 400 + 4 * 200);
  });

  test('takes an eighth and a quarter of each further one (C3)', () => {
    const timeout = new RetransmissionTimeout(wide);
    timeout.measure(400);
    timeout.measure(480);
    // RTTVAR = 3/4 × 200 + 1/4 × 80 = 170; SRTT = 7/8 × 400 + 1/8 × 480 = 410
    assert.is(timeout.srtt, 410);
    assert.is(timeout.rto, 410 + 4 * 170);
  });

  test('is RTO.Min at least (C6)', () => {
    const timeout = new RetransmissionTimeout(usual);
    timeout.measure(20);
    assert.is(timeout.rto, 1000);
  });

  test('is RTO.Max at most (C7)', () => {
    const timeout = new RetransmissionTimeout(usual);
    timeout.measure(45_000);
    assert.is(timeout.rto, 60_000);
  });

  test('counts one millisecond of variation where there is none (G1)', () => {
    const timeout = new RetransmissionTimeout(wide);
    timeout.measure(0);
    assert.is(timeout.rto, 4);
  });
});

describe('RTO back-off (§6.3.3 E2)', (test) => {
  test('doubles the RTO up to RTO.Max', () => {
    const timeout = new RetransmissionTimeout({ ...usual, rtoMax: 3500 });
    timeout.backOff();
    assert.is(timeout.rto, 2000);
    timeout.backOff();
    assert.is(timeout.rto, 3500);
  });

  test('is undone by a measurement', () => {
    const timeout = new RetransmissionTimeout(wide);
    timeout.backOff();
    timeout.measure(100);
    assert.is(timeout.rto, 300);
  });
});
