import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import { openCookie, type StateCookie, sealCookie } from '../../lib/src/association/state-cookie.ts';
import { describe } from '../helpers/describe.ts';

const uint16 = fc.nat({ max: 0xffff });
const uint32 = fc.nat({ max: 0xffffffff });
const ip = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => address(text).ip);
const key = fc.uint8Array({ minLength: 16, maxLength: 64 });

const cookie: fc.Arbitrary<StateCookie> = fc.record(
  {
    createdAt: fc.double({ min: 0, max: 1e15, noNaN: true }),
    lifespan: uint32,
    localPort: uint16,
    peerPort: uint16,
    localTag: uint32,
    peerTag: uint32,
    localInitialTsn: uint32,
    peerInitialTsn: uint32,
    peerReceiverWindow: uint32,
    outboundStreams: uint16,
    inboundStreams: uint16,
    localTieTag: uint32,
    peerTieTag: uint32,
    extensions: fc.record({ forwardTsn: fc.boolean(), reConfig: fc.boolean() }, { noNullPrototype: true }),
    peerAddresses: fc.array(ip, { maxLength: 32 }),
  },
  { noNullPrototype: true },
);

describe('any state cookie', (test) => {
  test('opens to itself, with whichever key of the ring it was sealed', () => {
    const ring = fc.array(key, { minLength: 1, maxLength: 4 }).chain((keys) => fc.tuple(fc.constant(keys), fc.nat()));
    fc.assert(
      fc.property(cookie, ring, (original, [keys, choice]) => {
        const sealed = sealCookie(original, keys[choice % keys.length] ?? new Uint8Array(16));
        assert.equal(openCookie(sealed, keys), original);
      }),
    );
  });

  test('does not open when any byte of it is another', () => {
    fc.assert(
      fc.property(cookie, key, fc.nat(), fc.integer({ min: 1, max: 255 }), (original, secret, choice, change) => {
        const sealed = sealCookie(original, secret);
        const at = choice % sealed.length;
        sealed[at] = (sealed[at] ?? 0) ^ change;
        assert.is(openCookie(sealed, [secret]), undefined);
      }),
    );
  });

  test('is not found in any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), key, (bytes, secret) => {
        assert.is(openCookie(bytes, [secret]), undefined);
      }),
    );
  });
});
