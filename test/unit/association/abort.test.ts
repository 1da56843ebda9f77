import * as assert from 'uvu/assert';
import type { AssociationEvent } from '../../../lib/src/association/event.ts';
import type { ErrorCause } from '../../../lib/src/codec/error-cause.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, peerData, peerTag, typesOf } from '../endpoint/hand-driven.ts';

function closing(events: readonly AssociationEvent[]): string {
  const last = events.at(-1);
  return last?.type === 'closed' ? `${last.error?.code}: ${last.error?.message}` : `${last?.type}`;
}

describe('abort by the user (RFC 9260 §9.1)', (test) => {
  test('tells the peer why, under its tag', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.association.abort('no more', 0);
    const [packet] = driven.sent();
    const reason = Uint8Array.from(Buffer.from('no more'));
    assert.equal(packet?.chunks, [
      { type: 'ABORT', isTagReflected: false, causes: [{ type: 'User-Initiated Abort', reason }] },
    ]);
    assert.is(packet?.verificationTag, peerTag);
  });

  test('ends with an error of its own', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.association.abort('no more', 0);
    assert.is(closing(driven.events()), 'ERR_SCTP_ABORTED: aborted: no more');
  });

  test('needs no reason', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.association.abort('', 0);
    assert.is(closing(driven.events()), 'ERR_SCTP_ABORTED: the association was aborted');
  });

  test('gives back what was not delivered', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const sent = driven.send('sent');
    driven.sent();
    driven.association.abort('', 0);
    const [event] = driven.events();
    assert.equal(event?.type === 'sendFailed' && [event.message.id, event.wasSent], [sent, true]);
  });

  test('is silent while the peer is not known', () => {
    const driven = HandDriven.in('COOKIE-WAIT');
    driven.association.abort('', 0);
    assert.equal(driven.sentTypes(), []);
    assert.match(closing(driven.events()), /ERR_SCTP_ABORTED/);
  });

  test('cuts a long reason, so that ABORT fits into any packet', () => {
    const driven = HandDriven.in('ESTABLISHED', { pathMtu: 512 });
    driven.association.abort('x'.repeat(100_000), 0);
    const [packet] = driven.sent();
    const [chunk] = packet?.chunks ?? [];
    const [cause] = chunk?.type === 'ABORT' ? chunk.causes : [];
    assert.is(cause?.type === 'User-Initiated Abort' && cause.reason.length, 400);
  });

  test('of a closed association changes nothing', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.association.abort('', 0);
    driven.sent();
    driven.events();
    driven.association.abort('', 0);
    assert.equal([driven.sentTypes(), driven.events()], [[], []]);
  });

  test('leaves no timer', () => {
    const driven = HandDriven.in('SHUTDOWN-PENDING');
    driven.association.abort('', 0);
    driven.sent();
    assert.is(driven.endpoint.nextTimeout(), undefined);
  });
});

describe('ABORT from the peer', (test) => {
  const cases: readonly [ErrorCause[], string][] = [
    [[], 'without a reason'],
    [[{ type: 'Out of Resource' }], 'with: Out of Resource'],
    [[{ type: 'User-Initiated Abort', reason: Buffer.from('bye\n') }], 'with: User-Initiated Abort ("bye\\n")'],
    [[{ type: 'User-Initiated Abort', reason: Buffer.alloc(0) }], 'with: User-Initiated Abort'],
    [[{ type: 'Protocol Violation', additionalInformation: Buffer.from('no') }], 'with: Protocol Violation ("no")'],
    [[{ type: 'Protocol Violation', additionalInformation: Buffer.alloc(0) }], 'with: Protocol Violation'],
    [[{ type: 'unknown', code: 999, value: Buffer.alloc(4) }], 'with: error cause 999'],
    [[{ type: 'Out of Resource' }, { type: 'No User Data', tsn: 1 }], 'with: Out of Resource, No User Data'],
  ];
  for (const [causes, said] of cases) {
    test(`ends the association ${said}`, () => {
      const driven = HandDriven.in('ESTABLISHED');
      driven.answer({ type: 'ABORT', isTagReflected: false, causes });
      assert.is(closing(driven.events()), `ERR_SCTP_ABORTED_BY_PEER: the peer aborted the association ${said}`);
    });
  }

  test('is not answered, nor is what came with it (§9.1)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const heartbeat = { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') } as const;
    assert.equal(driven.answer(heartbeat, { type: 'ABORT', isTagReflected: false, causes: [] }), []);
  });

  test('is not answered when it comes after what ended the association', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const abort = { type: 'ABORT', isTagReflected: false, causes: [] } as const;
    assert.equal(driven.answer(peerData({ userData: new Uint8Array(0) }), abort), []);
    assert.is(driven.association.state, 'CLOSED');
  });

  test('with the T bit is discarded under our tag, also behind another chunk', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const heartbeat = { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') } as const;
    const packets = driven.answer(heartbeat, { type: 'ABORT', isTagReflected: true, causes: [] });
    assert.equal([typesOf(packets), driven.association.state], [['HEARTBEAT ACK'], 'ESTABLISHED']);
  });

  test('with the T bit has the tag of the peer (§8.5.1 B)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const abort = { type: 'ABORT', isTagReflected: true, causes: [] } as const;
    driven.answerWith({ tag: 100 }, abort);
    assert.is(driven.association.state, 'ESTABLISHED');
    driven.answerWith({ tag: peerTag }, abort);
    assert.is(driven.association.state, 'CLOSED');
  });

  test('with the T bit, for a SHUTDOWN ACK that came late, is no error', () => {
    const driven = HandDriven.in('SHUTDOWN-ACK-SENT');
    driven.answerWith({ tag: peerTag }, { type: 'ABORT', isTagReflected: true, causes: [] });
    assert.equal(driven.events(), [{ type: 'closed', error: undefined }]);
  });

  test('ends the packet: what follows is not handled', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT');
    const packets = driven.answer({ type: 'ABORT', isTagReflected: false, causes: [] }, { type: 'SHUTDOWN ACK' });
    assert.equal(typesOf(packets), []);
    assert.match(closing(driven.events()), /ERR_SCTP_ABORTED_BY_PEER/);
  });
});
