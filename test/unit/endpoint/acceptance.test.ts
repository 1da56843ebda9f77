import * as assert from 'uvu/assert';
import { openCookie, peerOf, type StateCookie, sealCookie } from '../../../lib/src/association/state-cookie.ts';
import type { InitChunk } from '../../../lib/src/codec/chunk.ts';
import type { Parameter } from '../../../lib/src/codec/parameter.ts';
import { answerInit, checkCookie } from '../../../lib/src/endpoint/acceptance.ts';
import { resolveOptions } from '../../../lib/src/options.ts';
import { describe } from '../../helpers/describe.ts';
import { initAck, localPort, otherPeerAddress, peerAddress, peerPort, peerTag, peerTsn } from './hand-driven.ts';

const key = Buffer.alloc(32, 1);
const options = resolveOptions({ validCookieLife: 10_000, outboundStreams: 20, inboundStreams: 30 });

function answer(parameters: readonly Parameter[] = [], advertisedAddresses: readonly string[] = []) {
  const init: InitChunk = { ...initAck({ parameters }), type: 'INIT' };
  const request = {
    init,
    from: peerAddress,
    to: peerAddress,
    families: [4, 6] as const,
    localPort,
    peerPort,
    localTag: 100,
    initialTsn: 101,
  };
  return answerInit({ ...request, options, advertisedAddresses, tieTags: { local: 0, peer: 0 }, cookieKey: key }, 5000);
}

function cookieIn({ parameters }: ReturnType<typeof answer>): StateCookie {
  const [first] = parameters;
  const cookie = first?.type === 'State Cookie' ? openCookie(first.cookie, [key]) : undefined;
  if (cookie === undefined) throw new Error('the first parameter is no cookie of ours');
  return cookie;
}

describe('INIT ACK (RFC 9260 §5.1 B)', (test) => {
  test('says our side, with no more streams than the peer takes (§5.1.1)', () => {
    const { parameters: _, ...fields } = answer();
    assert.equal(fields, {
      type: 'INIT ACK',
      initiateTag: 100,
      advertisedReceiverWindowCredit: options.receiveBuffer,
      numberOfOutboundStreams: 10,
      numberOfInboundStreams: 30,
      initialTsn: 101,
    });
  });

  test('holds all of both sides in its cookie', () => {
    assert.equal(cookieIn(answer()), {
      createdAt: 5000,
      lifespan: 10_000,
      localPort,
      peerPort,
      localTag: 100,
      peerTag,
      localInitialTsn: 101,
      peerInitialTsn: peerTsn,
      peerReceiverWindow: 100_000,
      outboundStreams: 10,
      inboundStreams: 10,
      localTieTag: 0,
      peerTieTag: 0,
      extensions: { forwardTsn: false, reConfig: false },
      peerAddresses: [peerAddress.ip],
    });
  });

  test('the cookie lists all addresses of the peer', () => {
    const listed: Parameter = { type: 'IPv4 Address', ip: otherPeerAddress.ip };
    assert.equal(cookieIn(answer([listed])).peerAddresses, [peerAddress.ip, otherPeerAddress.ip]);
  });

  test('the cookie lives longer when the peer asks, twice as long at most (§5.2.6)', () => {
    const wish = (suggestedLifeSpanIncrement: number): Parameter => ({
      type: 'Cookie Preservative',
      suggestedLifeSpanIncrement,
    });
    assert.is(cookieIn(answer([wish(3000)])).lifespan, 13_000);
    assert.is(cookieIn(answer([wish(0xffffffff)])).lifespan, 20_000);
  });

  test('lists our addresses where we tell them', () => {
    assert.equal(answer([], ['192.0.2.1', '2001:db8::1']).parameters.slice(1), [
      { type: 'IPv4 Address', ip: '192.0.2.1' },
      { type: 'IPv6 Address', ip: '2001:db8::1' },
    ]);
  });

  test('reports unknown parameters whole (§3.2.1)', () => {
    const unknown: Parameter = { type: 'unknown', parameterType: 0xc0ff, value: Uint8Array.of(1, 2) };
    assert.equal(answer([unknown]).parameters.slice(1), [
      { type: 'Unrecognized Parameter', parameter: Uint8Array.of(0xc0, 0xff, 0, 6, 1, 2) },
    ]);
  });
});

describe('checkCookie (§5.1.5)', (test) => {
  const cookie = cookieIn(answer());
  const sealed = sealCookie(cookie, key);
  const packet = { localPort, peerPort, verificationTag: 100 };

  test('finds our cookie valid until its life is over', () => {
    assert.equal(checkCookie(sealed, packet, [key], 15_000), { result: 'VALID', cookie });
  });

  test('finds it stale after that, and tells by how many microseconds', () => {
    assert.equal(checkCookie(sealed, packet, [key], 15_000.5), { result: 'STALE', cookie, staleness: 500 });
    assert.is(checkCookie(sealed, packet, [key], 1e9).result, 'STALE');
  });

  test('tells no more than 32 bits can say', () => {
    const verdict = checkCookie(sealed, packet, [key], 1e9);
    assert.is(verdict.result === 'STALE' && verdict.staleness, 0xffffffff);
  });

  for (const change of [{ localPort: 1 }, { peerPort: 1 }, { verificationTag: 1 }]) {
    test(`finds it invalid for a packet with ${JSON.stringify(change)}`, () => {
      assert.equal(checkCookie(sealed, { ...packet, ...change }, [key], 5000), { result: 'INVALID' });
    });
  }

  test('finds it invalid without its key', () => {
    assert.equal(checkCookie(sealed, packet, [Buffer.alloc(32, 2)], 5000), { result: 'INVALID' });
    assert.equal(checkCookie(new Uint8Array(0), packet, [key], 5000), { result: 'INVALID' });
  });

  test('what it says of the peer is what the peer said', () => {
    assert.equal(peerOf(cookie), {
      peerTag,
      peerInitialTsn: peerTsn,
      peerReceiverWindow: 100_000,
      peerOutboundStreams: 10,
      peerInboundStreams: 10,
      extensions: { forwardTsn: false, reConfig: false },
    });
  });
});
