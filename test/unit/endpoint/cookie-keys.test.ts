import * as assert from 'uvu/assert';
import { CookieKeys } from '../../../lib/src/endpoint/cookie-keys.ts';
import { type Options, resolveOptions } from '../../../lib/src/options.ts';
import { describe } from '../../helpers/describe.ts';
import { countingRandom } from './hand-driven.ts';

const hour = 3_600_000;

function keys(options: Partial<Options> = {}): CookieKeys {
  return new CookieKeys(resolveOptions(options), countingRandom());
}

describe('keys for state cookies that are our own (RFC 9260 §5.1.3)', (test) => {
  test('are random, and long enough for HMAC-SHA-256', () => {
    const [key] = keys().ring(0);
    assert.is(key.length, 32);
    assert.equal([...key.subarray(0, 8)], [0, 0, 0, 100, 0, 0, 0, 101]);
  });

  test('stay the same until the interval is over', () => {
    const ours = keys();
    assert.is(ours.ring(hour - 1), ours.ring(0));
  });

  test('are replaced after the interval, and the one before is accepted still', () => {
    const ours = keys();
    const [first] = ours.ring(0);
    const ring = ours.ring(hour);
    assert.is.not(ring[0], first);
    assert.equal(ring.slice(1), [first]);
  });

  test('are two at most', () => {
    const ours = keys();
    for (let now = 0; now < 5 * hour; now += hour) ours.ring(now);
    assert.is(ours.ring(5 * hour).length, 2);
  });

  test('are replaced when they are next used, however late', () => {
    const ours = keys();
    const [first] = ours.ring(0);
    assert.is.not(ours.ring(100 * hour)[0], first);
  });

  test('are not replaced before cookies of the one before have died', () => {
    const ours = keys({ cookieKeyInterval: 60_000, validCookieLife: 100_000 });
    const [first] = ours.ring(0);
    assert.is(ours.ring(199_999)[0], first);
    assert.is(ours.ring(200_000)[1], first);
  });
});

describe('keys for state cookies that the caller gives', (test) => {
  const [one, other] = [Buffer.alloc(16, 1), Buffer.alloc(32, 2)];

  test('are used as they are, for ever', () => {
    assert.equal(keys({ cookieKeys: [one, other] }).ring(100 * hour), [one, other]);
  });

  test('can be replaced', () => {
    const given = keys({ cookieKeys: [one] });
    given.replace([other, one]);
    assert.equal(given.ring(0), [other, one]);
  });

  test('can take the place of our own, which are accepted until their cookies have died', () => {
    const ours = keys({ validCookieLife: 1000 });
    const [own] = ours.ring(0);
    ours.replace([other]);
    assert.equal(ours.ring(500), [other, own]);
    assert.equal(ours.ring(2500), [other, own]);
    assert.equal(ours.ring(2501), [other]);
    assert.equal(ours.ring(0), [other]);
  });
});
