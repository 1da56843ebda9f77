import * as assert from 'uvu/assert';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, peerAddress, peerTag, typesOf } from './hand-driven.ts';
import { cookieEchoTo, init } from './listening.ts';

/** The peer calls; gives its COOKIE ECHO, and the tag to send it with. */
function called(driven: HandDriven) {
  return cookieEchoTo(driven.answerWith({ tag: 0 }, init({ initiateTag: peerTag + 1 })));
}

describe('an association that begins anew', (test) => {
  test('amid a call of the peer does not call any more (RFC 9260 §5.2.4 B)', () => {
    const driven = HandDriven.in('COOKIE-WAIT');
    const { cookieEcho, tag } = called(driven);
    driven.endpoint.handleTimeout(driven.endpoint.nextTimeout() ?? 0);
    assert.equal(typesOf(driven.answerWith({ tag }, cookieEcho)), ['COOKIE ACK']);
    assert.is(driven.association.state, 'ESTABLISHED');
  });

  test('as the peer has restarted sends nothing of before (§5.2.4 A)', () => {
    const driven = HandDriven.in('ESTABLISHED', { heartbeatInterval: 0 });
    const { cookieEcho, tag } = called(driven);
    driven.association.requestHeartbeat(peerAddress.ip, driven.now);
    assert.equal(typesOf(driven.answerWith({ tag }, cookieEcho)), ['COOKIE ACK']);
    assert.equal(driven.eventTypes(), ['restart', 'established']);
  });

  test('as its cookie was stale knows no tag of the peer: what answers that cookie says nothing (§5.2.6)', () => {
    const driven = HandDriven.in('COOKIE-ECHOED');
    driven.answer({ type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 1 }] });
    const abort: Chunk = { type: 'ABORT', isTagReflected: true, causes: [] };
    driven.answerWith({ tag: peerTag }, abort);
    assert.is(driven.association.state, 'COOKIE-WAIT');
  });
});
