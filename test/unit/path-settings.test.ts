import * as assert from 'uvu/assert';
import { resolveOptions } from '../../lib/src/options.ts';
import { resolvePathSettings } from '../../lib/src/path-settings.ts';
import { describe } from '../helpers/describe.ts';
import { names } from '../helpers/expected-error.ts';

describe('settings of a path', (test) => {
  const before = resolveOptions();

  test('change where they are given', () => {
    assert.equal(resolvePathSettings({ heartbeatInterval: 0, pathMaxRetransmissions: 3 }, before), {
      heartbeatInterval: 0,
      pathMaxRetransmissions: 3,
      potentiallyFailedMaxRetransmissions: Number.POSITIVE_INFINITY,
      primarySwitchoverMaxRetransmissions: Number.POSITIVE_INFINITY,
    });
  });

  test('are checked as options are, and against those that stay', () => {
    const quick = { ...before, potentiallyFailedMaxRetransmissions: 2 };
    assert.throws(
      () => resolvePathSettings({ pathMaxRetransmissions: 1 }, quick),
      names(RangeError, 'potentiallyFailedMaxRetransmissions 2', 'pathMaxRetransmissions 1'),
    );
    assert.throws(
      () => resolvePathSettings({ heartbeatInterval: -1 }, before),
      names(RangeError, 'heartbeatInterval -1', '3600000'),
    );
  });

  test('have no other names', () => {
    const given: object = { rtoMin: 1 };
    assert.throws(() => resolvePathSettings(given, before), names(TypeError, 'rtoMin', 'heartbeatInterval'));
  });
});
