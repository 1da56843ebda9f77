import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import { describe } from '../../helpers/describe.ts';
import { hasCode } from '../../helpers/expected-error.ts';
import { HandDriven, localPort, peerAddress, peerData, peerPort, peerTag, typesOf } from '../endpoint/hand-driven.ts';

describe('Association: what it is', (test) => {
  test('it has two ports and two tags', () => {
    const { association } = HandDriven.in('ESTABLISHED');
    assert.equal(
      [association.localPort, association.peerPort, association.localTag, association.peerTag],
      [localPort, peerPort, 100, peerTag],
    );
  });

  test('before INIT ACK it has no peer tag, and no streams', () => {
    const { association } = HandDriven.in('COOKIE-WAIT');
    assert.equal(
      [association.peerTag, association.outboundStreams, association.inboundStreams, association.bufferedAmount],
      [0, 0, 0, 0],
    );
  });

  test('the bytes that it holds go up with send and down with SACK', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.send('12345');
    driven.send('678');
    assert.is(driven.association.bufferedAmount, 8);
  });
});

describe('Association: send', (test) => {
  test('gives each message an id of its own', () => {
    const driven = HandDriven.in('ESTABLISHED');
    assert.equal([driven.send('a'), driven.send('b'), driven.send('c')], [0, 1, 2]);
  });

  test('takes messages before the association is established', () => {
    const driven = HandDriven.in('COOKIE-ECHOED');
    driven.send('early');
    assert.equal(typesOf(driven.answer({ type: 'COOKIE ACK' })), ['DATA']);
  });

  for (const state of ['COOKIE-WAIT', 'SHUTDOWN-PENDING', 'SHUTDOWN-SENT', 'SHUTDOWN-RECEIVED'] as const) {
    test(`takes none in ${state}`, () => {
      assert.throws(() => HandDriven.in(state).send('x'), hasCode('ERR_SCTP_NOT_CONNECTED', state));
    });
  }

  for (const streamId of [-1, 10, 1.5, Number.NaN]) {
    test(`takes none on stream ${streamId} of 10`, () => {
      const driven = HandDriven.in('ESTABLISHED');
      assert.throws(() => driven.send('x', { streamId }), hasCode('ERR_SCTP_INVALID_STREAM', `${streamId}`, '0–9'));
    });
  }

  test('takes none without data', () => {
    assert.throws(() => HandDriven.in('ESTABLISHED').send(''), hasCode('ERR_SCTP_EMPTY_MESSAGE'));
  });

  test('takes none above maxMessageSize', () => {
    const driven = HandDriven.in('ESTABLISHED', { maxMessageSize: 5 });
    driven.send('12345');
    assert.throws(() => driven.send('123456'), hasCode('ERR_SCTP_MESSAGE_TOO_LARGE', '6 bytes', 'maxMessageSize 5'));
  });
});

describe('Association: read', (test) => {
  test('gives nothing where there is nothing', () => {
    assert.is(HandDriven.in('COOKIE-WAIT').association.read(0), undefined);
    assert.is(HandDriven.in('ESTABLISHED').association.read(0), undefined);
  });

  test('opens a closed window with a SACK', () => {
    const driven = HandDriven.in('ESTABLISHED', { receiveBuffer: 4096 });
    for (let i = 0; i < 4; i += 1) {
      driven.answer(peerData({ tsn: 5000 + i, ssn: i, userData: Buffer.alloc(1000) }));
    }
    assert.equal(driven.sentTypes(), []);
    for (let i = 0; i < 4; i += 1) driven.association.read(0);
    assert.equal(driven.sentTypes(), ['SACK']);
  });
});

describe('Association: packets', (test) => {
  test('SACK goes along with data (§6.1)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer(peerData());
    driven.answer(peerData({ tsn: 5001, ssn: 1 }));
    driven.send('reply');
    assert.equal(driven.sentTypes(), ['SACK, DATA']);
  });

  test('control chunks go first, then SACK, then data (§6.10)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.send('data');
    const packets = driven.answer(peerData(), { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') });
    assert.equal(typesOf(packets), ['HEARTBEAT ACK, SACK, DATA']);
  });

  test('answers to one packet share a packet, and those that it does not hold are left out (§12.4)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const heartbeat = { type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(700) } as const;
    assert.equal(typesOf(driven.answer(heartbeat, heartbeat, heartbeat)), ['HEARTBEAT ACK, HEARTBEAT ACK']);
  });

  test('an answer larger than the path takes goes out when it is the first (§12.4)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const heartbeat = { type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(4000) } as const;
    assert.equal(typesOf(driven.answer(heartbeat, heartbeat)), ['HEARTBEAT ACK']);
  });

  test('ABORT goes out without the answers that were to go before it (§12.4)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const packets = driven.answer(
      { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') },
      peerData({ userData: new Uint8Array(0) }),
    );
    assert.equal(typesOf(packets), ['ABORT']);
  });

  test('SHUTDOWN COMPLETE goes out without the answers that were to go before it (§12.4)', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT');
    const packets = driven.answer({ type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') }, { type: 'SHUTDOWN ACK' });
    assert.equal(typesOf(packets), ['SHUTDOWN COMPLETE']);
  });

  test('as much of an unknown chunk is reported as goes into a packet', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const [packet] = driven.answer({ type: 'unknown', chunkType: 0xff, flags: 0, value: new Uint8Array(4000) });
    const [chunk] = packet?.chunks ?? [];
    const [cause] = chunk?.type === 'ERROR' ? chunk.causes : [];
    assert.is(cause?.type === 'Unrecognized Chunk Type' && cause.chunk.length, 1480 - 20);
  });

  test('what is wrong with one packet is reported in one packet at most', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const unknown = { type: 'unknown', chunkType: 0xff, flags: 0, value: new Uint8Array(4) } as const;
    const packets = driven.answer(...Array.from({ length: 500 }, () => unknown));
    assert.equal([packets.length, packets[0]?.chunks.length], [1, Math.floor((1468 - 8) / 16)]);
  });

  test('an unknown chunk that stops the packet hides what follows (§3.2)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const heartbeat = { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') } as const;
    const unknown = (chunkType: number) =>
      ({ type: 'unknown', chunkType, flags: 0, value: new Uint8Array(4) }) as const;
    assert.equal(typesOf(driven.answer(unknown(0x3f), heartbeat)), []);
    assert.equal(typesOf(driven.answer(unknown(0xbf), heartbeat)), ['HEARTBEAT ACK']);
  });

  test('go where the UDP port of the peer has moved to (RFC 6951 §5.4)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const moved = address(peerAddress.ip, 40_000);
    const [packet] = driven.answerWith({ from: moved }, { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') });
    assert.equal(packet?.to, moved);
  });
});

describe('Association: errors that the peer reports', (test) => {
  test('stay as they are when the bytes of their packet are used again', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const causes = [{ type: 'Unrecognized Parameters', parameters: Buffer.from('abcd') }] as const;
    const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: 100 };
    const packet = encodePacket({ ...header, chunks: [{ type: 'ERROR', causes }] });
    driven.answerBytes(packet);
    packet.fill(0);
    const [event] = driven.events();
    const [cause] = event?.type === 'peerError' ? event.causes : [];
    assert.is(cause?.type === 'Unrecognized Parameters' && Buffer.from(cause.parameters).toString(), 'abcd');
  });
});
