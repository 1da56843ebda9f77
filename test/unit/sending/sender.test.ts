import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { SenderRig } from './sender-rig.ts';

describe('Sender: messages to chunks', (test) => {
  test('a message becomes a chunk with all that it has', () => {
    const rig = new SenderRig();
    rig.send({ data: Buffer.from('hello'), streamId: 3, ppid: 46, unordered: true });
    const [packet] = rig.transmit();
    const [chunk] = packet?.chunks ?? [];
    assert.equal(
      [chunk?.tsn, chunk?.streamId, chunk?.ppid, chunk?.unordered, chunk?.beginning, chunk?.ending, chunk?.immediate],
      [1, 3, 46, true, true, true, false],
    );
    assert.is(Buffer.from(chunk?.userData ?? []).toString(), 'hello');
  });

  test('messages are numbered by stream (RFC 9260 §6.5)', () => {
    const rig = new SenderRig();
    for (const streamId of [0, 1, 0]) rig.send({ streamId });
    assert.equal(
      rig.transmit().flatMap(({ chunks }) => chunks.map(({ ssn }) => ssn)),
      [0, 0, 1],
    );
  });

  test('a backlog on one stream does not delay others: they take turns (RFC 8260 §3.2)', () => {
    const rig = new SenderRig();
    for (const streamId of [0, 0, 0, 1, 2]) rig.send({ streamId });
    const [packet] = rig.transmit();
    assert.equal(
      packet?.chunks.map(({ streamId }) => streamId),
      [0, 1, 2, 0, 0],
    );
  });

  test('small messages share a packet', () => {
    const rig = new SenderRig();
    rig.enqueue(100, 100, 100);
    assert.equal(rig.transmitTsns(), [[1, 2, 3]]);
  });

  test('a large message is cut into chunks that fill packets (§6.9)', () => {
    const rig = new SenderRig();
    rig.enqueue(3000);
    const chunks = rig.transmit().flatMap((packet) => packet.chunks);
    assert.equal(
      chunks.map(({ userData }) => userData.length),
      [1452, 1452, 96],
    );
    assert.equal(
      chunks.map(({ ssn }) => ssn),
      [0, 0, 0],
    );
    assert.equal(
      chunks.map(({ beginning, ending }) => [beginning, ending]),
      [
        [true, false],
        [false, false],
        [false, true],
      ],
    );
  });

  test('a message that has the I bit asks for a SACK with its last chunk', () => {
    const rig = new SenderRig();
    rig.send({ data: Buffer.alloc(2000), sackImmediately: true });
    assert.equal(
      rig.transmit().map(({ chunks }) => chunks[0]?.immediate),
      [false, true],
    );
  });

  test('a message that asks for it is told as its last piece is transmitted, and once only', () => {
    const rig = new SenderRig({ maxBurst: 1 });
    rig.send({ id: 7, data: Buffer.alloc(2000), isSentReported: true });
    rig.send({ id: 8 });
    assert.equal([rig.transmitTsns(), rig.sentIds], [[[1]], []]);
    rig.sender.allowBurst();
    assert.equal([rig.transmitTsns(), rig.sentIds], [[[2, 3]], [7]]);
    rig.timeOut();
    assert.equal([rig.transmitTsns(), rig.sentIds], [[[1]], [7]]);
  });

  test('the last chunk before the end asks for a SACK (§6.1)', () => {
    const rig = new SenderRig();
    rig.enqueue(100, 100);
    rig.sender.flush();
    assert.equal(
      rig.transmit().flatMap(({ chunks }) => chunks.map(({ immediate }) => immediate)),
      [false, true],
    );
  });

  test('a message is cut to go along with other chunks, unless they leave less than half a packet', () => {
    const rig = new SenderRig();
    rig.enqueue(1400);
    assert.equal(rig.transmit(800), []);
    assert.equal(
      rig.transmit(200).map(({ chunks }) => chunks[0]?.userData.length),
      [1252, 148],
    );
  });

  test('a message is not cut to fill up a packet', () => {
    const rig = new SenderRig();
    rig.enqueue(1000, 1000);
    assert.equal(rig.transmitTsns(), [[1], [2]]);
  });
});

