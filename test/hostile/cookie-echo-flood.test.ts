import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import { describe } from '../helpers/describe.ts';
import { heldAfter } from '../helpers/held-memory.ts';
import { otherPeerAddress, typesOf } from '../unit/endpoint/hand-driven.ts';
import { Listening } from '../unit/endpoint/listening.ts';
import { countHmacs } from './count-hmacs.ts';

describe('a flood of COOKIE ECHOs (RFC 9260 §5.1.5, RFC 5062 §6)', (test) => {
  test('with forged cookies costs one authentication code for each key, and nothing comes of it', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.call();
    const count = 3000;
    const codes = countHmacs(() => {
      for (let i = 0; i < count; i += 1) {
        const cookie = Uint8Array.from(cookieEcho.cookie);
        const at = i % cookie.length;
        cookie[at] = (cookie[at] ?? 0) ^ (1 + (i % 255));
        assert.equal(listening.receive({ tag }, { ...cookieEcho, cookie }), []);
      }
    });
    assert.ok(codes <= 2 * count, `${codes} codes`);
    assert.is(listening.endpoint.statistics().cookieErrors, count);
    assert.is(listening.endpoint.associationCount, 0);
  });

  test('with cookies longer than any of ours is discarded without a look at what is in them', () => {
    const listening = new Listening();
    const { tag } = listening.call();
    const codes = countHmacs(() => listening.receive({ tag }, { type: 'COOKIE ECHO', cookie: new Uint8Array(60_000) }));
    assert.equal([codes, listening.endpoint.statistics().cookieErrors], [0, 1]);
  });

  test('with one good cookie makes one association, and each repetition is answered with one COOKIE ACK', () => {
    const listening = new Listening();
    const { association, cookieEcho, tag } = listening.accept();
    const growth = heldAfter(() => {
      for (let i = 0; i < 5_000; i += 1) assert.equal(typesOf(listening.receive({ tag }, cookieEcho)), ['COOKIE ACK']);
    });
    assert.equal([...listening.endpoint.associations], [association]);
    assert.ok(growth < 1_000_000, `${growth} bytes`);
  });

  test('with one good cookie, from any address, goes to the address that the cookie was given to', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.accept();
    const answers = listening.receive({ tag, from: address('203.0.113.66') }, cookieEcho);
    assert.ok(answers.every(({ to }) => to.ip !== '203.0.113.66'));
  });

  test('with one good cookie under other ports is discarded (RFC 5062 §7)', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.call();
    const { endpoint } = listening;
    const elsewhere = new Listening({}, { port: 1001 });
    assert.equal(elsewhere.receive({ tag }, cookieEcho), []);
    assert.equal([elsewhere.endpoint.associationCount, endpoint.associationCount], [0, 0]);
  });

  test('with a stale cookie is answered with one ERROR each, of no more bytes than came', () => {
    const listening = new Listening({ answersPerSecond: 100 });
    const { cookieEcho, tag } = listening.call();
    listening.now = 61_000;
    let answers = 0;
    for (let i = 0; i < 1000; i += 1) answers += listening.receive({ tag, from: otherPeerAddress }, cookieEcho).length;
    assert.is(answers, 100);
    assert.is(listening.endpoint.associationCount, 0);
  });
});
