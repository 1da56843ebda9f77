import * as assert from 'uvu/assert';
import { PathSet } from '../../../lib/src/path/path-set.ts';
import { describe } from '../../helpers/describe.ts';
import { pathTo } from './chunks.ts';
import { SenderRig } from './sender-rig.ts';

/** Large chunks, one to a packet, of which all that cwnd allows have gone: TSN 1 to 3. */
function inFlight(change = {}): SenderRig {
  const rig = new SenderRig(change);
  rig.enqueue(...Array.from({ length: 10 }, () => 1452));
  rig.transmit();
  return rig;
}

/** One that has lost TSN 1 as SACKs show, with eight small chunks in flight. */
function afterThreeMissIndications(): SenderRig {
  const rig = new SenderRig();
  rig.enqueue(...Array.from({ length: 8 }, () => 400));
  rig.transmit();
  for (const end of [2, 3, 4]) rig.sack(0, [{ start: 2, end }]);
  return rig;
}

describe('Sender: T3-rtx expires (RFC 9260 §6.3.3)', (test) => {
  test('what was in flight goes again, one packet until it is acknowledged (E3)', () => {
    const rig = inFlight();
    rig.timeOut();
    assert.equal(rig.transmitTsns(), [[1]]);
    rig.sack(1);
    assert.equal(rig.transmitTsns(), [[2], [3]]);
  });

  test('the packet that goes then asks for a SACK at once (I bit, §6.1)', () => {
    const rig = inFlight();
    rig.timeOut();
    assert.equal([rig.transmit()[0]?.chunks[0]?.immediate, rig.path.isLimitedToOnePacket], [true, true]);
    rig.sack(1);
    assert.not(rig.transmit()[0]?.chunks[0]?.immediate);
  });

  test('nothing new goes before that (§6.1 C)', () => {
    const rig = inFlight();
    rig.timeOut();
    for (const tsns of rig.transmitTsns()) assert.ok(tsns.every((tsn) => tsn <= 3));
  });

  test('ssthresh is half of cwnd, cwnd one chunk, the RTO doubled (E1, E2)', () => {
    const rig = inFlight();
    rig.timeOut();
    const { cwnd, ssthresh } = rig.path.congestionControl;
    assert.equal([cwnd, ssthresh, rig.path.rto], [1468, 4 * 1468, 2000]);
  });

  test('the timer runs again with the doubled RTO (E4)', () => {
    const rig = inFlight();
    rig.timeOut();
    rig.transmit();
    assert.is(rig.path.t3Rtx.deadline, 1000 + 2000);
  });

  test('it counts as an error of its path', () => {
    const rig = inFlight();
    assert.equal(rig.timeOut(), [{ path: rig.path, isError: true }]);
  });

  test('the window of the peer has the bytes back until they go again (§6.2.1 C)', () => {
    const rig = new SenderRig({ peerReceiverWindow: 1000 });
    rig.enqueue(1000);
    rig.transmit();
    rig.timeOut();
    assert.equal(rig.transmitTsns(), [[1]]);
    assert.is(rig.path.flightSize, 1016);
  });

  test('a retransmission gives no round-trip time (§6.3.1 C5)', () => {
    const rig = inFlight();
    rig.timeOut();
    rig.transmit();
    rig.sack(1);
    assert.is(rig.path.rtt.srtt, undefined);
  });

  test('small chunks share the packet in which they go again', () => {
    const rig = new SenderRig();
    rig.enqueue(100, 100, 100);
    for (let i = 0; i < 3; i += 1) rig.transmit();
    rig.timeOut();
    assert.equal(rig.transmitTsns(), [[1, 2, 3]]);
  });

  test('a chunk that the SACK of its first transmission acknowledges does not go again', () => {
    const rig = inFlight();
    rig.timeOut();
    rig.sack(2);
    assert.equal(rig.transmitTsns()[0], [3]);
  });
});

