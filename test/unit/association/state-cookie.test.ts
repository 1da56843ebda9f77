import * as assert from 'uvu/assert';
import { openCookie, type StateCookie, sealCookie } from '../../../lib/src/association/state-cookie.ts';
import { describe } from '../../helpers/describe.ts';

const key = Buffer.alloc(32, 1);
const nextKey = Buffer.alloc(32, 2);

const cookie: StateCookie = {
  createdAt: 1234.5,
  lifespan: 60_000,
  localPort: 3868,
  peerPort: 65_535,
  localTag: 0xfedcba98,
  peerTag: 1,
  localInitialTsn: 0xffffffff,
  peerInitialTsn: 2,
  peerReceiverWindow: 0x80000000,
  outboundStreams: 65_535,
  inboundStreams: 3,
  localTieTag: 4,
  peerTieTag: 5,
  extensions: { forwardTsn: true, reConfig: false },
  peerAddresses: ['192.0.2.1', '2001:db8::1', '198.51.100.255'],
};

describe('state cookie (RFC 9260 §5.1.3)', (test) => {
  test('opens to what was sealed', () => {
    assert.equal(openCookie(sealCookie(cookie, key), [key]), cookie);
  });

  test('can be without addresses', () => {
    const bare = { ...cookie, peerAddresses: [] };
    assert.equal(openCookie(sealCookie(bare, key), [key]), bare);
  });

  test('opens where it lies within a packet', () => {
    const packet = Buffer.concat([Buffer.alloc(16, 9), sealCookie(cookie, key), Buffer.alloc(3, 9)]);
    assert.equal(openCookie(packet.subarray(16, -3), [key]), cookie);
  });

  test('opens with a key that has been replaced, as long as it is in the ring', () => {
    const sealed = sealCookie(cookie, key);
    assert.equal(openCookie(sealed, [nextKey, key]), cookie);
    assert.is(openCookie(sealed, [nextKey]), undefined);
  });

  test('does not open with any bit changed', () => {
    const sealed = sealCookie(cookie, key);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const tampered = Uint8Array.from(sealed);
      tampered[bit >> 3] = (tampered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.is(openCookie(tampered, [key]), undefined, `bit ${bit}`);
    }
  });

  test('does not open when it is cut short or made longer', () => {
    const sealed = sealCookie(cookie, key);
    for (let length = 0; length < sealed.length; length += 1) {
      assert.is(openCookie(sealed.subarray(0, length), [key]), undefined);
    }
    assert.is(openCookie(Buffer.concat([sealed, Buffer.alloc(1)]), [key]), undefined);
  });

  test('shows no key', () => {
    const [one, other] = [sealCookie(cookie, key), sealCookie(cookie, nextKey)];
    assert.not.equal(one.subarray(0, 32), other.subarray(0, 32));
    assert.equal(one.subarray(32), other.subarray(32));
  });
});
