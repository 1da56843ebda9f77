import * as assert from 'uvu/assert';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, localAddress, localPort, peerAddress, peerData, peerPort, peerTsn } from './hand-driven.ts';

/** Whether the endpoint may be given more packets before its outputs are drained. */
function receive(driven: HandDriven, ...chunks: readonly Chunk[]): boolean {
  const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: 100 };
  return driven.endpoint.receive(encodePacket({ ...header, chunks }), peerAddress, localAddress, driven.now);
}

/** One that has had its first DATA, and acknowledged it. */
function receiving(): HandDriven {
  const driven = HandDriven.in('ESTABLISHED');
  driven.answer(peerData());
  return driven;
}

const next = peerData({ tsn: peerTsn + 1, ssn: 1 });

describe('packets that are received together', (test) => {
  test('a packet of DATA that need not be acknowledged yet may be followed by more', () => {
    assert.ok(receive(receiving(), next));
  });

  test('a packet that lets data go may not', () => {
    const driven = receiving();
    driven.send('outstanding');
    driven.sent();
    const sack = { cumulativeTsnAck: 101, advertisedReceiverWindowCredit: 1000, gapAckBlocks: [], duplicateTsns: [] };
    assert.not(receive(driven, { type: 'SACK', ...sack }, next));
  });

  test('a packet that shows a loss may not', () => {
    assert.not(receive(receiving(), peerData({ tsn: peerTsn + 2, ssn: 2 })));
  });

  test('a packet that asks for its acknowledgement may not', () => {
    assert.not(receive(receiving(), { ...next, immediate: true }));
  });

  test('a packet that cannot be read, or is for nobody, may not', () => {
    const driven = receiving();
    assert.not(driven.endpoint.receive(new Uint8Array(3), peerAddress, localAddress, driven.now));
    assert.not(driven.endpoint.receive(new Uint8Array(16), peerAddress, localAddress, driven.now));
    driven.association.abort('', driven.now);
    driven.sent();
    assert.not(receive(driven, next));
  });
});
