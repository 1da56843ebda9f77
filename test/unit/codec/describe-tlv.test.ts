import { describeChunk, type ErrorCause, type Parameter } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const bytes = new Uint8Array(3);

const parameters: readonly (readonly [expected: string, parameter: Parameter])[] = [
  ['IPv6 Address 2001:db8::1', { type: 'IPv6 Address', ip: '2001:db8::1' }],
  ['State Cookie 3 bytes', { type: 'State Cookie', cookie: bytes }],
  ['Unrecognized Parameter 3 bytes', { type: 'Unrecognized Parameter', parameter: bytes }],
  ['Cookie Preservative 5 ms', { type: 'Cookie Preservative', suggestedLifeSpanIncrement: 5 }],
  [String.raw`Host Name Address "a\u009b"`, { type: 'Host Name Address', hostName: 'a\u009b' }],
  ['Supported Address Types 5 6', { type: 'Supported Address Types', addressTypes: [5, 6] }],
  ['Forward-TSN-Supported', { type: 'Forward-TSN-Supported' }],
  ['Zero Checksum Acceptable 1', { type: 'Zero Checksum Acceptable', errorDetectionMethodId: 1 }],
  ['Random 3 bytes', { type: 'Random', random: bytes }],
  ['Chunk List ASCONF ASCONF-ACK', { type: 'Chunk List', chunkTypes: [0xc1, 0x80] }],
  ['Requested HMAC Algorithm 3 1', { type: 'Requested HMAC Algorithm', hmacIds: [3, 1] }],
  [
    `Requested HMAC Algorithm ${'1 '.repeat(64)}and 2 more`,
    { type: 'Requested HMAC Algorithm', hmacIds: Array(66).fill(1) },
  ],
  [
    `Requested HMAC Algorithm ${'1 '.repeat(64).trim()}`,
    { type: 'Requested HMAC Algorithm', hmacIds: Array(64).fill(1) },
  ],
  ['Padding 7 bytes', { type: 'Padding', paddingLength: 7 }],
  ['Add IP Address 192.0.2.1 (id 1)', { type: 'Add IP Address', correlationId: 1, ip: '192.0.2.1' }],
  [
    'Error Cause Indication [Out of Resource] (id 1)',
    { type: 'Error Cause Indication', correlationId: 1, causes: [{ type: 'Out of Resource' }] },
  ],
  ['Success Indication (id 1)', { type: 'Success Indication', correlationId: 1 }],
  ['Adaptation Layer Indication 0x00000007', { type: 'Adaptation Layer Indication', adaptationCodePoint: 7 }],
  ['SSN/TSN Reset Request 5', { type: 'SSN/TSN Reset Request', requestSequenceNumber: 5 }],
  [
    'Re-configuration Response 5 result 1',
    {
      type: 'Re-configuration Response',
      responseSequenceNumber: 5,
      result: 1,
      sendersNextTsn: undefined,
      receiversNextTsn: undefined,
    },
  ],
  [
    'Add Incoming Streams Request 5 streams 2',
    { type: 'Add Incoming Streams Request', requestSequenceNumber: 5, newStreams: 2 },
  ],
  ['parameter 0xc0ff 3 bytes', { type: 'unknown', parameterType: 0xc0ff, value: bytes }],
];

const causes: readonly (readonly [expected: string, cause: ErrorCause])[] = [
  ['Invalid Stream Identifier 5', { type: 'Invalid Stream Identifier', streamId: 5 }],
  ['Missing Mandatory Parameter 7 5', { type: 'Missing Mandatory Parameter', parameterTypes: [7, 5] }],
  ['Unrecognized Chunk Type chunk type 201', { type: 'Unrecognized Chunk Type', chunk: Uint8Array.of(201, 0, 0, 4) }],
  ['Unrecognized Chunk Type', { type: 'Unrecognized Chunk Type', chunk: new Uint8Array(0) }],
  ['No User Data tsn 9', { type: 'No User Data', tsn: 9 }],
  [
    'Restart of an Association with New Addresses 192.0.2.1 2001:db8::1',
    {
      type: 'Restart of an Association with New Addresses',
      addresses: [
        { type: 'IPv4 Address', ip: '192.0.2.1' },
        { type: 'IPv6 Address', ip: '2001:db8::1' },
      ],
    },
  ],
  ['Protocol Violation "no"', { type: 'Protocol Violation', additionalInformation: Buffer.from('no') }],
  ['Unsupported HMAC Identifier 4', { type: 'Unsupported HMAC Identifier', hmacId: 4 }],
  ['cause 0x0abc 3 bytes', { type: 'unknown', code: 0xabc, value: bytes }],
];

describe('description of parameters and causes', (test) => {
  for (const [expected, parameter] of parameters) {
    test(expected, () => {
      assert.is(describeChunk({ type: 'RE-CONFIG', parameters: [parameter] }), `RE-CONFIG(${expected})`);
    });
  }

  for (const [expected, cause] of causes) {
    test(expected, () => {
      assert.is(describeChunk({ type: 'ERROR', causes: [cause] }), `ERROR(${expected})`);
    });
  }
});
