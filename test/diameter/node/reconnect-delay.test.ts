import * as assert from 'uvu/assert';
import { ReconnectDelay } from '../../../packages/diameter/src/node/reconnect-delay.ts';
import { describe } from '../../helpers/describe.ts';

const interval = 30_000;

describe('the delay before a peer is called again (RFC 6733 §2.1)', (test) => {
  test('doubles from a second to Tc', () => {
    const delay = new ReconnectDelay({ interval, fraction: () => 0.5 });
    const delays = Array.from({ length: 7 }, () => delay.next());
    assert.equal(delays, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test('begins anew after a connection', () => {
    const delay = new ReconnectDelay({ interval, fraction: () => 0.5 });
    delay.next();
    delay.next();
    delay.reset();
    assert.is(delay.next(), 1000);
  });

  test('is spread by a quarter, up and down', () => {
    assert.is(new ReconnectDelay({ interval, fraction: () => 0 }).next(), 750);
    assert.is(new ReconnectDelay({ interval: 1000, fraction: () => 0.75 }).next(), 1125);
  });

  test('is never longer than a Tc below a second', () => {
    assert.is(new ReconnectDelay({ interval: 100, fraction: () => 0.5 }).next(), 100);
  });
});
