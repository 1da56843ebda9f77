import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, peerData, peerTsn } from '../endpoint/hand-driven.ts';

/** What `readable` events said, in turn: a stream that is read apart, or all others. */
function readable(driven: HandDriven): (number | 'others' | undefined)[] {
  return driven.events().map((event) => (event.type === 'readable' ? (event.streamId ?? 'others') : undefined));
}

function textOf(driven: HandDriven, streamId?: number): string | undefined {
  return driven.association.read(driven.now, streamId)?.data.toString();
}

describe('a stream that is read apart', (test) => {
  test('is told of apart, and its messages are there for its reader alone', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.association.separate(1);
    driven.answer(peerData(), peerData({ tsn: peerTsn + 1, streamId: 1, ssn: 0, userData: Buffer.from('apart') }));
    assert.equal(readable(driven), ['others', 1]);
    assert.equal([textOf(driven), textOf(driven), textOf(driven, 1)], ['hello', undefined, 'apart']);
  });

  test('is held against the one window, whether others are read or not (RFC 9260 §6.2)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.association.separate(1);
    const { localReceiverWindow } = driven.association.status;
    driven.answer(peerData({ streamId: 1, userData: Buffer.alloc(1000) }));
    assert.is(textOf(driven), undefined);
    assert.is(driven.association.status.localReceiverWindow, localReceiverWindow - 1256);
    assert.is(driven.association.status.unreadMessages, 1);
  });

  test('can still be read when the association has ended, also apart from then on', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.association.separate(1);
    const last = peerData({ tsn: peerTsn + 1, userData: Buffer.from('last') });
    driven.answer(peerData({ streamId: 1 }), last);
    driven.association.abort('enough', driven.now);
    driven.association.separate(0);
    assert.equal([textOf(driven), textOf(driven, 1), textOf(driven, 0)], [undefined, 'hello', 'last']);
  });
});
