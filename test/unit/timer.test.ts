import * as assert from 'uvu/assert';
import { earliest, Timer } from '../../lib/src/timer.ts';
import { describe } from '../helpers/describe.ts';

describe('Timer', (test) => {
  test('is stopped at first', () => {
    const timer = new Timer();
    assert.not(timer.isRunning);
    assert.is(timer.deadline, undefined);
    assert.not(timer.expire(1e9));
  });

  test('has not expired one millisecond before its deadline', () => {
    const timer = new Timer();
    timer.start(100, 1000);
    assert.not(timer.expire(1099));
    assert.is(timer.deadline, 1100);
  });

  test('expires at its deadline, once', () => {
    const timer = new Timer();
    timer.start(100, 1000);
    assert.ok(timer.expire(1100));
    assert.not(timer.isRunning);
    assert.not(timer.expire(1100));
  });

  test('counts anew when it is started again', () => {
    const timer = new Timer();
    timer.start(100, 1000);
    timer.start(100, 1050);
    assert.not(timer.expire(1100));
    assert.ok(timer.expire(1150));
  });

  test('never expires once it was stopped', () => {
    const timer = new Timer();
    timer.start(100, 1000);
    timer.stop();
    assert.not(timer.expire(5000));
  });
});

describe('earliest', (test) => {
  test('is the lesser of two deadlines', () => {
    assert.is(earliest(5, 7), 5);
    assert.is(earliest(7, 5), 5);
  });

  test('is the one that is set', () => {
    assert.is(earliest(undefined, 7), 7);
    assert.is(earliest(7, undefined), 7);
    assert.is(earliest(undefined, undefined), undefined);
  });

  test('takes 0 for a deadline', () => {
    assert.is(earliest(0, undefined), 0);
    assert.is(earliest(undefined, 0), 0);
  });
});
