import * as assert from 'uvu/assert';
import { type LinkOptions, SeededRandom } from '../../../lib/src/simulation/index.ts';
import { SimulatedLink } from '../../../lib/src/simulation/link.ts';
import { resolveLinkOptions } from '../../../lib/src/simulation/link-options.ts';
import { describe } from '../../helpers/describe.ts';

function link(options: Partial<LinkOptions> = {}, seed = 1): SimulatedLink {
  return new SimulatedLink(resolveLinkOptions(options), new SeededRandom(seed));
}

/** Arrival times of packets that are sent one every millisecond. */
function arrivalsOf(of: SimulatedLink, count: number): (readonly number[])[] {
  return Array.from({ length: count }, (_, time) => of.arrivals(1000, time));
}

describe('SimulatedLink', (test) => {
  test('by default a packet arrives at once', () => {
    assert.equal(link().arrivals(1000, 5), [5]);
  });

  test('delay and jitter keep the order', () => {
    const times = arrivalsOf(link({ delay: 20, jitter: 10 }), 200).flat();
    assert.is(times.length, 200);
    assert.ok(times.every((time, sentAt) => time >= sentAt + 20 && time <= sentAt + 30));
    assert.ok(times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0)));
    assert.ok(new Set(times.map((time, sentAt) => time - sentAt)).size > 20);
  });

  test('loss, duplication and reordering come as often as they should', () => {
    assert.ok(Math.abs(arrivalsOf(link({ loss: 0.3 }), 2000).flat().length - 1400) < 100);
    assert.ok(Math.abs(arrivalsOf(link({ duplication: 0.3 }), 2000).flat().length - 2600) < 100);
    const late = arrivalsOf(link({ reordering: 0.3, reorderingDelay: 50 }), 2000).flat();
    assert.ok(Math.abs(late.filter((time, sentAt) => time === sentAt + 50).length - 600) < 100);
  });

  test('the same seed does the same', () => {
    const wild = { delay: 5, jitter: 9, loss: 0.1, reordering: 0.2, duplication: 0.1 };
    assert.equal(arrivalsOf(link(wild, 3), 500), arrivalsOf(link(wild, 3), 500));
    assert.not.equal(arrivalsOf(link(wild, 3), 500), arrivalsOf(link(wild, 4), 500));
  });

  test('bandwidth makes packets wait for each other', () => {
    const slow = link({ bandwidth: 8_000_000, delay: 10 });
    assert.equal(
      [0, 0, 0].flatMap((now) => slow.arrivals(1000, now)),
      [11, 12, 13],
    );
    assert.equal(slow.arrivals(500, 100), [110.5]);
  });

  test('a packet that finds the queue full is lost', () => {
    const slow = link({ bandwidth: 8_000_000, queue: 2000 });
    assert.equal(
      [0, 0, 0].map((now) => slow.arrivals(1000, now).length),
      [1, 1, 0],
    );
    assert.equal(slow.arrivals(1000, 1), [3]);
    assert.equal(slow.statistics, { sent: 4, lost: 1, duplicated: 0 });
  });

  test('a packet larger than the MTU is lost', () => {
    const narrow = link({ mtu: 1000 });
    assert.equal([narrow.isTooBig(1000), narrow.isTooBig(1001)], [false, true]);
    assert.is(narrow.refuse(1001), undefined, 'the host itself does not send it: no router sees it');
    assert.equal(narrow.statistics, { sent: 1, lost: 1, duplicated: 0 });
  });

  test('a packet that a router does not pass on is lost, and the router tells its MTU when it is to', () => {
    const silent = link({ pathMtu: 1000 });
    assert.equal([silent.isTooBig(1000), silent.isTooBig(1001), silent.refuse(1001)], [false, true, undefined]);
    assert.is(link({ pathMtu: 1000, packetTooBig: 1 }).refuse(1001), 1000);
  });

  test('a link that is down loses all, until it is up again', () => {
    const cut = link();
    cut.isUp = false;
    assert.equal(cut.arrivals(1000, 0), []);
    cut.isUp = true;
    assert.equal(cut.arrivals(1000, 0), [0]);
  });

  test('options can be changed one by one', () => {
    const changing = link({ delay: 10, bandwidth: 1000 });
    changing.arrivals(1000, 0);
    changing.configure({ bandwidth: Number.POSITIVE_INFINITY });
    assert.is(changing.options.delay, 10);
    changing.configure({ delay: 5 });
    assert.ok((changing.arrivals(1000, 10_000)[0] ?? 0) >= 10_005);
  });
});

describe('link options', (test) => {
  test('are checked', () => {
    for (const wrong of [
      { delay: -1 },
      { jitter: Number.NaN },
      { loss: 1.1 },
      { duplication: -0.1 },
      { reordering: 2 },
      { bandwidth: 0 },
      { queue: -1 },
      { mtu: 511 },
      { pathMtu: 511 },
      { packetTooBig: 1.1 },
      { mtu: 65_536 },
    ]) {
      const [name = ''] = Object.keys(wrong);
      assert.throws(
        () => resolveLinkOptions(wrong),
        (error: Error) => error instanceof RangeError && error.message.includes(name),
      );
    }
    assert.throws(
      () => resolveLinkOptions(JSON.parse('{"delay":"1"}')),
      (error: Error) => error instanceof TypeError,
    );
  });
});
