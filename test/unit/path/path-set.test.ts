import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { Path } from '../../../lib/src/path/path.ts';
import { PathSet } from '../../../lib/src/path/path-set.ts';
import type { PathState } from '../../../lib/src/path/reachability.ts';
import { describe } from '../../helpers/describe.ts';
import { type PathChange, pathOptions } from '../../helpers/path-options.ts';

/** Potentially failed at the first error, as RFC 7829 recommends. */
const quick = { pathMaxRetransmissions: 5, potentiallyFailedMaxRetransmissions: 0 };

function pathTo(ip: string, change: PathChange, state: PathState = 'ACTIVE'): Path {
  return new Path(address(ip), pathOptions({ pathMaxRetransmissions: 0, ...change }), state);
}

function threePaths(change: PathChange = {}) {
  const first = pathTo('192.0.2.1', change);
  const second = pathTo('192.0.2.2', change);
  const third = pathTo('192.0.2.3', change);
  const paths = new PathSet(first, [second, third]);
  const fail = (...failing: Path[]) => {
    for (const path of failing) paths.countError(path);
  };
  return { first, second, third, paths, fail };
}

describe('PathSet', (test) => {
  test('has the first path for primary', () => {
    const { first, second, third, paths } = threePaths();
    assert.is(paths.primary, first);
    assert.equal(paths.all, [first, second, third]);
  });

  test('finds a path by its IP address', () => {
    const { second, paths } = threePaths();
    assert.is(paths.find('192.0.2.2'), second);
    assert.is(paths.find('192.0.2.9'), undefined);
  });
});

describe('where new data goes (RFC 9260 §6.4, §6.4.1)', (test) => {
  test('is the primary path', () => {
    const { first, paths } = threePaths();
    assert.is(paths.current, first);
  });

  test('is an active path while the primary is inactive, and the primary when it is active again', () => {
    const { first, second, third, paths, fail } = threePaths();
    fail(first);
    assert.is(paths.current, second);
    fail(second);
    assert.is(paths.current, third);
    paths.answered(first);
    assert.is(paths.current, first);
  });

  test('stays one and the same path while that is active (§8.2)', () => {
    const { first, second, third, paths, fail } = threePaths();
    fail(first, second);
    paths.answered(second);
    assert.is(paths.current, third);
  });

  test('is the most divergent path of several that are active', () => {
    const near = pathTo('192.0.2.2', {});
    const far = pathTo('198.51.100.1', {});
    const first = pathTo('192.0.2.1', {});
    const paths = new PathSet(first, [near, far]);
    assert.is(paths.alternateTo(first), far);
    paths.countError(first);
    assert.is(paths.current, far);
  });

  test('is the path whose source diverges, too, where destinations do alike', () => {
    const [first, near, far] = ['192.0.2.1', '198.51.100.2', '198.51.100.1'].map((ip) => pathTo(ip, {})) as [
      Path,
      Path,
      Path,
    ]; // as many as addresses
    for (const path of [first, near]) path.localAddress = address('192.0.2.9');
    far.localAddress = address('198.51.100.9');
    assert.is(new PathSet(first, [near, far]).alternateTo(first), far);
  });

  test('is never a path that has yet to be confirmed (§5.4)', () => {
    const first = pathTo('192.0.2.1', {});
    const unconfirmed = pathTo('192.0.2.2', {}, 'UNCONFIRMED');
    const failed = pathTo('192.0.2.3', {}, 'UNCONFIRMED');
    const paths = new PathSet(first, [unconfirmed, failed]);
    paths.countError(failed);
    for (let i = 0; i < 3; i += 1) {
      paths.countError(first);
      assert.equal([paths.current, paths.alternateTo(first)], [first, first]);
    }
  });
});

describe('what timed out (§6.4)', (test) => {
  test('goes to the next active path', () => {
    const { first, second, third, paths, fail } = threePaths();
    assert.is(paths.alternateTo(first), second);
    assert.is(paths.alternateTo(third), first);
    fail(second);
    assert.is(paths.alternateTo(first), third);
  });

  test('goes to the same path when no other is as good', () => {
    const { first, second, third, paths, fail } = threePaths({ pathMaxRetransmissions: 1 });
    fail(second, second, third, third);
    assert.is(paths.alternateTo(first), first);
  });
});

