import { type DiameterMessage, decodeMessage, encodeMessage, type Fault, resultCode } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { avp, hex } from './bytes.ts';

/** A DWR, laid out by RFC 6733 §3 and §4.1: Origin-Host `a.example`, padded, and Origin-Realm `example`. */
const watchdogBytes = hex(`
  01 000038 80 000118 00000000 01020304 05060708
  00000108 40 000011 612e6578616d706c65 000000
  00000128 40 00000f 6578616d706c65 00
`);

const watchdog: DiameterMessage = {
  isRequest: true,
  isProxiable: false,
  isError: false,
  isRetransmitted: false,
  commandCode: 280,
  applicationId: 0,
  hopByHop: 0x01020304,
  endToEnd: 0x05060708,
  avps: [avp(264, hex('612e6578616d706c65')), avp(296, hex('6578616d706c65'))],
};

describe('a Diameter message', (test) => {
  test('is written with its padding', () => {
    assert.equal(encodeMessage(watchdog), watchdogBytes);
  });

  test('is read, header and AVPs', () => {
    assert.equal(decodeMessage(watchdogBytes), { type: 'message', message: watchdog });
  });

  test('has four bits of flags', () => {
    for (const [bits, name] of [
      [0x80, 'isRequest'],
      [0x40, 'isProxiable'],
      [0x20, 'isError'],
      [0x10, 'isRetransmitted'],
    ] as const) {
      const flags = { isRequest: false, isProxiable: false, isError: false, isRetransmitted: false };
      const message = { ...watchdog, ...flags, [name]: true, avps: [] };
      const bytes = encodeMessage(message);
      assert.is(bytes[4], bits);
      assert.equal(decodeMessage(bytes), { type: 'message', message });
    }
  });

  test('keeps the Vendor-ID and the flags of an AVP', () => {
    const vendor = avp(873, hex('01'), { vendorId: 10415, isMandatory: false, isProtected: true });
    const bytes = encodeMessage({ ...watchdog, avps: [vendor] });
    assert.equal(bytes.subarray(20), hex('00000369 a0 00000d 000028af 01 000000'));
    assert.equal(decodeMessage(bytes), { type: 'message', message: { ...watchdog, avps: [vendor] } });
  });

  test('takes a Vendor-ID of zero for none, and ignores bits that are reserved', () => {
    const bytes = hex('01 000024 8f 000118 00000000 00000000 00000000  00000108 9f 000010 00000000 61626364');
    const decoded = decodeMessage(bytes);
    assert.is(decoded.type, 'message');
    assert.equal(decoded.type === 'message' && decoded.message.avps, [
      avp(264, hex('61626364'), { isMandatory: false }),
    ]);
  });

  test('is not written longer than its length field can say', () => {
    const long = avp(1, new Uint8Array(0xffffff - 8));
    assert.throws(() => encodeMessage({ ...watchdog, avps: [long] }), /16777236 bytes, 16777215 at most/);
    const longer = avp(1, new Uint8Array(0xffffff));
    assert.throws(() => encodeMessage({ ...watchdog, avps: [longer] }), /AVP 1 is 16777223 bytes long, 16777215/);
  });
});

describe('a malformed Diameter message', (test) => {
  test('without a whole header is a runt', () => {
    assert.equal(decodeMessage(watchdogBytes.subarray(0, 19)), { type: 'runt' });
    assert.equal(decodeMessage(new Uint8Array()), { type: 'runt' });
  });

  test('of another version is refused with 5011, and its identifiers are known', () => {
    const { fault, message } = malformed(changed({ 0: 2 }));
    assert.is(fault.resultCode, resultCode.unsupportedVersion);
    assert.is(message.hopByHop, 0x01020304);
  });

  test('whose length is not that of the message is refused with 5015', () => {
    for (const length of [0, 20, 0x34, 0x3c, 0x37]) {
      assert.is(malformed(changed({ 3: length })).fault.resultCode, resultCode.invalidMessageLength);
    }
    const cut = Uint8Array.from(changed({ 3: 0x36 }).subarray(0, 0x36));
    assert.is(malformed(cut).fault.resultCode, resultCode.invalidMessageLength, 'no multiple of 4');
  });

  test('with an AVP longer than what is left is refused with 5014; the AVPs before it are known', () => {
    const { fault, message } = malformed(changed({ 47: 0x11 }));
    assert.is(fault.resultCode, resultCode.invalidAvpLength);
    assert.equal(fault.failedAvps, [avp(296, new Uint8Array())]);
    assert.equal(message.avps, watchdog.avps.slice(0, 1));
  });

  test('with an AVP shorter than its header is refused with 5014', () => {
    for (const length of [0, 7]) {
      assert.is(malformed(changed({ 47: length })).fault.resultCode, resultCode.invalidAvpLength);
    }
    // The V bit asks for a header of 12 bytes.
    assert.is(malformed(changed({ 44: 0x80, 47: 11 })).fault.resultCode, resultCode.invalidAvpLength);
  });

  test('has a Failed-AVP with zeros as many as its type has at least', () => {
    const decoded = decodeMessage(changed({ 47: 0x40 }), (code, vendorId) => (code === 296 && vendorId === 0 ? 4 : 9));
    assert.equal(decoded.type === 'malformed' && decoded.fault.failedAvps, [avp(296, new Uint8Array(4))]);
  });

  test('has a Failed-AVP whose header is padded with zeros where it was cut', () => {
    const bytes = hex('01 000018 80 000118 00000000 00000000 00000000  00000108');
    assert.equal(malformed(bytes).fault.failedAvps, [avp(264, new Uint8Array(), { isMandatory: false })]);
  });
});

function changed(changes: Readonly<Record<number, number>>): Uint8Array {
  return Object.assign(Uint8Array.from(watchdogBytes), changes);
}

function malformed(bytes: Uint8Array): { readonly fault: Fault; readonly message: DiameterMessage } {
  const decoded = decodeMessage(bytes);
  if (decoded.type !== 'malformed') throw new Error(`it is ${decoded.type}`);
  return decoded;
}
