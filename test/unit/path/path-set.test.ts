import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { Path } from '../../../lib/src/path/path.ts';
import { PathSet } from '../../../lib/src/path/path-set.ts';
import { describe } from '../../helpers/describe.ts';

const options = {
  rtoInitial: 1000,
  rtoMin: 1000,
  rtoMax: 60_000,
  pmtu: 1500,
  encapsulationOverhead: 0,
  pathMaxRetransmissions: 0,
};

function threePaths() {
  const [first, second, third] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(
    (ip) => new Path(address(ip), options, 'ACTIVE'),
  ) as [Path, Path, Path]; // as many as addresses
  return { first, second, third, paths: new PathSet(first, [second, third]) };
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

  test('sends new data to the primary path', () => {
    const { first, paths } = threePaths();
    assert.is(paths.current, first);
  });

  test('sends new data to the first active path while the primary is inactive (RFC 9260 §6.4.1)', () => {
    const { first, second, third, paths } = threePaths();
    first.countError();
    assert.is(paths.current, second);
    second.countError();
    assert.is(paths.current, third);
    first.confirm();
    assert.is(paths.current, first);
  });

  test('sends new data to the primary path while none is active', () => {
    const { first, second, third, paths } = threePaths();
    for (const path of [first, second, third]) path.countError();
    assert.is(paths.current, first);
  });

  test('takes the next active path in turn for what timed out (§6.4)', () => {
    const { first, second, third, paths } = threePaths();
    assert.is(paths.alternateTo(first), second);
    assert.is(paths.alternateTo(third), first);
    second.countError();
    assert.is(paths.alternateTo(first), third);
  });

  test('takes the same path for what timed out when no other is active', () => {
    const { first, second, third, paths } = threePaths();
    second.countError();
    third.countError();
    assert.is(paths.alternateTo(first), first);
  });
});
