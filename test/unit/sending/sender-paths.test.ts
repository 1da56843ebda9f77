import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { pathTo } from './chunks.ts';
import { SenderRig } from './sender-rig.ts';

/** A sender with two paths, and so many large chunks, one to a packet, of which what cwnd allows has gone: TSN 1 to 3. */
function twoPaths(count: number) {
  const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
  const rig = new SenderRig({}, [one, other]);
  rig.enqueue(...Array.from({ length: count }, () => 1452));
  rig.transmit();
  return { rig, one, other };
}

describe('Sender: what timed out on one of two paths (RFC 9260 §6.3.3, §6.4)', (test) => {
  test('goes within the cwnd of the other', () => {
    const { rig, other } = twoPaths(3);
    other.dataSent(2 * 1468, 500);
    rig.timeOut();
    assert.equal(rig.transmitTsns(), [[1]]);
    assert.equal([rig.sender.nextPath(rig.now), other.flightSize], [undefined, 3 * 1468]);
  });

  test('restarts no timer that runs there already (§6.1)', () => {
    const { rig, other } = twoPaths(3);
    other.dataSent(1468, 500);
    rig.timeOut();
    assert.equal(
      rig.transmit().map(({ path }) => path),
      [other, other],
    );
    assert.equal([rig.now, other.t3Rtx.deadline], [1000, 1500]);
  });

  test('counts for no path that it was not sent to when it is acknowledged before it goes again', () => {
    const { rig, other } = twoPaths(3);
    rig.timeOut();
    const outcome = rig.sack(3);
    assert.ok(outcome.result === 'APPLIED' && outcome.hasProgress);
    assert.equal(outcome.acknowledgedPaths, [], 'it may have arrived before the path failed (§8.2)');
    assert.is(other.congestionControl.cwnd, 4404);
  });

  test('goes back with what waits, when the other times out, too', () => {
    const { rig, one, other } = twoPaths(3);
    other.dataSent(2 * 1468, 500);
    rig.timeOut();
    rig.transmit();
    other.dataLeft(2 * 1468);
    rig.timeOut();
    assert.equal(
      rig.transmit().map(({ path, chunks }) => [path, chunks[0]?.tsn]),
      [[one, 1]],
    );
  });

  test('ends the measurements of all chunks from it on, on all paths (§6.3.1 C5)', () => {
    const { rig, one, other } = twoPaths(4);
    other.time(7, 0);
    for (const end of [2, 3]) {
      rig.sack(0, [{ start: 2, end }]);
      rig.transmit();
    }
    rig.sack(0, [{ start: 2, end: 4 }]);
    assert.equal(rig.transmit()[0]?.path, one);
    other.timedAcknowledged(7, 50);
    assert.is(other.rtt.srtt, undefined);
  });

  test('leaves Fast Recovery to the other path (§7.2.4)', () => {
    const { rig, one, other } = twoPaths(20);
    for (const end of [2, 3, 4]) {
      rig.sack(0, [{ start: 2, end }]);
      rig.transmit();
    }
    other.dataSent(1468, rig.now - 500);
    other.t3Rtx.start(100, rig.now);
    rig.timeOut();
    const { cwnd } = one.congestionControl;
    rig.sack(5, []);
    assert.is(one.congestionControl.cwnd, cwnd);
  });
});

describe('Sender: a path whose MTU has become smaller (§6.9)', (test) => {
  test('chunks that are numbered stay as they are, and wait for a packet that holds them', () => {
    const { rig } = twoPaths(1);
    rig.timeOut();
    assert.equal(rig.transmit(100), []);
    assert.equal(rig.transmitTsns(), [[1]]);
  });
});
