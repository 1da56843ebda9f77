import {
  type Avp,
  baseDictionary,
  creditControl,
  creditControlVocables,
  type Fault,
  resultCode,
} from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { avp, hex } from '../codec/bytes.ts';
import { creditControlRequest, faultOf, required } from './faults.ts';

const dictionary = baseDictionary.extend(creditControlVocables);

describe('a request that is read', (test) => {
  test('has its values by name', () => {
    // Requested-Service-Unit { CC-Time 60, CC-Total-Octets 2^33 }, two Subscription-Ids, and an AVP that nobody knows.
    const more = [
      avp(437, hex('000001a4 4000000c 0000003c 000001a5 40000010 0000000200000000')),
      avp(443, hex('000001c2 4000000c 00000000 000001bc 4000000b 343931 00')),
      avp(443, hex('000001c2 4000000c 00000001 000001bc 4000000b 323632 00')),
    ];
    const unknown = avp(999, hex('01'), { isMandatory: false, vendorId: 9 });
    assert.equal(
      dictionary.readRequest(creditControl, creditControlRequest({ avps: [...required, ...more, unknown] })),
      {
        type: 'value',
        value: {
          'Session-Id': 'client.example;1;2',
          'Origin-Host': 'client.example',
          'Origin-Realm': 'example',
          'Destination-Realm': 'example',
          'Auth-Application-Id': 4,
          'Service-Context-Id': '32251@3gpp.org',
          'CC-Request-Type': 'INITIAL_REQUEST',
          'CC-Request-Number': 0,
          'Requested-Service-Unit': { 'CC-Time': 60, 'CC-Total-Octets': 2n ** 33n },
          'Subscription-Id': [
            { 'Subscription-Id-Type': 'END_USER_E164', 'Subscription-Id-Data': '491' },
            { 'Subscription-Id-Type': 'END_USER_IMSI', 'Subscription-Id-Data': '262' },
          ],
          AVP: [unknown],
        },
      },
    );
  });

  test('is refused with 5001 for an unknown AVP with the M bit, also in a group', () => {
    const unknown = avp(999, hex('01'));
    refused([...required, unknown], resultCode.avpUnsupported, [unknown]);
    const group = avp(437, hex('000003e7 40000009 01000000 000001a4 4000000c 0000003c'));
    refused([...required, group], resultCode.avpUnsupported, [avp(437, hex('000003e7 40000009 01000000'))]);
  });

  test('may have a known AVP that no rule names, if that is sound', () => {
    const timeout = avp(27, hex('0000003c'));
    const reading = dictionary.readRequest(creditControl, creditControlRequest({ avps: [...required, timeout] }));
    assert.equal(reading.type === 'value' && reading.value.AVP, [timeout]);
    refused([...required, avp(27, hex('3c'))], resultCode.invalidAvpLength, [avp(27, hex('3c'))]);
  });

  test('is refused with 5004 for a value that the type does not have', () => {
    const type = avp(416, hex('00000009'));
    refused(replaced(type), resultCode.invalidAvpValue, [type]);
  });

  test('is refused with 5005 for a missing AVP, with zeros for an example', () => {
    const example: Readonly<Record<number, number>> = { 263: 0, 264: 1, 258: 4, 416: 4 };
    for (const [code, length] of Object.entries(example)) {
      const rest = required.filter((one) => one.code !== Number(code));
      refused(rest, resultCode.missingAvp, [avp(Number(code), new Uint8Array(length))]);
    }
    refused([...required, avp(443, hex('000001c2 4000000c 00000000'))], resultCode.missingAvp, [
      avp(443, hex('000001bc 40000008')),
    ]);
  });

  test('is refused with 5008 for a mandatory AVP in a group that has no room for it', () => {
    const inner = '000001a4 4000000c 0000003c';
    const money = avp(413, hex(`000001bd 40000018 000001bf 40000010 0000000000000001 ${inner}`));
    refused([...required, avp(437, encoded(money))], resultCode.avpNotAllowed, [
      avp(437, encoded(avp(413, hex(inner)))),
    ]);
  });

  test('is refused with 5009 for an AVP that occurs twice', () => {
    const second = avp(415, hex('00000001'));
    refused([...required, second], resultCode.avpOccursTooManyTimes, [second]);
  });

  test('is refused with 5014 for an AVP of a wrong length, also in a group', () => {
    const short = avp(415, hex('0001'));
    refused(replaced(short), resultCode.invalidAvpLength, [short]);
    // CC-Time says that it is 16 bytes long, and 12 are there.
    refused([...required, avp(437, hex('000001a4 40000010 0000003c'))], resultCode.invalidAvpLength, [
      avp(437, hex('000001a4 4000000c 00000000')),
    ]);
  });

  test('is refused with 3009 for an M bit that is missing, or must not be there', () => {
    const optional = avp(416, hex('00000001'), { isMandatory: false });
    refused(replaced(optional), resultCode.invalidAvpBits, [optional]);
    const product = avp(269, hex('61'));
    refused([...required, product], resultCode.invalidAvpBits, [product]);
  });

  test('is refused with 3008 for bits of the header that do not fit', () => {
    for (const change of [{ isError: true }, { isProxiable: false }, { isRequest: false }]) {
      const fault = faultOf(dictionary.readRequest(creditControl, creditControlRequest(change)));
      assert.is(fault.resultCode, resultCode.invalidHdrBits);
    }
  });
});

