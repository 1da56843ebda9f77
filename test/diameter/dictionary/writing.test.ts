import {
  avp as avps,
  baseDictionary,
  creditControl,
  creditControlVocables,
  type Dictionary,
  defineAvp,
  defineCommand,
  deviceWatchdog,
  encodeAvp,
  encodeMessage,
  grouped,
  optional,
  type RequestOf,
  reAuth,
  utf8String,
  writeAnswer,
  writeRequest,
} from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { avp, hex } from '../codec/bytes.ts';
import { creditControlRequest, required } from './faults.ts';

const request: RequestOf<typeof creditControl> = {
  'Session-Id': 'client.example;1;2',
  'Origin-Host': 'client.example',
  'Origin-Realm': 'example',
  'Destination-Realm': 'example',
  'Auth-Application-Id': 4,
  'Service-Context-Id': '32251@3gpp.org',
  'CC-Request-Type': 'INITIAL_REQUEST',
  'CC-Request-Number': 0,
};

describe('a message that is written', (test) => {
  test('has its AVPs in the order of the RFC, whatever that of its values', () => {
    const reversed = Object.fromEntries(Object.entries(request).reverse()) as typeof request; // the same members
    assert.equal(writeRequest(creditControl, reversed, { hopByHop: 1, endToEnd: 2 }), creditControlRequest());
    assert.equal(creditControlRequest().avps, required);
  });

  test('is the answer to a request', () => {
    const values = { 'Result-Code': 2001, 'Origin-Host': 'server.example', 'Origin-Realm': 'example' } as const;
    const message = { isRequest: true, isProxiable: false, isError: false, isRetransmitted: true, commandCode: 280 };
    const answer = writeAnswer(deviceWatchdog, { ...message, applicationId: 0, hopByHop: 1, endToEnd: 2 }, values);
    assert.equal(
      encodeMessage(answer),
      hex(`01 000048 00 000118 00000000 00000001 00000002
        0000010c 4000000c 000007d1
        00000108 40000016 7365727665722e6578616d706c65 0000
        00000128 4000000f 6578616d706c65 00`),
    );
  });

  test('has the application that is asked for where the command is of every one', () => {
    const { 'Session-Id': id, 'Origin-Host': host, 'Origin-Realm': realm } = request;
    const values = {
      'Session-Id': id,
      'Origin-Host': host,
      'Origin-Realm': realm,
      'Destination-Realm': realm,
      'Destination-Host': 'client.example',
      'Auth-Application-Id': 4,
      'Re-Auth-Request-Type': 'AUTHORIZE_ONLY',
    } as const;
    assert.is(writeRequest(reAuth, values, { applicationId: 4 }).applicationId, 4);
  });

  test('names the AVP that has no fitting value', () => {
    const wrong = { ...request, 'Requested-Service-Unit': { 'CC-Time': -1 } };
    assert.throws(() => writeRequest(creditControl, wrong), /^Requested-Service-Unit: CC-Time: -1 is not within/);
    const { 'Session-Id': _, ...without } = request;
    assert.throws(() => writeRequest(creditControl, without as typeof request), /Session-Id is missing/);
    const misspelt = { ...request, 'CC-request-number': 1 };
    assert.throws(() => writeRequest(creditControl, misspelt), /CC-request-number does not belong here/);
    const single = { ...request, 'Subscription-Id': {} } as unknown as typeof request;
    assert.throws(() => writeRequest(creditControl, single), /Subscription-Id can occur several times/);
    const flat = { ...request, 'Requested-Service-Unit': 60 } as unknown as typeof request;
    assert.throws(() => writeRequest(creditControl, flat), /60 is no group of AVPs/);
  });
});

describe('a dictionary that users extend', (test) => {
  const address = defineAvp('3GPP-SGSN-Address', 6, utf8String, { vendorId: 10415, mandatory: 'may' });
  const information = defineAvp('Service-Information', 873, grouped([optional(address)]), { vendorId: 10415 });
  const online = defineCommand({
    ...creditControl,
    request: [...creditControl.request.rules, optional(information)],
    answer: creditControl.answer.rules,
  });
  const values = { ...request, 'Service-Information': { '3GPP-SGSN-Address': 'sgsn' } };
  const dictionary = baseDictionary.extend(creditControlVocables, { commands: [online] });

  test('has the values of their AVPs by name, with their types', () => {
    const message = writeRequest(online, values);
    assert.equal(message.avps.at(-1), avp(873, hex('00000006 80 000010 000028af 7367736e'), { vendorId: 10415 }));
    const reading = dictionary.readRequest(online, message);
    const sgsn: string | undefined =
      reading.type === 'value' ? reading.value['Service-Information']?.['3GPP-SGSN-Address'] : undefined;
    assert.is(sgsn, 'sgsn');
  });

  test('finds their command, and knows their vendor', () => {
    const reading = dictionary.findCommand(writeRequest(online, values));
    assert.is(reading.type === 'value' && reading.value, online);
    assert.equal(dictionary.vendorIds, [10415]);
    assert.is(dictionary.findAvp(6, 10415), address, 'also what is in groups only');
  });

  test('reads AVPs that stand beside those of the command', () => {
    const other = encodeAvp(address, 'other');
    const message = writeRequest(creditControl, { ...request, AVP: [other] });
    assert.equal(readOthers(dictionary, [...message.avps]), { type: 'value', value: ['other'] });
    const broken = { ...other, data: hex('ff') };
    assert.is(readOthers(dictionary, [broken]).type, 'fault');
  });

  test('refuses numbers that are none', () => {
    assert.throws(() => defineAvp('X', 2 ** 32, utf8String), /X: 4294967296 is no code or vendor/);
    assert.throws(() => defineAvp('X', 1, utf8String, { vendorId: -1 }), RangeError);
  });

  test('leaves the one that it came from as it was', () => {
    assert.is(baseDictionary.findAvp(873, 10415), undefined);
    assert.is(baseDictionary.findAvp(avps.ccTime.code, 0), undefined);
  });

  function readOthers(from: Dictionary, others: Parameters<Dictionary['readAvps']>[1]) {
    return from.readAvps(address, others);
  }
});
