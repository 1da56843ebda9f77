import {
  type Avp,
  answerFault,
  baseDictionary,
  creditControl,
  creditControlVocables,
  type DiameterMessage,
  encodeMessage,
  type Fault,
  resultCode,
} from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { avp, hex } from '../codec/bytes.ts';
import { creditControlRequest, faultOf, required } from './faults.ts';

const dictionary = baseDictionary.extend(creditControlVocables);
const origin = { 'Origin-Host': 'server.example', 'Origin-Realm': 'example', 'Origin-State-Id': 7 };
const proxy = avp(284, hex('00000118 40000009 61000000 00000021 40000009 62000000'));
const request = creditControlRequest({ isRetransmitted: true, avps: [...required, proxy] });

describe('the answer that refuses a request', (test) => {
  test('has the E bit for a protocol error, and nothing of the command', () => {
    const answer = answerFault(request, fault(resultCode.tooBusy), origin, creditControl);
    const { avps: _, ...header } = answer;
    assert.equal(header, {
      isRequest: false,
      isProxiable: true,
      isError: true,
      isRetransmitted: false,
      commandCode: 272,
      applicationId: 4,
      hopByHop: 1,
      endToEnd: 2,
    });
    assert.is(dictionary.readAnswer(creditControl, answer).type, 'error');
  });

  test('has no E bit where the request has what the answer needs', () => {
    const missing = avp(461, hex(''));
    const answer = answerFault(request, fault(resultCode.missingAvp, [missing]), origin, creditControl);
    assert.is(answer.isError, false);
    assert.equal(dictionary.readAnswer(creditControl, answer), {
      type: 'value',
      value: {
        'Session-Id': 'client.example;1;2',
        'Origin-Host': 'server.example',
        'Origin-Realm': 'example',
        'Result-Code': 5005,
        'Origin-State-Id': 7,
        'Failed-AVP': [[missing]],
        'Auth-Application-Id': 4,
        'CC-Request-Type': 'INITIAL_REQUEST',
        'CC-Request-Number': 0,
        'Proxy-Info': [{ 'Proxy-Host': 'a', 'Proxy-State': hex('62') }],
        AVP: [avp(281, hex('776879'), { isMandatory: false })],
      },
    });
  });

  test('has the E bit where the request lacks it, or where it is what is wrong', () => {
    const withoutNumber = creditControlRequest({ avps: required.filter(({ code }) => code !== 415) });
    const missing = fault(resultCode.missingAvp, [avp(415, hex('00000000'))]);
    assert.is(answerFault(withoutNumber, missing, origin, creditControl).isError, true);
    const unknownType = required.map((one) => (one.code === 416 ? avp(416, hex('00000009')) : one));
    const wrong = fault(resultCode.invalidAvpValue, [avp(416, hex('00000009'))]);
    assert.is(answerFault(creditControlRequest({ avps: unknownType }), wrong, origin, creditControl).isError, true);
  });

  test('has the E bit for an unknown command', () => {
    assert.is(answerFault(request, fault(resultCode.invalidAvpLength), origin, undefined).isError, true);
  });

  test('comes for what cannot be read, with the Failed-AVP of its type', () => {
    const bytes = encodeMessage(request);
    bytes[20 + 7] = 4; // the length of Session-Id
    const decoded = dictionary.decodeMessage(bytes);
    assert.is(decoded.type, 'malformed');
    if (decoded.type !== 'malformed') return;
    const answer = answerFault(decoded.message, decoded.fault, origin, creditControl);
    const reading = dictionary.readAnswer(creditControl, answer);
    assert.is(reading.type, 'error');
    if (reading.type !== 'error') return;
    assert.is(reading.value['Result-Code'], resultCode.invalidAvpLength);
    assert.equal(reading.value['Failed-AVP'], [avp(263, hex(''))]);
  });
});

describe('an answer that is read', (test) => {
  test('is at fault where it lacks what it has to have, with the E bit or without', () => {
    const answer = answerFault(request, fault(resultCode.tooBusy), origin, creditControl);
    const without = (code: number): DiameterMessage => ({
      ...answer,
      avps: answer.avps.filter((one) => one.code !== code),
    });
    assert.is(faultOf(dictionary.readAnswer(creditControl, without(268))).resultCode, resultCode.missingAvp);
    const notMarked = { ...answer, isError: false, avps: required };
    assert.is(faultOf(dictionary.readAnswer(creditControl, notMarked)).resultCode, resultCode.missingAvp);
  });
});

function fault(code: number, failedAvps: readonly Avp[] = []): Fault {
  return { resultCode: code, failedAvps, text: 'why' };
}
