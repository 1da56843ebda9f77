import * as assert from 'uvu/assert';
import { decodeMessage, encodeMessage } from '../../../packages/diameter/src/codec/message.ts';
import { baseDictionary } from '../../../packages/diameter/src/dictionary/base/base-dictionary.ts';
import { capabilitiesExchange } from '../../../packages/diameter/src/dictionary/base/peer-commands.ts';
import { type Screening, screen } from '../../../packages/diameter/src/peer/caller.ts';
import {
  type Capabilities,
  type LocalCapabilities,
  relayApplicationId,
} from '../../../packages/diameter/src/peer/capabilities.ts';
import { describe } from '../../helpers/describe.ts';
import { capabilitiesOf, cerOf, local, messagesOf } from './test-peer.ts';

const localAddresses = ['192.0.2.1', '2001:db8::1'];

function screened(others: Partial<Capabilities> = {}, node: LocalCapabilities = local): Screening {
  const cer = cerOf(capabilitiesOf('a.example', others));
  return screen(cer, { messages: messagesOf(node), localAddresses, isKnown: (host) => host === 'a.example' });
}

/** The values of the CEA that refuses, as they are on the wire. */
function refusal(screening: Screening) {
  assert.is(screening.type, 'refused');
  if (screening.type !== 'refused') throw new Error('not refused');
  const decoded = decodeMessage(encodeMessage(screening.answer));
  if (decoded.type !== 'message') throw new Error(decoded.type);
  const { message } = decoded;
  const reading = baseDictionary.readAnswer(capabilitiesExchange, { ...message, isError: false });
  if (reading.type !== 'value') throw new Error(reading.type);
  return { ...reading.value, isError: message.isError };
}

describe('the CER of a caller (RFC 6733 §5.3)', (test) => {
  test('is good when there is a common application', () => {
    assert.is(screened().type, 'caller');
  });

  test('is good from a relay, and for one, whatever the applications', () => {
    assert.is(screened({ 'Auth-Application-Id': [relayApplicationId] }).type, 'caller');
    const relay = { ...local, 'Auth-Application-Id': [relayApplicationId] };
    assert.is(screened({ 'Auth-Application-Id': [99] }, relay).type, 'caller');
  });

  test('counts an application of a vendor, and does not compare vendors', () => {
    const ofVendor = [{ 'Vendor-Id': 10415, 'Auth-Application-Id': 4 }];
    assert.is(screened({ 'Auth-Application-Id': [], 'Vendor-Specific-Application-Id': ofVendor }).type, 'caller');
    const accounting = [{ 'Vendor-Id': 10415, 'Acct-Application-Id': 4 }];
    assert.is(screened({ 'Auth-Application-Id': [], 'Vendor-Specific-Application-Id': accounting }).type, 'caller');
  });

  test('without a common application is refused with 5010, and told what we have', () => {
    const cea = refusal(screened({ 'Auth-Application-Id': [99] }));
    assert.equal([cea['Result-Code'], cea.isError], [5010, false]);
    assert.equal(cea['Auth-Application-Id'], [4]);
    assert.equal(cea['Host-IP-Address'], localAddresses);
  });

  test('of an unknown peer is refused with 3010 and the E bit', () => {
    const cer = cerOf(capabilitiesOf('b.example'));
    const cea = refusal(screen(cer, { messages: messagesOf(), localAddresses, isKnown: () => false }));
    assert.equal([cea['Result-Code'], cea.isError], [3010, true]);
  });

  test('that demands TLS is refused with 5017; one that offers it is good', () => {
    assert.is(refusal(screened({ 'Inband-Security-Id': [1] }))['Result-Code'], 5017);
    assert.is(screened({ 'Inband-Security-Id': [1, 0] }).type, 'caller');
  });

  test('without an AVP that it has to have is refused with 5005 and an example of it', () => {
    const cer = cerOf(capabilitiesOf('a.example'));
    const avps = cer.avps.filter(({ code }) => code !== 257);
    const cea = refusal(screen({ ...cer, avps }, { messages: messagesOf(), localAddresses, isKnown: () => true }));
    assert.is(cea['Result-Code'], 5005);
    assert.equal(
      cea['Failed-AVP']?.map(({ code, data }) => [code, data.length]),
      [[257, 6]],
    );
  });
});