describe('Sender: several paths (§6.4)', (test) => {
  test('what timed out goes to another active path', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const rig = new SenderRig({}, [one, other]);
    rig.enqueue(1452, 1452);
    rig.transmit();
    rig.timeOut();
    assert.equal(
      rig.transmit().map(({ path }) => path),
      [other, other],
    );
    assert.equal([one.flightSize, other.flightSize], [0, 2 * 1468]);
    assert.equal([one.t3Rtx.isRunning, other.t3Rtx.deadline], [false, 2000]);
  });

  test('new data keeps to the primary path', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const rig = new SenderRig({}, [one, other]);
    rig.enqueue(1452);
    rig.transmit();
    rig.timeOut();
    rig.enqueue(100);
    assert.equal(
      rig.transmit().map(({ path, chunks }) => [path, chunks[0]?.tsn]),
      [
        [other, 1],
        [one, 2],
      ],
    );
  });

  test('new data goes elsewhere once the primary path is inactive (§6.4.1)', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const paths = new PathSet(one, [other]);
    const rig = new SenderRig({ paths }, [one, other]);
    for (let i = 0; i < 6; i += 1) paths.countError(one);
    rig.enqueue(100);
    assert.equal(
      rig.transmit().map(({ path }) => path),
      [other],
    );
  });

  test('chunks are cut to the smallest path', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('2001:db8::1')];
    const rig = new SenderRig({}, [one, other]);
    rig.enqueue(3000);
    assert.is(rig.transmit()[0]?.chunks[0]?.userData.length, 1432);
  });

  test('the next timeout is the earliest of all paths', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const rig = new SenderRig({}, [one, other]);
    other.t3Rtx.start(300, 0);
    one.t3Rtx.start(500, 0);
    assert.is(rig.sender.nextTimeout, 300);
  });
});

describe('Sender: Fast Retransmit (§7.2.4)', (test) => {
  test('a chunk goes again with its third miss indication, before new data', () => {
    const rig = afterThreeMissIndications();
    rig.enqueue(100);
    assert.equal(rig.transmitTsns()[0]?.[0], 1);
  });

  test('it halves cwnd once, until Fast Recovery ends', () => {
    const rig = inFlight({ maxBurst: 4 });
    rig.sack(0, [{ start: 2, end: 2 }]);
    rig.transmit();
    rig.sack(0, [{ start: 2, end: 3 }]);
    rig.transmit();
    rig.sack(0, [{ start: 2, end: 4 }]);
    const { cwnd } = rig.path.congestionControl;
    assert.is(cwnd, 4 * 1468);
    assert.equal(rig.transmitTsns()[0]?.[0], 1);
    rig.sack(0, [{ start: 2, end: 5 }]);
    assert.is(rig.path.congestionControl.cwnd, cwnd);
  });

  test('its packet goes even when cwnd is used up', () => {
    const rig = afterThreeMissIndications();
    rig.path.dataSent(100_000, 0);
    assert.equal(rig.transmitTsns(), [[1]]);
  });

  test('T3-rtx starts anew, as the earliest chunk goes again (step 4)', () => {
    const rig = afterThreeMissIndications();
    rig.now = 300;
    rig.transmit();
    assert.is(rig.path.t3Rtx.deadline, 1300);
  });

  test('a chunk is fast retransmitted once (step 5)', () => {
    const rig = afterThreeMissIndications();
    rig.transmit();
    for (const end of [5, 6, 7, 8]) rig.sack(0, [{ start: 2, end }]);
    assert.equal(rig.transmitTsns(), []);
    rig.timeOut();
    assert.equal(rig.transmitTsns(), [[1]]);
  });

  test('a chunk that was acknowledged before it went again holds nothing up', () => {
    const rig = afterThreeMissIndications();
    rig.sack(8);
    rig.enqueue(100);
    assert.equal(rig.transmitTsns(), [[9]]);
  });
});