describe('groups in groups', (test) => {
  const isRead = (code: number, depth: number) => {
    const avps = [...required, avp(code, nested(code, depth - 1))];
    return dictionary.readRequest(creditControl, creditControlRequest({ avps }));
  };

  test('are read down to the sixteenth', () => {
    assert.is(isRead(456, 16).type, 'value');
  });

  test('are refused with 5004 below, however many headers a message has', () => {
    // Multiple-Services-Credit-Control and Used-Service-Unit take any AVP, and so themselves; a megabyte of them.
    for (const code of [456, 446]) {
      for (const depth of [17, 130_000]) assert.is(faultOf(isRead(code, depth)).resultCode, resultCode.invalidAvpValue);
    }
  });

  /** The data of a group that has one of the same code, and so on. */
  function nested(code: number, depth: number): Uint8Array {
    const bytes = Buffer.alloc(8 * depth);
    for (let at = 0; at < bytes.length; at += 8) {
      bytes.writeUInt32BE(code, at);
      bytes.writeUInt32BE(0x40000000 + bytes.length - at, at + 4);
    }
    return bytes;
  }
});

describe('the command of a message', (test) => {
  test('is found by application and code', () => {
    assert.is(commandOf({}), 'Credit-Control');
    assert.is(commandOf({ commandCode: 280, applicationId: 0 }), 'Device-Watchdog');
    assert.is(commandOf({ commandCode: 275 }), 'Session-Termination', 'those of sessions belong to every application');
  });

  test('is refused with 3007 in an unknown application, and with 3001 in a known one', () => {
    assert.is(commandOf({ applicationId: 16777238 }), resultCode.applicationUnsupported);
    assert.is(commandOf({ commandCode: 999 }), resultCode.commandUnsupported);
    assert.is(commandOf({ commandCode: 280 }), resultCode.commandUnsupported, 'a watchdog is of the base protocol');
  });

  function commandOf(change: object): string | number {
    const reading = dictionary.findCommand(creditControlRequest(change));
    return reading.type === 'value' ? reading.value.name : reading.fault.resultCode;
  }
});

function refused(avps: readonly Avp[], code: number, failedAvps: readonly Avp[]): void {
  const fault: Fault = faultOf(dictionary.readRequest(creditControl, creditControlRequest({ avps })));
  assert.is(fault.resultCode, code, fault.text);
  assert.equal(fault.failedAvps, failedAvps);
}

/** The AVPs of a CCR with one of them in place of that of the same code. */
function replaced(changed: Avp): Avp[] {
  return required.map((one) => (one.code === changed.code ? changed : one));
}

/** An AVP of the IETF with the M bit, which needs no padding. */
function encoded({ code, data }: Avp): Uint8Array {
  return Uint8Array.of(0, 0, code >>> 8, code, 0x40, 0, 0, 8 + data.length, ...data);
}
