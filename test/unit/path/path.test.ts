import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { Path } from '../../../lib/src/path/path.ts';
import { describe } from '../../helpers/describe.ts';
import { type PathChange, pathOptions } from '../../helpers/path-options.ts';

const options = pathOptions({ rtoMin: 100 });

function pathTo(ip: string, change: PathChange = {}): Path {
  return new Path(address(ip), { ...options, ...change }, 'ACTIVE');
}

describe('sizes of a path', (test) => {
  test('leave room for the IP header of its family', () => {
    assert.is(pathTo('192.0.2.1').maxPacketSize, 1480);
    assert.is(pathTo('2001:db8::1').maxPacketSize, 1460);
  });

  test('leave room for encapsulation', () => {
    assert.is(pathTo('192.0.2.1', { encapsulationOverhead: 8 }).maxPacketSize, 1472);
  });

  test('are multiples of four', () => {
    assert.is(pathTo('192.0.2.1', { pmtu: 1499 }).maxPacketSize, 1476);
  });

  test('leave room for the common header in the largest DATA chunk', () => {
    assert.is(pathTo('192.0.2.1').pmdcs, 1468);
    assert.is(pathTo('192.0.2.1').pmtu, 1500);
  });
});

describe('flight size and cwnd of a path', (test) => {
  test('data that is sent is in flight until it leaves', () => {
    const path = pathTo('192.0.2.1');
    path.dataSent(1000, 0);
    path.dataSent(500, 0);
    path.dataLeft(1000);
    assert.is(path.flightSize, 500);
  });

  test('a packet may go while less than cwnd is in flight, even when it exceeds cwnd (§6.1 B)', () => {
    const path = pathTo('192.0.2.1');
    path.dataSent(4403, 0);
    assert.ok(path.hasCongestionWindow);
    path.dataSent(1, 0);
    assert.not(path.hasCongestionWindow);
  });

  test('after a timeout one packet may go until data is acknowledged (§7.2.3)', () => {
    const path = pathTo('192.0.2.1');
    path.timeOut();
    assert.ok(path.hasCongestionWindow);
    path.dataSent(100, 0);
    assert.not(path.hasCongestionWindow);
    path.dataAcknowledged();
    assert.ok(path.hasCongestionWindow);
  });

  test('a lost probe of a closed window backs the RTO off, and leaves cwnd alone (§6.1 A)', () => {
    const path = pathTo('192.0.2.1');
    path.probeTimeOut();
    assert.equal([path.rto, path.congestionControl.cwnd], [2000, 4404]);
  });

  test('an idle path loses half its cwnd per RTO (§7.2.1)', () => {
    const path = pathTo('192.0.2.1');
    const bytes = path.pmdcs;
    for (let i = 0; i < 10; i += 1) {
      path.congestionControl.acknowledge({ bytes, flightSizeBefore: 1e6, isInFastRecovery: false }, bytes);
    }
    path.dataSent(100, 0);
    path.dataLeft(100);
    path.dataSent(100, 1999);
    assert.is(path.congestionControl.cwnd, (4404 + 10 * 1468) / 2);
  });

  test('data that leaves from another address of ours begins with the initial cwnd (§7.2.5.2)', () => {
    const path = pathTo('192.0.2.1');
    for (const [ip, cwnd] of [
      ['203.0.113.1', 8808],
      ['203.0.113.1', 8808],
      ['203.0.113.2', 4404],
    ] as const) {
      path.congestionControl.initialize(path.pmdcs);
      path.congestionControl.acknowledge({ bytes: 4404, flightSizeBefore: 4404, isInFastRecovery: false }, 4404);
      path.localAddress = address(ip);
      path.dataSent(100, 0);
      assert.is(path.congestionControl.cwnd, cwnd);
    }
  });

  test('a path with data in flight is not idle', () => {
    const path = pathTo('192.0.2.1');
    const bytes = path.pmdcs;
    for (let i = 0; i < 10; i += 1) {
      path.congestionControl.acknowledge({ bytes, flightSizeBefore: 1e6, isInFastRecovery: false }, bytes);
    }
    path.dataSent(100, 0);
    path.dataSent(100, 5000);
    assert.is(path.congestionControl.cwnd, 4404 + 10 * 1468);
  });

  test('is idle unless new data was sent in the heartbeat period (§8.3)', () => {
    const path = pathTo('192.0.2.1');
    path.heartbeatPeriodStart = 40;
    assert.ok(path.isIdle);
    path.time(1, 50);
    assert.not(path.isIdle);
    path.heartbeatPeriodStart = 50;
    assert.ok(path.isIdle);
  });

  test('is idle while it gets retransmissions alone, which cannot measure it (§8.3)', () => {
    const path = pathTo('192.0.2.1');
    path.dataSent(100, 50);
    assert.ok(path.isIdle);
  });
});

