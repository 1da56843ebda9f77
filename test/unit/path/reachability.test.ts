import * as assert from 'uvu/assert';
import { type FailureThresholds, type PathState, Reachability } from '../../../lib/src/path/reachability.ts';
import { describe } from '../../helpers/describe.ts';

const thresholds: FailureThresholds = {
  pathMaxRetransmissions: 2,
  potentiallyFailedMaxRetransmissions: Number.POSITIVE_INFINITY,
  primarySwitchoverMaxRetransmissions: Number.POSITIVE_INFINITY,
};
/** With the potentially failed state, as RFC 7829 recommends it. */
const quick: FailureThresholds = { ...thresholds, potentiallyFailedMaxRetransmissions: 0 };

function counted(errorCount: number, change: FailureThresholds = thresholds, state: PathState = 'ACTIVE') {
  const reachability = new Reachability(change, state);
  for (let i = 0; i < errorCount; i += 1) reachability.countError();
  return reachability;
}

describe('reachability (RFC 9260 §8.2)', (test) => {
  test('ends when errors exceed Path.Max.Retrans', () => {
    assert.equal(
      [1, 2, 3].map((errors) => counted(errors).state),
      ['ACTIVE', 'ACTIVE', 'INACTIVE'],
    );
  });

  test('begins anew with an answer', () => {
    const reachability = counted(3);
    reachability.answered();
    assert.equal([reachability.state, reachability.errorCount], ['ACTIVE', 0]);
  });

  test('ends for an unconfirmed address before it ever began', () => {
    const reachability = counted(3, quick, 'UNCONFIRMED');
    assert.equal([reachability.state, reachability.isConfirmed], ['INACTIVE', false]);
  });

  test('is confirmed by an answer for good (§5.4)', () => {
    const reachability = counted(1, thresholds, 'UNCONFIRMED');
    reachability.answered();
    for (let i = 0; i < 3; i += 1) reachability.countError();
    assert.equal([reachability.state, reachability.isConfirmed], ['INACTIVE', true]);
  });

  test('ends at once when a lower threshold is set', () => {
    const reachability = counted(2);
    reachability.configure({ ...thresholds, pathMaxRetransmissions: 1 });
    assert.is(reachability.state, 'INACTIVE');
  });

  test('does not begin again because a higher threshold is set', () => {
    for (const before of [thresholds, quick]) {
      const reachability = counted(3);
      reachability.configure({ ...before, pathMaxRetransmissions: 10 });
      assert.is(reachability.state, 'INACTIVE');
    }
  });

  test('counts on, so that addresses that have failed can be told apart, but not for ever (RFC 7829 §4.1)', () => {
    assert.equal([counted(30).errorCount, counted(3000).errorCount], [30, 2550]);
  });
});

describe('reachability with a potentially failed state (RFC 7829 §3.2)', (test) => {
  test('fails potentially when errors exceed PFMR, and for good when they exceed PMR', () => {
    assert.equal(
      [1, 2, 3].map((errors) => counted(errors, { ...quick, potentiallyFailedMaxRetransmissions: 1 }).state),
      ['ACTIVE', 'POTENTIALLY-FAILED', 'INACTIVE'],
    );
  });

  test('is active again with an answer', () => {
    const reachability = counted(1, quick);
    reachability.answered();
    assert.equal([reachability.state, reachability.errorCount], ['ACTIVE', 0]);
  });

  test('never fails potentially where PFMR is as high as PMR', () => {
    assert.equal(
      [2, 3].map((errors) => counted(errors, { ...quick, potentiallyFailedMaxRetransmissions: 2 }).state),
      ['ACTIVE', 'INACTIVE'],
    );
  });

  test('an address that is to be confirmed does not fail potentially', () => {
    assert.is(counted(1, quick, 'UNCONFIRMED').state, 'UNCONFIRMED');
  });

  test('is past its switchover when errors exceed PSMR', () => {
    const change = { ...quick, primarySwitchoverMaxRetransmissions: 1 };
    assert.equal(
      [1, 2].map((errors) => counted(errors, change).isPastSwitchover),
      [false, true],
    );
  });
});

describe('standing for data', (test) => {
  test('is better when active than potentially failed, than inactive, and none when unconfirmed', () => {
    const standings = [counted(0), counted(2, quick), counted(3)].map((one) => one.standing(0));
    assert.equal(
      [...standings].sort((a, b) => a - b),
      standings,
    );
    assert.is(counted(0, thresholds, 'UNCONFIRMED').standing(0), Number.POSITIVE_INFINITY);
    assert.is(counted(3, thresholds, 'UNCONFIRMED').standing(0), Number.POSITIVE_INFINITY);
  });

  test('of an active address does not depend on its errors', () => {
    assert.is(counted(1).standing(0), counted(0).standing(0));
  });

  test('of one that has failed is better with fewer errors (RFC 7829 §3.2 rule 4, §4.1)', () => {
    assert.ok(counted(1, quick).standing(0) < counted(2, quick).standing(0));
    assert.ok(counted(3).standing(0) < counted(4).standing(0));
  });

  test('looks one error ahead', () => {
    assert.is(counted(2).standing(1), counted(3).standing(0));
    assert.is(counted(0, quick).standing(1), counted(1, quick).standing(0));
  });
});
