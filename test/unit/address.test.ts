import * as assert from 'uvu/assert';
import { address, formatAddress, isUnicast } from '../../lib/src/address.ts';
import { describe } from '../helpers/describe.ts';

describe('address', (test) => {
  test('takes IPv4 text as it is', () => {
    assert.equal(address('192.0.2.1'), { ip: '192.0.2.1', family: 4, udpPort: undefined });
  });

  test('brings IPv6 text into the form of RFC 5952', () => {
    assert.is(address('2001:DB8:0:0:0:0:0:1').ip, '2001:db8::1');
    assert.is(address('::ffff:0:192.0.2.1').ip, '::ffff:0:c000:201');
  });

  for (const ip of ['::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:c000:0201', '::ffff:192.0.2.1%eth0']) {
    test(`takes the IPv4-mapped ${ip} for the IPv4 address`, () => {
      assert.equal(address(ip, 9899), { ip: '192.0.2.1', family: 4, udpPort: 9899 });
    });
  }

  test('leaves IPv6 addresses that only look mapped as they are', () => {
    assert.is(address('::1:ffff:c000:201').family, 6);
    assert.is(address('::192.0.2.1').family, 6);
  });

  test('drops the zone of an IPv6 address', () => {
    assert.equal(address('fe80::1%eth0'), { ip: 'fe80::1', family: 6, udpPort: undefined });
  });

  test('keeps the UDP port', () => {
    assert.is(address('192.0.2.1', 9899).udpPort, 9899);
    assert.is(address('192.0.2.1', 0).udpPort, 0);
    assert.is(address('192.0.2.1', 65535).udpPort, 65535);
  });

  for (const ip of ['', 'example.org', '192.0.2', '192.0.2.256', '2001:db8', '192.0.2.1%eth0']) {
    test(`${JSON.stringify(ip)} is a TypeError that names it`, () => {
      assert.throws(
        () => address(ip),
        (error: unknown) => error instanceof TypeError && error.message.includes(JSON.stringify(ip)),
      );
    });
  }

  for (const port of [-1, 65536, 1.5, Number.NaN]) {
    test(`UDP port ${port} is a RangeError that names it`, () => {
      assert.throws(
        () => address('192.0.2.1', port),
        (error: unknown) => error instanceof RangeError && error.message.includes(`${port}`),
      );
    });
  }
});

describe('formatAddress', (test) => {
  test('is the IP address alone on plain IP', () => {
    assert.is(formatAddress(address('2001:db8::1')), '2001:db8::1');
  });

  test('puts an IPv6 address into brackets before a port', () => {
    assert.is(formatAddress(address('2001:db8::1', 9899)), '[2001:db8::1]:9899');
    assert.is(formatAddress(address('192.0.2.1', 9899)), '192.0.2.1:9899');
  });
});

describe('isUnicast', (test) => {
  for (const ip of ['1.0.0.1', '127.0.0.1', '223.255.255.255', '::1', '2001:db8::1', 'ff::1', 'fe80::1']) {
    test(`${ip} is one host's`, () => {
      assert.ok(isUnicast(ip));
    });
  }

  for (const ip of ['0.0.0.0', '224.0.0.1', '239.1.2.3', '255.255.255.255', '::', 'ff02::1']) {
    test(`${ip} is not`, () => {
      assert.not(isUnicast(ip));
    });
  }
});
