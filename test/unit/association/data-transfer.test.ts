import * as assert from 'uvu/assert';
import { writeChecksum } from '../../../lib/src/codec/checksum.ts';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, localPort, peerData, peerPort, peerTsn, typesOf } from '../endpoint/hand-driven.ts';

function sack(cumulativeTsnAck: number): Chunk {
  return { type: 'SACK', cumulativeTsnAck, advertisedReceiverWindowCredit: 1000, gapAckBlocks: [], duplicateTsns: [] };
}

/** What the one packet with ABORT gives for its cause. */
function abortCause(packets: ReturnType<HandDriven['sent']>): unknown {
  const [chunk] = packets[0]?.chunks ?? [];
  return chunk?.type === 'ABORT' ? chunk.causes[0] : chunk?.type;
}

function errorCode(driven: HandDriven): string | undefined {
  const last = driven.events().at(-1);
  return last?.type === 'closed' ? last.error?.code : last?.type;
}

describe('DATA from the peer (RFC 9260 §6.2)', (test) => {
  test('is there to read; the user hears of it once', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer(peerData(), peerData({ tsn: peerTsn + 1, ssn: 1 }));
    driven.answer(peerData({ tsn: peerTsn + 2, ssn: 2 }));
    assert.equal(driven.eventTypes(), ['readable']);
    assert.is(driven.association.read(0)?.data.toString(), 'hello');
  });

  test('is told of again once all was read', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer(peerData());
    driven.association.read(0);
    driven.answer(peerData({ tsn: peerTsn + 1, ssn: 1 }));
    assert.equal(driven.eventTypes(), ['readable', 'readable']);
  });

  test('that is not acknowledged at once is when the delay ends', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer(peerData());
    assert.equal(typesOf(driven.answer(peerData({ tsn: peerTsn + 1, ssn: 1 }))), []);
    assert.equal(typesOf(driven.timeOut()), ['SACK']);
    assert.is(driven.now, 200);
  });

  test('without data ends the association: No User Data', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const packets = driven.answer(peerData({ userData: new Uint8Array(0) }));
    assert.equal(abortCause(packets), { type: 'No User Data', tsn: peerTsn });
    assert.is(errorCode(driven), 'ERR_SCTP_PROTOCOL_VIOLATION');
  });

  test('on a stream that is not there is acknowledged, and an error (§6.5)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const [packet] = driven.answer(peerData({ streamId: 10 }));
    assert.equal(packet?.chunks[0], { type: 'ERROR', causes: [{ type: 'Invalid Stream Identifier', streamId: 10 }] });
    assert.is(packet?.chunks[1]?.type, 'SACK');
  });

  test('that cannot be put together is a protocol violation', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer(peerData({ ending: false }));
    const packets = driven.answer(peerData({ tsn: peerTsn + 1 }));
    assert.equal(abortCause(packets), {
      type: 'Protocol Violation',
      additionalInformation: Uint8Array.from(Buffer.from('a message began amid another one')),
    });
    assert.is(errorCode(driven), 'ERR_SCTP_PROTOCOL_VIOLATION');
  });

  test('that makes too large a message ends the association: Out of Resource', () => {
    const driven = HandDriven.in('ESTABLISHED', { maxMessageSize: 8 });
    driven.answer(peerData({ ending: false }));
    const packets = driven.answer(peerData({ tsn: peerTsn + 1, beginning: false }));
    assert.equal(abortCause(packets), { type: 'Out of Resource' });
    assert.is(errorCode(driven), 'ERR_SCTP_MESSAGE_TOO_LARGE');
  });

  test('that fills the buffer and can never be delivered ends the association: Out of Resource', () => {
    const driven = HandDriven.in('ESTABLISHED', { receiveBuffer: 4096, sackEveryPackets: 1 });
    const early = (number: number) =>
      peerData({ tsn: peerTsn + number, ssn: 1 + number, userData: new Uint8Array(800) });
    for (let number = 0; number < 3; number += 1) driven.answer(early(number));
    const packets = driven.answer(early(3));
    assert.equal(abortCause(packets), { type: 'Out of Resource' });
    assert.is(errorCode(driven), 'ERR_SCTP_OUT_OF_RESOURCE');
  });

  test('can still be read when the association has ended', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer(peerData());
    driven.association.abort('', 0);
    driven.sent();
    assert.is(driven.association.read(0)?.data.toString(), 'hello');
    assert.is(driven.association.read(0), undefined);
  });
});

describe('a packet with a malformed chunk', (test) => {
  /** These chunks, and after them one whose length goes past the end. */
  function withBrokenEnd(...chunks: readonly Chunk[]): Uint8Array {
    const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: 100 };
    const packet = encodePacket({ ...header, chunks: [...chunks, { type: 'COOKIE ACK' }] });
    packet[packet.length - 1] = 5;
    writeChecksum(packet);
    return packet;
  }

  test('what came before it is handled, acknowledged and told', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const packets = driven.answerBytes(withBrokenEnd(peerData()));
    assert.equal(typesOf(packets), ['SACK']);
    assert.equal(driven.eventTypes(), ['readable']);
  });

  test('is counted', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answerBytes(withBrokenEnd());
    assert.is(driven.endpoint.statistics().decodeErrors, 1);
  });
});

describe('SACK from the peer', (test) => {
  test('tells the user which messages have arrived', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const ids = [driven.send('a'), driven.send('b'), driven.send('c')];
    driven.sent();
    driven.answer(sack(102));
    assert.equal(
      driven.events().map((event) => event.type === 'acknowledged' && event.message.id),
      ids.slice(0, 2),
    );
  });

  test('of what was not sent is a protocol violation', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const packets = driven.answer(sack(101));
    assert.equal(abortCause(packets), {
      type: 'Protocol Violation',
      additionalInformation: Uint8Array.from(Buffer.from('a TSN was acknowledged that was not sent')),
    });
  });

  test('makes an inactive path active again (§8.2)', () => {
    const driven = HandDriven.in('ESTABLISHED', { pathMaxRetransmissions: 0, heartbeatInterval: 0 });
    driven.send('data');
    driven.sent();
    driven.timeOut();
    driven.answer(sack(101));
    assert.equal(driven.eventTypes(), ['path', 'path', 'acknowledged']);
    assert.is(driven.association.primaryPath.state, 'ACTIVE');
  });
});

describe('T3-rtx', (test) => {
  test('ends the association after Association.Max.Retrans (§8.1)', () => {
    const driven = HandDriven.in('ESTABLISHED', { associationMaxRetransmissions: 1, heartbeatInterval: 0 });
    driven.send('data');
    driven.sent();
    assert.equal(
      [1, 2].map(() => typesOf(driven.timeOut()).join()),
      ['DATA', ''],
    );
    assert.is(errorCode(driven), 'ERR_SCTP_PEER_UNREACHABLE');
  });

  test('an acknowledgement takes the count back', () => {
    const driven = HandDriven.in('ESTABLISHED', { associationMaxRetransmissions: 1, heartbeatInterval: 0 });
    for (const tsn of [101, 102, 103]) {
      driven.send('data');
      driven.sent();
      driven.timeOut();
      driven.answer(sack(tsn));
    }
    assert.is(driven.association.state, 'ESTABLISHED');
  });
});
