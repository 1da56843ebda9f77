import {
  address,
  anyGroup,
  diameterIdentity,
  diameterUri,
  enumerated,
  type Format,
  float32,
  float64,
  integer32,
  integer64,
  ipFilterRule,
  octetString,
  resultCode,
  time,
  unsigned32,
  unsigned64,
  utf8String,
} from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { avp, hex } from './bytes.ts';

const { invalidAvpLength, invalidAvpValue } = resultCode;
const vocabulary = { accept: () => undefined, within: () => vocabulary };
const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');

describe('data formats', (test) => {
  test('of numbers are big-endian', () => {
    same(integer32, -2, 'fffffffe');
    same(integer64, -2n, 'fffffffffffffffe');
    same(unsigned32, 4_294_967_294, 'fffffffe');
    same(unsigned64, 2n ** 64n - 2n, 'fffffffffffffffe');
    same(float32, -1.5, 'bfc00000');
    same(float64, -1.5, 'bff8000000000000');
  });

  test('of numbers have one length', () => {
    refuses(unsigned32, '000001', invalidAvpLength);
    refuses(integer64, '0000000000', invalidAvpLength);
    refuses(float32, '', invalidAvpLength);
  });

  test('of numbers do not write what they cannot hold', () => {
    assert.throws(() => unsigned32.encode(-1), /-1 is not within 0 and 4294967295/);
    assert.throws(() => integer32.encode(1.5), /1\.5 is no whole number/);
    assert.throws(() => unsigned64.encode(2n ** 64n), RangeError);
    assert.throws(() => float64.encode('1' as unknown as number), TypeError);
  });

  test('of octets take anything', () => {
    same(octetString, hex('00ff'), '00ff');
    same(octetString, hex(''), '');
  });

  test('of text are UTF-8, and nothing else', () => {
    same(utf8String, 'Grüße 👋', '4772c3bcc39f6520f09f918b');
    refuses(utf8String, 'c328', invalidAvpValue);
    assert.throws(() => utf8String.encode('\ud83d'), /surrogate/);
  });

  test('of identities are names in ASCII', () => {
    same(diameterIdentity, 'peer-1.example.com', ascii('peer-1.example.com'));
    refuses(diameterIdentity, '', invalidAvpLength);
    for (const wrong of ['a b', 'a..b', '.', 'ä']) {
      refuses(diameterIdentity, ascii(wrong), invalidAvpValue);
      assert.throws(() => diameterIdentity.encode(wrong), /is no DiameterIdentity/);
    }
  });

  test('of URIs have the parts of RFC 6733 §4.3.1', () => {
    for (const uri of [
      'aaa://host.example.com;transport=tcp',
      'aaa://host.example.com:6666;transport=sctp;protocol=diameter',
      'aaas://host.example.com',
    ]) {
      same(diameterUri, uri, ascii(uri));
    }
    refuses(diameterUri, ascii('http://host.example.com'), invalidAvpValue);
  });

  test('of filters have the form of RFC 6733 §4.3.1', () => {
    same(ipFilterRule, 'deny in ip from !assigned to any', ascii('deny in ip from !assigned to any'));
    refuses(ipFilterRule, ascii('deny ip'), invalidAvpValue);
  });

  test('of addresses are IPv4, IPv6 and others', () => {
    same(address, '192.0.2.1', '0001 c0000201');
    same(address, '2001:db8::1:0:0:1', '0002 20010db8000000000001000000000001');
    same(address, '::', '0002 00000000000000000000000000000000');
    same(address, '1:0:2:3:4:5:6:7', '0002 00010000000200030004000500060007');
    same(address, { family: 8, bytes: hex('3439') }, '0008 3439');
    assert.equal(address.encode('::ffff:192.0.2.1'), hex('0002 00000000000000000000ffffc0000201'));
  });

  test('of addresses know how long those of IP are', () => {
    refuses(address, '00', invalidAvpLength);
    refuses(address, '0001c00002', invalidAvpValue);
    refuses(address, '0002c0000201', invalidAvpValue);
    assert.throws(() => address.encode('host.example'), /no IP address/);
    assert.throws(() => address.encode('fe80::1%eth0'), /zone/);
    assert.throws(() => address.encode({ family: 1, bytes: hex('c0000201') }), /as text/);
    assert.throws(() => address.encode({ family: 70000, bytes: hex('') }), /0–65535/);
  });

  test('of times go on after 2036', () => {
    same(time, new Date('2012-10-01T00:00:00Z'), 'd4135b80');
    same(time, new Date('2036-02-07T06:28:15Z'), 'ffffffff');
    same(time, new Date('2036-02-07T06:28:16Z'), '00000000');
    same(time, new Date('1968-01-20T03:14:08Z'), '80000000');
    refuses(time, '0000', invalidAvpLength);
    assert.throws(() => time.encode(new Date('1968-01-20T03:14:07Z')), /before 1968/);
    assert.throws(() => time.encode(new Date(Number.NaN)), RangeError);
  });

  test('of enumerations have names', () => {
    const type = enumerated({ INITIAL_REQUEST: 1, OTHER: -1 });
    same(type, 'INITIAL_REQUEST', '00000001');
    same(type, 'OTHER', 'ffffffff');
    refuses(type, '00000003', invalidAvpValue);
    refuses(type, '01', invalidAvpLength);
    assert.throws(() => type.encode('toString' as 'OTHER'), /none of INITIAL_REQUEST, OTHER/);
  });

  test('of groups hold AVPs', () => {
    same(anyGroup, [avp(264, hex('61')), avp(1, hex(''))], '00000108 40 000009 61000000 00000001 40 000008');
    refuses(anyGroup, '00000108 40 000009', invalidAvpLength);
    assert.equal(anyGroup.decode(avp(279, hex('00000108 40 000009 61')), vocabulary), [avp(264, hex('61'))]);
  });
});

function same<Value>(format: Format<Value>, value: Value, bytes: string): void {
  assert.equal(format.encode(value), hex(bytes));
  assert.equal(format.decode(avp(1, hex(bytes)), vocabulary), value);
}

function refuses(format: Format<unknown>, bytes: string, code: number): void {
  try {
    format.decode(avp(1, hex(bytes)), vocabulary);
  } catch (error) {
    const fault = error instanceof Error && 'fault' in error ? error.fault : undefined;
    assert.is((fault as { resultCode: number } | undefined)?.resultCode, code); // of a DecodeError
    return;
  }
  assert.unreachable(`${bytes} is a ${format.name}`);
}
