import * as assert from 'uvu/assert';
import { AddressCache } from '../../../lib/src/transport/address-cache.ts';
import { describe } from '../../helpers/describe.ts';

describe('address cache', (test) => {
  test('makes each address once', () => {
    const cache = new AddressCache();
    assert.is(cache.fromText('192.0.2.1', 9899), cache.fromText('192.0.2.1', 9899));
    assert.is.not(cache.fromText('192.0.2.1', 9899), cache.fromText('192.0.2.1', 9900));
    assert.is(cache.fromIPv4(0xc0000201), cache.fromIPv4(0xc0000201));
  });

  test('tells apart addresses that come in turn, with a port and without', () => {
    const cache = new AddressCache();
    for (let i = 0; i < 2; i += 1) {
      assert.equal(cache.fromText('192.0.2.1', 9899), { ip: '192.0.2.1', family: 4, udpPort: 9899 });
      assert.equal(cache.fromText('192.0.2.2', 9899), { ip: '192.0.2.2', family: 4, udpPort: 9899 });
      assert.equal(cache.fromText('192.0.2.2', 9900), { ip: '192.0.2.2', family: 4, udpPort: 9900 });
      assert.equal(cache.fromText('192.0.2.2'), { ip: '192.0.2.2', family: 4, udpPort: undefined });
    }
  });

  test('writes addresses in canonical form', () => {
    const cache = new AddressCache();
    assert.equal(cache.fromText('2001:DB8:0::1'), { ip: '2001:db8::1', family: 6, udpPort: undefined });
    assert.equal(cache.fromIPv4(0xfffefdfc), { ip: '255.254.253.252', family: 4, udpPort: undefined });
  });

  test('forgets rather than grows with forged sources', () => {
    const cache = new AddressCache();
    const first = cache.fromIPv4(0);
    for (let bits = 1; bits <= 4096; bits += 1) cache.fromIPv4(bits);
    assert.is.not(cache.fromIPv4(0), first);
    assert.equal(cache.fromIPv4(0), first);
  });
});