describe('T3-rtx of a path', (test) => {
  test('starts with the first chunk, and is left alone by the next (§6.3.2 R1)', () => {
    const path = pathTo('192.0.2.1');
    path.dataSent(100, 10);
    path.dataSent(100, 500);
    assert.is(path.t3Rtx.deadline, 1010);
  });

  test('starts for a chunk that the peer takes back, unless it runs (R4)', () => {
    const path = pathTo('192.0.2.1');
    path.dataRevoked(100, 10);
    assert.equal([path.t3Rtx.deadline, path.flightSize], [1010, 100]);
    path.dataRevoked(100, 20);
    assert.equal([path.t3Rtx.deadline, path.flightSize], [1010, 200]);
  });

  test('backs off when it expires', () => {
    const path = pathTo('192.0.2.1');
    path.timeOut();
    assert.is(path.rto, 2000);
  });
});

describe('round-trip measurements of a path (§6.3.1)', (test) => {
  test('one chunk at a time is timed (C4)', () => {
    const path = pathTo('192.0.2.1');
    path.time(1, 0);
    path.time(2, 50);
    path.timedAcknowledged(2, 60);
    assert.is(path.rtt.srtt, undefined);
    path.timedAcknowledged(1, 80);
    assert.is(path.rtt.srtt, 80);
  });

  test('the next chunk can be timed after that', () => {
    const path = pathTo('192.0.2.1');
    path.time(1, 0);
    path.timedAcknowledged(1, 80);
    path.time(2, 100);
    path.timedAcknowledged(2, 260);
    assert.is(path.rtt.srtt, 90);
  });

  test('a retransmission ends the measurement (C5)', () => {
    const path = pathTo('192.0.2.1');
    path.time(1, 0);
    path.stopTiming(1);
    path.timedAcknowledged(1, 80);
    assert.is(path.rtt.srtt, undefined);
  });

  test('that of an earlier chunk ends it as well, that of a later one does not', () => {
    const path = pathTo('192.0.2.1');
    path.time(5, 0);
    path.stopTiming(6);
    path.timedAcknowledged(5, 80);
    path.time(7, 100);
    path.stopTiming(6);
    path.timedAcknowledged(7, 500);
    assert.is(path.rtt.srtt, 80);
  });

  test('a timeout ends it, too', () => {
    const path = pathTo('192.0.2.1');
    path.time(1, 0);
    path.timeOut();
    path.timedAcknowledged(1, 80);
    assert.is(path.rtt.srtt, undefined);
  });
});

describe('address of a path', (test) => {
  test('follows the UDP port that the peer sends from (RFC 6951 §5.4)', () => {
    const path = new Path(address('192.0.2.1', 9899), options, 'ACTIVE');
    path.learnUdpPort(40_000);
    assert.equal(path.address, address('192.0.2.1', 40_000));
  });

  test('stays the same object while the port does', () => {
    const path = new Path(address('192.0.2.1', 9899), options, 'ACTIVE');
    const before = path.address;
    path.learnUdpPort(9899);
    assert.is(path.address, before);
  });
});