describe('Sender: how much may go', (test) => {
  test('as many packets as cwnd allows, the last one beyond it (§6.1 B)', () => {
    const rig = new SenderRig();
    rig.enqueue(20_000);
    assert.is(rig.transmit().length, 3);
    assert.is(rig.path.flightSize, 3 * 1468);
  });

  test('header and padding of a chunk count for its flight size (§7.2)', () => {
    const rig = new SenderRig();
    rig.enqueue(101);
    rig.transmit();
    assert.is(rig.path.flightSize, 16 + 101 + 3);
  });

  test('as many packets of new data as the burst allows (§6.1 D)', () => {
    const rig = new SenderRig({ maxBurst: 2 });
    rig.enqueue(20_000);
    assert.is(rig.transmit().length, 2);
    assert.is(rig.transmit().length, 0);
    rig.sender.allowBurst();
    assert.is(rig.transmit().length, 1);
  });

  test('nothing that the window of the peer does not hold (§6.1 A)', () => {
    const rig = new SenderRig({ peerReceiverWindow: 250 });
    rig.enqueue(100, 100, 100);
    assert.equal(rig.transmitTsns(), [[1, 2]]);
    rig.sack(2, [], 250);
    assert.equal(rig.transmitTsns(), [[3]]);
  });

  test('a small message waits for others while something is in flight, without noDelay (Nagle)', () => {
    const rig = new SenderRig({ noDelay: false });
    rig.enqueue(100);
    assert.equal(rig.transmitTsns(), [[1]]);
    rig.enqueue(100, 100);
    assert.equal(rig.transmitTsns(), []);
    rig.sack(1);
    assert.equal(rig.transmitTsns(), [[2, 3]]);
  });

  test('a packetful does not wait, nor does the last of all', () => {
    const rig = new SenderRig({ noDelay: false });
    rig.enqueue(100);
    rig.transmit();
    rig.enqueue(1452);
    assert.equal(rig.transmitTsns(), [[2]]);
    rig.enqueue(100);
    assert.equal(rig.transmitTsns(), []);
    rig.sender.flush();
    assert.equal(rig.transmitTsns(), [[3]]);
  });

  test('65,535 ordered messages of a stream at most', () => {
    const rig = new SenderRig({ maxBurst: 65_535 });
    rig.path.congestionControl.acknowledge({ bytes: 1e9, flightSizeBefore: 1e9, isInFastRecovery: false }, 1e8);
    for (let id = 0; id < 65_537; id += 1) rig.send({ id, data: Buffer.alloc(1) });
    const chunks = rig.transmit().flatMap((packet) => packet.chunks);
    assert.is(chunks.length, 65_535);
    rig.sack(65_535);
    assert.equal(rig.transmitTsns(), [[65_536, 65_537]]);
  });
});

describe('Sender: limits of its send window (§6.1)', (test) => {
  test('65,535 TSNs at most, whatever the messages', () => {
    const rig = new SenderRig({ maxBurst: 65_535 });
    rig.path.congestionControl.acknowledge({ bytes: 1e9, flightSizeBefore: 1e9, isInFastRecovery: false }, 1e8);
    for (let id = 0; id < 65_537; id += 1) rig.send({ id, data: Buffer.alloc(1), unordered: true });
    const chunks = rig.transmit().flatMap((packet) => packet.chunks);
    assert.is(chunks.length, 65_535);
    rig.sack(0, [{ start: 2, end: 65_535 }]);
    assert.equal(rig.transmitTsns(), []);
    rig.sack(1, [{ start: 2, end: 65_534 }]);
    assert.equal(rig.transmitTsns(), [[65_536]]);
  });
});

describe('Sender: what it tells', (test) => {
  test('bytes that are queued, then sent, count until they are cumulatively acknowledged', () => {
    const rig = new SenderRig();
    rig.enqueue(100, 200);
    assert.is(rig.sender.bufferedAmount, 300);
    rig.transmit();
    rig.sack(0, [{ start: 2, end: 2 }]);
    assert.is(rig.sender.bufferedAmount, 300);
    rig.sack(2);
    assert.is(rig.sender.bufferedAmount, 0);
  });

  test('it is idle before anything is queued, and after all is acknowledged', () => {
    const rig = new SenderRig();
    assert.ok(rig.sender.isIdle);
    rig.enqueue(100);
    assert.not(rig.sender.isIdle);
    rig.transmit();
    assert.not(rig.sender.isIdle);
    rig.sack(1);
    assert.ok(rig.sender.isIdle);
  });

  test('the next timeout is that of the earliest T3-rtx', () => {
    const rig = new SenderRig();
    assert.is(rig.sender.nextTimeout, undefined);
    rig.enqueue(100);
    rig.now = 50;
    rig.transmit();
    assert.is(rig.sender.nextTimeout, 1050);
  });

  test('a SHUTDOWN acknowledges as well (§9.2)', () => {
    const rig = new SenderRig();
    rig.enqueue(100, 100);
    rig.transmit();
    const outcome = rig.sender.handleCumulativeTsnAck(2, 0);
    assert.is(outcome.result, 'APPLIED');
    assert.ok(rig.sender.isIdle);
  });

  test('a SACK that is stale, or of what was not sent, changes nothing', () => {
    const rig = new SenderRig();
    rig.enqueue(100);
    rig.transmit();
    assert.is(rig.sack(2, [], 0).result, 'PROTOCOL-VIOLATION');
    assert.is(rig.sack(-1 >>> 0, [], 0).result, 'STALE');
    rig.enqueue(100);
    assert.equal(rig.transmitTsns(), [[2]]);
  });
});

describe('Sender: giving up', (test) => {
  test('gives back what is not acknowledged, oldest first, and whether it was sent', () => {
    const rig = new SenderRig({ maxBurst: 1 });
    rig.enqueue(1452, 3000, 100);
    rig.transmit();
    rig.sender.allowBurst();
    rig.transmit();
    assert.equal(
      rig.sender.abandon().map(({ message, wasSent }) => [message.id, wasSent]),
      [
        [0, true],
        [1, true],
        [2, false],
      ],
    );
  });

  test('stops all timers, and holds nothing any more', () => {
    const rig = new SenderRig();
    rig.enqueue(100);
    rig.transmit();
    rig.sender.abandon();
    assert.equal([rig.sender.bufferedAmount, rig.sender.isIdle, rig.sender.nextTimeout], [0, true, undefined]);
  });
});