describe('while no path is active (RFC 7829 §3.2 rule 4, §4.1)', (test) => {
  test('data goes to the inactive path with the fewest errors, turn by turn', () => {
    const { first, second, third, paths, fail } = threePaths();
    fail(first, second, third);
    const used: Path[] = [];
    for (let i = 0; i < 6; i += 1) {
      used.push(paths.current);
      assert.is(paths.alternateTo(paths.current) === paths.current, false);
      fail(paths.current);
    }
    for (const path of [first, second, third]) assert.is(used.filter((one) => one === path).length, 2);
  });

  test('data stays where it went last among paths with as many errors', () => {
    const { first, second, third, paths, fail } = threePaths();
    fail(second, third, first);
    const { current } = paths;
    assert.is.not(current, first);
    fail(first);
    assert.is(paths.current, current);
  });

  test('data goes to a potentially failed path before an inactive one', () => {
    const { first, second, third, paths, fail } = threePaths(quick);
    fail(second, second, third, first, first, first, first, first);
    assert.is(paths.current, third);
    fail(third, third, third);
    assert.is(paths.current, second);
    fail(second, second, second, second);
    assert.equal([first.state, second.state, paths.current], ['POTENTIALLY-FAILED', 'INACTIVE', third]);
  });

  test('the choice changes neither state nor error count', () => {
    const { first, second, third, paths, fail } = threePaths(quick);
    fail(first, second, third);
    for (let i = 0; i < 3; i += 1) paths.alternateTo(paths.current);
    assert.equal(
      [first, second, third].map(({ state, errorCount }) => [state, errorCount]),
      Array(3).fill(['POTENTIALLY-FAILED', 1]),
    );
  });
});

describe('a potentially failed path (RFC 7829 §3.2 rule 3)', (test) => {
  test('gets no data while another one is active', () => {
    const { first, second, paths, fail } = threePaths(quick);
    fail(first);
    assert.equal([first.state, paths.current], ['POTENTIALLY-FAILED', second]);
  });

  test('gets no retransmissions while another one is active', () => {
    const { first, second, third, paths, fail } = threePaths(quick);
    fail(third);
    assert.is(paths.alternateTo(second), first);
    assert.is(paths.alternateTo(first), second);
  });

  test('keeps retransmissions that timed out there when others have more errors', () => {
    const { first, second, third, paths, fail } = threePaths(quick);
    fail(second, second, third, third);
    assert.is(paths.alternateTo(first), first);
  });
});

describe('the primary path', (test) => {
  test('is what the user sets, and data goes there (§11.1.6)', () => {
    const { second, paths } = threePaths();
    paths.setPrimary(second);
    assert.equal([paths.primary, paths.current], [second, second]);
  });

  test('gets data only once it is active', () => {
    const { first, second, paths, fail } = threePaths();
    fail(second);
    paths.setPrimary(second);
    assert.equal([paths.primary, paths.current], [second, first]);
    paths.answered(second);
    assert.is(paths.current, second);
  });

  test('is switched over for good when its errors exceed PSMR (RFC 7829 §5)', () => {
    const { first, second, paths, fail } = threePaths({ ...quick, primarySwitchoverMaxRetransmissions: 1 });
    fail(first);
    assert.equal([paths.primary, paths.current], [first, second]);
    fail(first);
    assert.equal([paths.primary, paths.current], [second, second]);
    paths.answered(first);
    assert.equal([paths.primary, paths.current], [second, second]);
  });

  test('is switched over once there is a better one (RFC 7829 §5 rule 3)', () => {
    const { first, second, third, paths, fail } = threePaths({ ...quick, primarySwitchoverMaxRetransmissions: 0 });
    fail(second, second, third, third, first);
    assert.is(paths.primary, first);
    paths.answered(third);
    assert.equal([paths.primary, paths.current], [third, third]);
  });

  test('is switched over with PSMR = PMR where nothing fails potentially (RFC 7829 §5 rule 5)', () => {
    const { first, second, paths, fail } = threePaths({
      pathMaxRetransmissions: 1,
      primarySwitchoverMaxRetransmissions: 1,
    });
    fail(first);
    assert.is(paths.primary, first);
    fail(first);
    assert.is(paths.primary, second);
  });

  test('is never switched over by default (RFC 7829 §5 rule 6)', () => {
    const { first, paths, fail } = threePaths(quick);
    for (let i = 0; i < 300; i += 1) fail(first);
    assert.is(paths.primary, first);
  });
});

describe('settings of a path', (test) => {
  test('may bring another path into use at once', () => {
    const { first, second, paths, fail } = threePaths({ pathMaxRetransmissions: 5 });
    fail(first, first);
    paths.configure(first, { ...first.settings, pathMaxRetransmissions: 1 });
    assert.equal([first.state, paths.current], ['INACTIVE', second]);
  });
});
