import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { otherPeerAddress, peerAddress, peerData, typesOf } from './hand-driven.ts';
import { init, Listening } from './listening.ts';

const shutdownAck: Chunk = { type: 'SHUTDOWN ACK' };

/** What comes of the same packet three times, where one answer a second is allowed. */
function answersTo(listening: Listening, tag: number, ...chunks: readonly Chunk[]): string[] {
  return [1, 2, 3].flatMap(() => typesOf(listening.receive({ tag }, ...chunks)));
}

describe('answers to unknown senders (RFC 9260 §8.4, §12.2.4)', (test) => {
  const options = { answersPerSecond: 1, validCookieLife: 1000 };

  test('ABORT to a packet out of the blue is limited, and what is left out is counted', () => {
    const listening = new Listening(options);
    assert.equal(answersTo(listening, 7, peerData()), ['ABORT']);
    const { outOfBlues, answersSuppressed } = listening.endpoint.statistics();
    assert.equal([outOfBlues, answersSuppressed], [3, 2]);
  });

  test('SHUTDOWN COMPLETE is limited', () => {
    assert.equal(answersTo(new Listening(options), 7, shutdownAck), ['SHUTDOWN COMPLETE']);
  });

  test('ABORT to an INIT that is refused is limited', () => {
    assert.equal(answersTo(new Listening(options), 0, init({ numberOfInboundStreams: 0 })), ['ABORT']);
  });

  test('ERROR for a stale cookie is limited where it comes from another address than INIT', () => {
    const listening = new Listening(options);
    const { cookieEcho, tag } = listening.call();
    listening.now = 2000;
    const sent = [1, 2, 3].flatMap(() => listening.receive({ tag, from: otherPeerAddress }, cookieEcho));
    assert.equal(typesOf(sent), ['ERROR']);
  });

  test('and not where INIT ACK went to, whatever others are told (§5.1.5 step 4)', () => {
    const listening = new Listening(options);
    const { cookieEcho, tag } = listening.call();
    listening.now = 2000;
    answersTo(listening, 7, peerData());
    assert.equal(answersTo(listening, tag, cookieEcho), ['ERROR', 'ERROR', 'ERROR']);
    assert.is(listening.endpoint.statistics().answersSuppressed, 2);
  });

  test('INIT ACK is not: a flood is answered without state, and peers still get in', () => {
    assert.equal(answersTo(new Listening(options), 0, init()), ['INIT ACK', 'INIT ACK', 'INIT ACK']);
  });

  test('comes again when a second has gone by', () => {
    const listening = new Listening(options);
    answersTo(listening, 7, peerData());
    listening.now = 1000;
    assert.equal(answersTo(listening, 7, peerData()), ['ABORT']);
  });
});

describe('associations of an endpoint (§5.1, §12.2.4.3)', (test) => {
  const other = address('203.0.113.9');
  const refusal: Chunk = { type: 'ABORT', isTagReflected: false, causes: [{ type: 'Out of Resource' }] };

  test('beyond maxAssociations, INIT is answered with ABORT, which says why', () => {
    const listening = new Listening({ maxAssociations: 1 });
    listening.accept();
    const [packet] = listening.receive({ from: other }, init({ initiateTag: 5 }));
    assert.equal([packet?.chunks, packet?.verificationTag], [[refusal], 5]);
  });

  test('beyond it, a cookie that was handed out before is refused as well', () => {
    const listening = new Listening({ maxAssociations: 1 });
    const late = listening.call({ initiateTag: 5 }, { from: other });
    listening.accept();
    const [packet] = listening.receive({ tag: late.tag, from: other }, late.cookieEcho);
    assert.equal([packet?.chunks, packet?.verificationTag], [[refusal], 5]);
    assert.is(listening.endpoint.associationCount, 1);
  });

  test('a peer that restarts is one of them already', () => {
    const listening = new Listening({ maxAssociations: 1 });
    listening.accept();
    assert.equal(typesOf(listening.receive({ from: peerAddress }, init({ initiateTag: 5 }))), ['INIT ACK']);
  });

  test('make room when they end', () => {
    const listening = new Listening({ maxAssociations: 1 });
    const { association } = listening.accept();
    association.abort('', 0);
    listening.receive({ tag: 7 }, { type: 'COOKIE ACK' });
    assert.equal(typesOf(listening.receive({ from: other }, init())), ['INIT ACK']);
  });
});
