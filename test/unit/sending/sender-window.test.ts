import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { SenderRig } from './sender-rig.ts';

describe('Sender: the window of the peer is closed (§6.1 A)', (test) => {
  /** The window closed with TSN 1; two messages wait. */
  function closed(): SenderRig {
    const rig = new SenderRig();
    rig.enqueue(1000, 1000, 1000);
    rig.sender.allowBurst();
    const rest = rig.transmit();
    if (rest.length !== 3) throw new Error('not three packets');
    rig.sack(3, [], 0);
    rig.enqueue(500, 500);
    return rig;
  }

  /** Closed, and the probe, TSN 4, is under way. */
  function probed(): SenderRig {
    const rig = closed();
    rig.transmit();
    rig.timeOut();
    rig.transmit();
    return rig;
  }

  test('one chunk probes it after one RTO', () => {
    const rig = closed();
    assert.equal(rig.transmitTsns(), []);
    rig.timeOut();
    assert.equal([rig.now, ...rig.transmitTsns()], [rig.path.rto, [4]]);
  });

  test('a probe waits for cwnd', () => {
    const rig = closed();
    rig.transmit();
    rig.timeOut();
    rig.path.dataSent(10_000, rig.now);
    assert.equal(rig.transmitTsns(), []);
    rig.path.dataLeft(10_000);
    assert.equal(rig.transmitTsns(), [[4]]);
  });

  test('one packet goes at each timeout, however many were under way when it closed', () => {
    const rig = new SenderRig();
    rig.enqueue(1452, 1452, 1452);
    rig.transmit();
    for (let i = 0; i < 3; i += 1) {
      rig.sack(0, [], 0);
      assert.equal(rig.timeOut(), [{ path: rig.path, isError: false }]);
      assert.equal(rig.transmitTsns(), [[1]]);
    }
  });

  test('a probe that is not acknowledged is no error while SACKs come, and backs off', () => {
    const rig = probed();
    for (const rto of [2000, 4000, 8000]) {
      rig.sack(3, [], 0);
      assert.equal(rig.timeOut(), [{ path: rig.path, isError: false }]);
      assert.is(rig.path.rto, rto);
      assert.equal(rig.transmitTsns(), [[4]]);
    }
  });

  test('probing leaves cwnd alone', () => {
    const rig = closed();
    const { cwnd } = rig.path.congestionControl;
    rig.transmit();
    rig.timeOut();
    rig.transmit();
    rig.sack(3, [], 0);
    rig.timeOut();
    assert.is(rig.path.congestionControl.cwnd, cwnd);
  });

  test('a probe without an answer is an error', () => {
    const rig = probed();
    rig.sack(3, [], 0);
    rig.timeOut();
    rig.transmit();
    assert.equal(rig.timeOut(), [{ path: rig.path, isError: true }]);
  });

  test('all goes at once when it opens, the probe first', () => {
    const rig = probed();
    rig.sack(3, [], 0);
    rig.timeOut();
    rig.transmit();
    rig.sack(3, [], 100_000);
    assert.equal(rig.transmitTsns(), [[4, 5]]);
  });

  test('the peer may take the probe', () => {
    const rig = probed();
    rig.sack(4, [], 1000);
    assert.equal(rig.transmitTsns(), [[5]]);
  });
});
