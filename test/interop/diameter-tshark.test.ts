import {
  answerFault,
  baseDictionary,
  capabilitiesExchange,
  creditControl,
  creditControlVocables,
  type DiameterMessage,
  deviceWatchdog,
  disconnectPeer,
  encodeMessage,
  resultCode,
  sessionTermination,
  writeAnswer,
  writeRequest,
} from '@usctp/diameter';
import { ppid } from 'usctp';
import { encodePacket } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { canRunTshark, type PacketFields, readWithTshark } from './tshark.ts';

const origin = { 'Origin-Host': 'client.example.com', 'Origin-Realm': 'example.com' };
const session = { 'Session-Id': 'client.example.com;1;2', ...origin, 'Destination-Realm': 'example.com' };
const success = { 'Result-Code': resultCode.success, ...origin };
const numbers = { hopByHop: 0x12345678, endToEnd: 0x9abcdef0 };
const fields = ['diameter.cmd.code', 'diameter.applicationId', 'diameter.hopbyhopid', 'diameter.avp.code'];

const capabilities = {
  'Host-IP-Address': ['192.0.2.1', '2001:db8::1'],
  'Vendor-Id': 0,
  'Product-Name': 'usctp',
  'Origin-State-Id': 7,
  'Supported-Vendor-Id': [10415],
  'Auth-Application-Id': [4],
  'Inband-Security-Id': [0],
  'Vendor-Specific-Application-Id': [{ 'Vendor-Id': 10415, 'Auth-Application-Id': 4 }],
  'Firmware-Revision': 1,
};

const unit = { 'CC-Time': 60, 'CC-Total-Octets': 2n ** 40n, 'CC-Money': { 'Unit-Value': { 'Value-Digits': -5n } } };

const request = writeRequest(
  creditControl,
  {
    ...session,
    'Auth-Application-Id': 4,
    'Service-Context-Id': '32251@3gpp.org',
    'CC-Request-Type': 'UPDATE_REQUEST',
    'CC-Request-Number': 1,
    'Event-Timestamp': new Date('2040-01-01T00:00:00Z'),
    'Subscription-Id': [{ 'Subscription-Id-Type': 'END_USER_E164', 'Subscription-Id-Data': '491700000001' }],
    'Used-Service-Unit': [{ 'Tariff-Change-Usage': 'UNIT_INDETERMINATE', ...unit }],
    'Multiple-Services-Credit-Control': [{ 'Requested-Service-Unit': unit, 'Rating-Group': 7 }],
    'User-Equipment-Info': {
      'User-Equipment-Info-Type': 'MAC',
      'User-Equipment-Info-Value': Uint8Array.from([2, 0, 0, 0, 0, 1]),
    },
  },
  numbers,
);

const messages: Readonly<Record<string, DiameterMessage>> = {
  CER: writeRequest(capabilitiesExchange, { ...origin, ...capabilities }, numbers),
  CEA: writeAnswer(capabilitiesExchange, request, { ...success, ...capabilities }),
  DWR: writeRequest(deviceWatchdog, { ...origin, 'Origin-State-Id': 7 }, numbers),
  DPR: writeRequest(disconnectPeer, { ...origin, 'Disconnect-Cause': 'REBOOTING' }, numbers),
  STR: writeRequest(
    sessionTermination,
    { ...session, 'Auth-Application-Id': 4, 'Termination-Cause': 'DIAMETER_LOGOUT' },
    { ...numbers, applicationId: 4 },
  ),
  CCR: request,
  CCA: writeAnswer(creditControl, request, {
    ...success,
    'Session-Id': session['Session-Id'],
    'Auth-Application-Id': 4,
    'CC-Request-Type': 'UPDATE_REQUEST',
    'CC-Request-Number': 1,
    'Granted-Service-Unit': { ...unit, 'Tariff-Time-Change': new Date('2030-01-01T00:00:00Z') },
    'Cost-Information': { 'Unit-Value': { 'Value-Digits': 15n, Exponent: -1 }, 'Currency-Code': 978 },
    'Final-Unit-Indication': {
      'Final-Unit-Action': 'REDIRECT',
      'Restriction-Filter-Rule': ['permit in ip from any to 192.0.2.1'],
      'Redirect-Server': { 'Redirect-Address-Type': 'URL', 'Redirect-Server-Address': 'https://example.com' },
    },
    'Validity-Time': 30,
  }),
  'an answer with a Failed-AVP': answerFault(request, failure(), origin, creditControl),
  'an answer with the E bit': answerFault(
    request,
    { resultCode: resultCode.tooBusy, failedAvps: [], text: 'later' },
    origin,
    creditControl,
  ),
};

if (canRunTshark()) {
  describe('tshark reads the Diameter messages that we write', (test) => {
    for (const [name, message] of Object.entries(messages)) {
      test(name, () => {
        const packet = read(message);
        assert.equal(packet.get('_ws.malformed'), []);
        assert.equal(packet.get('_ws.expert.message'), []);
        assert.equal(packet.get('diameter.cmd.code'), [String(message.commandCode)]);
        assert.equal(packet.get('diameter.applicationId'), [String(message.applicationId)]);
        assert.equal(packet.get('diameter.hopbyhopid'), ['0x12345678']);
        const codes = packet.get('diameter.avp.code')?.map(Number) ?? [];
        for (const { code } of message.avps) assert.ok(codes.includes(code), `AVP ${code}`);
      });
    }

    test('and complains of one whose AVP is longer than the message', () => {
      const bytes = encodeMessage(request);
      bytes[20 + 6] = 0xff;
      const [packet] = readWithTshark([packetOf(bytes)], [...fields, '_ws.malformed', '_ws.expert.message'], 'payload');
      assert.ok([...(packet?.get('_ws.malformed') ?? []), ...(packet?.get('_ws.expert.message') ?? [])].length > 0);
    });
  });
}

function read(message: DiameterMessage): PacketFields {
  const packet = packetOf(encodeMessage(message));
  const [found] = readWithTshark([packet], [...fields, '_ws.malformed', '_ws.expert.message'], 'payload');
  if (found === undefined) throw new Error('tshark found no packet');
  return found;
}

function packetOf(userData: Uint8Array): Uint8Array {
  const chunk = dataChunk({ userData: Buffer.from(userData), ppid: ppid.diameter });
  return encodePacket({ sourcePort: 40001, destinationPort: 3868, verificationTag: 0x1a2b3c4d, chunks: [chunk] });
}

function failure() {
  const reading = baseDictionary
    .extend(creditControlVocables)
    .readRequest(creditControl, { ...request, avps: request.avps.filter(({ code }) => code !== 283) });
  if (reading.type !== 'fault') throw new Error('nothing is missing');
  return reading.fault;
}
