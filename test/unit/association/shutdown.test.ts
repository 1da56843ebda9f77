import * as assert from 'uvu/assert';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, peerData, peerTag, peerTsn, typesOf } from '../endpoint/hand-driven.ts';

function sack(cumulativeTsnAck: number): Chunk {
  return { type: 'SACK', cumulativeTsnAck, advertisedReceiverWindowCredit: 1000, gapAckBlocks: [], duplicateTsns: [] };
}

describe('shutdown by the user (RFC 9260 §9.2)', (test) => {
  test('with nothing outstanding: SHUTDOWN with the last TSN received', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer(peerData({ immediate: true }));
    driven.association.shutdown(0);
    assert.equal(driven.sent()[0]?.chunks, [{ type: 'SHUTDOWN', cumulativeTsnAck: peerTsn }]);
  });

  test('with data queued: SHUTDOWN goes after it is acknowledged', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.send('last words');
    driven.association.shutdown(0);
    assert.equal(driven.sentTypes(), ['DATA']);
    assert.equal(typesOf(driven.answer(sack(101))), ['SHUTDOWN']);
  });

  test('takes no more messages', () => {
    const driven = HandDriven.in('SHUTDOWN-PENDING');
    assert.throws(() => driven.send('too late'), /SHUTDOWN-PENDING takes no messages/);
  });

  test('a second time changes nothing', () => {
    for (const state of ['SHUTDOWN-PENDING', 'SHUTDOWN-SENT', 'SHUTDOWN-RECEIVED', 'SHUTDOWN-ACK-SENT'] as const) {
      const driven = HandDriven.in(state);
      driven.association.shutdown(0);
      assert.equal([driven.association.state, driven.sentTypes()], [state, []]);
    }
  });

  test('ends with SHUTDOWN COMPLETE, to the tag of the peer, and without an error', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT');
    const [packet] = driven.answer({ type: 'SHUTDOWN ACK' });
    assert.equal(packet?.chunks, [{ type: 'SHUTDOWN COMPLETE', isTagReflected: false }]);
    assert.is(packet?.verificationTag, peerTag);
    assert.equal(driven.events(), [{ type: 'closed', error: undefined }]);
  });

  test('while data comes in: it is acknowledged, and SHUTDOWN goes again', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT');
    driven.now = 500;
    const [packet] = driven.answer(peerData());
    assert.equal(packet?.chunks[0], { type: 'SHUTDOWN', cumulativeTsnAck: peerTsn });
    assert.is(packet?.chunks[1]?.type, 'SACK');
    assert.is(driven.endpoint.nextTimeout(), 1500);
  });

  test('before it is established: ends at once, with ABORT where the peer is known', () => {
    const waiting = HandDriven.in('COOKIE-WAIT');
    waiting.association.shutdown(0);
    assert.equal(waiting.sentTypes(), []);
    const echoed = HandDriven.in('COOKIE-ECHOED');
    echoed.association.shutdown(0);
    assert.equal(echoed.sentTypes(), ['ABORT']);
    for (const driven of [waiting, echoed]) {
      const [event] = driven.events();
      assert.is(event?.type === 'closed' && event.error?.code, 'ERR_SCTP_ABORTED');
    }
  });
});

describe('T2-shutdown (§9.2)', (test) => {
  test('SHUTDOWN goes again, with the TSN that was received since', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT');
    driven.answer(peerData());
    const [packet] = driven.timeOut();
    assert.equal(packet?.chunks, [{ type: 'SHUTDOWN', cumulativeTsnAck: peerTsn }]);
  });

  test('SHUTDOWN ACK goes again', () => {
    const driven = HandDriven.in('SHUTDOWN-ACK-SENT');
    assert.equal(typesOf(driven.timeOut()), ['SHUTDOWN ACK']);
  });

  test('each time waits twice as long', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT');
    const times = [1, 2, 3].map(() => {
      driven.timeOut();
      return driven.now;
    });
    assert.equal(times, [1000, 3000, 7000]);
  });

  for (const [state, chunkName] of [
    ['SHUTDOWN-SENT', 'SHUTDOWN'],
    ['SHUTDOWN-ACK-SENT', 'SHUTDOWN ACK'],
  ] as const) {
    test(`${chunkName} is given up after Association.Max.Retrans`, () => {
      const driven = HandDriven.in(state, { associationMaxRetransmissions: 2 });
      assert.equal(
        [1, 2, 3].map(() => typesOf(driven.timeOut()).join()),
        [chunkName, chunkName, ''],
      );
      const [event] = driven.events();
      assert.is(event?.type === 'closed' && event.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
      assert.match(
        event?.type === 'closed' ? (event.error?.message ?? '') : '',
        new RegExp(`${chunkName}.*sent 3 times`),
      );
    });
  }

  test('data from the peer gives it the time to go on', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT', { associationMaxRetransmissions: 1 });
    driven.timeOut();
    driven.answer(peerData());
    assert.equal(typesOf(driven.timeOut()), ['SHUTDOWN']);
  });
});

describe('any packet of the peer in SHUTDOWN-SENT (§9.2)', (test) => {
  test('clears the count of SHUTDOWNs and restarts T2-shutdown, also where it acknowledges nothing', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT', { associationMaxRetransmissions: 1 });
    driven.timeOut();
    driven.now += 500;
    driven.answer({ type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') });
    assert.is(driven.endpoint.nextTimeout(), driven.now + 2000);
    assert.equal(typesOf(driven.timeOut()), ['SHUTDOWN']);
  });
});

describe('T5-shutdown-guard (§9.2)', (test) => {
  test('ends with ABORT what the peer drags out for five times RTO.Max', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT', { rtoMax: 2000 });
    for (let i = 0; driven.now < 9500; i += 1) {
      driven.now += 500;
      driven.answer(peerData({ tsn: peerTsn + i, ssn: i }));
    }
    assert.is(driven.association.state, 'SHUTDOWN-SENT');
    assert.equal(typesOf(driven.timeOut()), ['ABORT']);
    const event = driven.events().at(-1);
    assert.is(driven.now, 10_000);
    assert.is(event?.type === 'closed' && event.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
  });
});

describe('SHUTDOWN from the peer (§9.2)', (test) => {
  test('waits for our data, which goes on until it is acknowledged', () => {
    const driven = HandDriven.in('SHUTDOWN-RECEIVED');
    assert.equal(typesOf(driven.timeOut()), ['DATA']);
    assert.equal(typesOf(driven.answer(sack(101))), ['SHUTDOWN ACK']);
  });

  test('acknowledges our data itself', () => {
    const driven = HandDriven.in('SHUTDOWN-RECEIVED');
    const packets = driven.answer({ type: 'SHUTDOWN', cumulativeTsnAck: 101 });
    assert.equal(typesOf(packets), ['SHUTDOWN ACK']);
    assert.equal(driven.eventTypes(), ['acknowledged']);
  });

  test('of data that was not sent is a protocol violation', () => {
    const driven = HandDriven.in('ESTABLISHED');
    assert.equal(typesOf(driven.answer({ type: 'SHUTDOWN', cumulativeTsnAck: 200 })), ['ABORT']);
    const event = driven.events().at(-1);
    assert.is(event?.type === 'closed' && event.error?.code, 'ERR_SCTP_PROTOCOL_VIOLATION');
  });

  test('that crosses ours ends on both sides (§9.2)', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT');
    driven.answer({ type: 'SHUTDOWN', cumulativeTsnAck: 100 });
    assert.equal(typesOf(driven.answer({ type: 'SHUTDOWN ACK' })), ['SHUTDOWN COMPLETE']);
  });
});
