import * as assert from 'uvu/assert';
import { canMeasure } from '../../../bench/src/run/case.ts';
import { parseSelection } from '../../../bench/src/run/selection.ts';
import { describe } from '../../helpers/describe.ts';

describe('bench: what is measured', (test) => {
  test('without arguments every stack is put to the quick measures', () => {
    const { cases, stacks, measuresCore, measuresGrowth } = parseSelection([]);
    assert.equal([...new Set(cases.map((one) => one.test))], ['throughput', 'ping', 'setup']);
    assert.equal(stacks, ['usctp', 'usrsctp', 'sctp', 'werift', 'tcp']);
    assert.ok(measuresCore);
    assert.not(measuresGrowth);
  });

  test('the quick measures take less than three minutes', () => {
    const { cases, stacks, rounds, duration, warmup } = parseSelection([]);
    const runs = cases.flatMap((one) => stacks.filter((stack) => canMeasure(stack, one))).length * rounds;
    const starting = 400;
    assert.ok(runs * (duration + warmup + starting) < 180_000, `${runs} runs`);
  });

  test('in full every link, transport, size, number of streams and order is met by every other', () => {
    const throughput = parseSelection(['throughput', '--full']).cases;
    assert.is(throughput.length, 2 * 2 * 4 * 2 * 2);
    assert.is(new Set(throughput.map((one) => JSON.stringify(one))).size, throughput.length);
  });

  test('options choose the cases, and the peers beside ours', () => {
    const args = ['throughput', '--peer', 'usrsctp', '--size', '1000', '--transport', 'raw', '--order', 'unordered'];
    const { cases, stacks } = parseSelection(args);
    const expected = { test: 'throughput', link: 'veth', transport: 'raw', size: 1000, streams: 1, unordered: true };
    assert.equal(cases, [{ ...expected, associations: 1, busyPollMicroseconds: 0 }]);
    assert.equal(stacks, ['usctp', 'usrsctp']);
  });

  test('busy polling is compared with none in full, or where it is asked for', () => {
    const busyPollsOf = (...args: string[]) => [
      ...new Set(parseSelection(args).cases.map(({ busyPollMicroseconds }) => busyPollMicroseconds)),
    ];
    assert.equal(busyPollsOf('ping'), [0]);
    assert.equal(busyPollsOf('ping', '--full'), [0, 100]);
    assert.equal(busyPollsOf('throughput', '--busy-poll', '0', '--busy-poll', '50'), [0, 50]);
    assert.throws(() => busyPollsOf('--busy-poll=-1'), /--busy-poll is -1/);
  });

  test('an option leaves measures alone that have no such thing', () => {
    const { cases } = parseSelection(['setup', '--size', '9', '--streams', '16', '--associations', '64']);
    assert.equal(
      cases.map(({ size, streams, associations }) => ({ size, streams, associations })),
      Array(2).fill({ size: 100, streams: 1, associations: 64 }),
    );
  });

  test('what is not known is refused by name', () => {
    assert.throws(() => parseSelection(['speed']), /the measure is speed/);
    assert.throws(() => parseSelection(['--peer', 'quic']), /quic; it takes/);
    assert.throws(() => parseSelection(['--size', '1.5']), /--size is 1.5/);
  });

  test('npm sctp is not asked for what it cannot do', () => {
    const [ordered] = parseSelection(['throughput', '--transport', 'raw']).cases;
    if (ordered === undefined) throw new Error('no case');
    assert.ok(canMeasure('sctp', ordered));
    assert.not(canMeasure('sctp', { ...ordered, unordered: true }));
    assert.not(canMeasure('sctp', { ...ordered, transport: 'udp' }));
    assert.not(canMeasure('werift', ordered));
  });
});
