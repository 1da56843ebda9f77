import * as assert from 'uvu/assert';
import { PeerWindow } from '../../../lib/src/sending/peer-window.ts';
import { describe } from '../../helpers/describe.ts';

const rto = 1000;

/** A closed window of which a probe of 500 bytes is under way. */
function probing(): PeerWindow {
  const window = new PeerWindow(0);
  window.hasRoomFor(500, true, rto, 0);
  window.handleTimeout(rto);
  window.hasRoomFor(500, true, rto, rto);
  window.sent(500);
  return window;
}

describe('PeerWindow (RFC 9260 §6.2.1)', (test) => {
  test('begins as the peer announced it (A)', () => {
    const window = new PeerWindow(1500);
    assert.ok(window.has(1500));
    assert.not(window.has(1501));
  });

  test('shrinks by what is sent (B), grows by what is marked for retransmission (C)', () => {
    const window = new PeerWindow(1500);
    window.sent(1000);
    assert.not(window.has(501));
    window.marked(400);
    assert.ok(window.has(900));
  });

  test('is what a SACK announces, less what is outstanding (D ii)', () => {
    const window = new PeerWindow(1500);
    window.update(3000, 1000);
    assert.ok(window.has(2000));
    assert.not(window.has(2001));
  });

  test('is never less than nothing', () => {
    const window = new PeerWindow(100);
    window.update(100, 1000);
    window.sent(50);
    window.marked(10);
    assert.ok(window.has(10));
    assert.not(window.has(11));
  });

  test('grows by what a SHUTDOWN acknowledges', () => {
    const window = new PeerWindow(100);
    window.acknowledged(50);
    assert.ok(window.has(150));
  });
});

describe('silly window avoidance (RFC 9260 §6.1 A, RFC 1122 §4.2.3.4)', (test) => {
  test('a chunk waits until the window has room for all of it', () => {
    const window = new PeerWindow(10_000);
    window.update(1000, 0);
    assert.equal([window.fit(1000), window.fit(1001)], [1000, 0]);
  });

  test('to a peer with little room goes what fits, once half of it is free', () => {
    const window = new PeerWindow(1500);
    assert.is(window.fit(8000), 1500);
    window.update(750, 0);
    assert.is(window.fit(8000), 748);
    window.update(749, 0);
    assert.is(window.fit(8000), 0);
  });

  test('a probe is no larger than what the peer ever had room for', () => {
    const window = new PeerWindow(1500);
    window.update(0, 0);
    assert.equal([window.fitProbe(8000), window.fitProbe(100)], [1500, 100]);
  });

  test('the window may turn out to be larger', () => {
    const window = new PeerWindow(1500);
    window.update(20_000, 0);
    window.update(1500, 0);
    assert.is(window.fit(8000), 0);
  });
});

describe('probing of a closed PeerWindow (§6.1 A)', (test) => {
  test('begins one RTO after the window was found closed', () => {
    const window = new PeerWindow(0);
    assert.not(window.hasRoomFor(500, true, rto, 50));
    assert.is(window.nextTimeout, 1050);
    window.handleTimeout(1049);
    assert.not(window.hasRoomFor(500, true, rto, 1049));
    window.handleTimeout(1050);
    assert.ok(window.hasRoomFor(500, true, rto, 1050));
  });

  test('waits until nothing is outstanding', () => {
    const window = new PeerWindow(0);
    assert.not(window.hasRoomFor(500, false, rto, 0));
    assert.is(window.nextTimeout, undefined);
  });

  test('sends one probe', () => {
    assert.not(probing().hasRoomFor(500, false, rto, rto));
  });

  test('ends when the window opens', () => {
    const window = new PeerWindow(0);
    window.hasRoomFor(500, true, rto, 0);
    assert.not(window.update(500, 0));
    assert.is(window.nextTimeout, undefined);
    assert.ok(window.hasRoomFor(500, true, rto, 0));
  });

  test('a window that opens to the probe under way says so, once', () => {
    const window = probing();
    assert.not(window.update(499, 500));
    assert.ok(window.update(500, 500));
    assert.not(window.update(500, 500));
  });

  test('a lost probe is no error while the peer answers with a closed window', () => {
    const window = probing();
    window.update(0, 500);
    assert.ok(window.isProbeAnswered());
  });

  test('a lost probe is no error while the peer answers with a window that is too small', () => {
    const window = probing();
    window.update(300, 500);
    assert.ok(window.isProbeAnswered());
  });

  test('a lost probe is an error when the peer was silent since the last', () => {
    const window = probing();
    window.update(0, 500);
    window.isProbeAnswered();
    assert.not(window.isProbeAnswered());
  });

  test('a chunk that no longer fits, as the window closed before it, is a probe from its timeout on', () => {
    const window = new PeerWindow(1000);
    window.sent(500);
    window.update(0, 500);
    assert.not(window.isProbing);
    assert.ok(window.isProbeAnswered(500));
    assert.ok(window.isProbing);
  });

  test('lost data is an error when no probe is under way', () => {
    const window = new PeerWindow(1000);
    window.sent(500);
    window.update(1000, 500);
    assert.not(window.isProbeAnswered());
  });
});
