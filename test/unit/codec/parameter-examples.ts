import type { Parameter } from 'usctp/codec';
import { fromHex } from './hex.ts';

/** Each parameter with its bytes after the diagrams of the RFC, without the padding after it. */
export const parameterExamples: readonly (readonly [hex: string, parameter: Parameter])[] = [
  ['0005 0008 c0000201', { type: 'IPv4 Address', ip: '192.0.2.1' }],
  ['0006 0014 20010db8000000000000000000000001', { type: 'IPv6 Address', ip: '2001:db8::1' }],
  ['0007 0007 c00c1e', { type: 'State Cookie', cookie: fromHex('c00c1e') }],
  ['0008 0008 c0ff0004', { type: 'Unrecognized Parameter', parameter: fromHex('c0ff0004') }],
  ['0009 0008 00001388', { type: 'Cookie Preservative', suggestedLifeSpanIncrement: 5000 }],
  ['000b 0009 686f737400', { type: 'Host Name Address', hostName: 'host\0' }],
  ['000c 0008 0005 0006', { type: 'Supported Address Types', addressTypes: [5, 6] }],
  ['8000 0004', { type: 'ECN Capable' }],
  ['8001 0008 00000001', { type: 'Zero Checksum Acceptable', errorDetectionMethodId: 1 }],
  ['8002 0009 0102030405', { type: 'Random', random: fromHex('0102030405') }],
  ['8003 0006 c180', { type: 'Chunk List', chunkTypes: [0xc1, 0x80] }],
  ['8004 0008 0003 0001', { type: 'Requested HMAC Algorithm', hmacIds: [3, 1] }],
  ['8005 0009 0000000000', { type: 'Padding', paddingLength: 5 }],
  ['8008 0007 c0c182', { type: 'Supported Extensions', chunkTypes: [0xc0, 0xc1, 0x82] }],
  ['c000 0004', { type: 'Forward-TSN-Supported' }],
  ['c001 0010 01023474 0005 0008 c0000201', { type: 'Add IP Address', correlationId: 0x01023474, ip: '192.0.2.1' }],
  [
    'c002 001c 01023476 0006 0014 20010db8000000000000000000000001',
    { type: 'Delete IP Address', correlationId: 0x01023476, ip: '2001:db8::1' },
  ],
  [
    'c003 0014 01023474 0105 0006 0003 0000 0004 0004',
    {
      type: 'Error Cause Indication',
      correlationId: 0x01023474,
      causes: [{ type: 'Unsupported HMAC Identifier', hmacId: 3 }, { type: 'Out of Resource' }],
    },
  ],
  [
    'c004 0010 01023479 0005 0008 c0000201',
    { type: 'Set Primary IP Address', correlationId: 0x01023479, ip: '192.0.2.1' },
  ],
  ['c005 0008 01023474', { type: 'Success Indication', correlationId: 0x01023474 }],
  ['c006 0008 12345678', { type: 'Adaptation Layer Indication', adaptationCodePoint: 0x12345678 }],
  [
    '000d 0014 0000000a 00000014 0000001e 0001 0002',
    {
      type: 'Outgoing SSN Reset Request',
      requestSequenceNumber: 10,
      responseSequenceNumber: 20,
      lastAssignedTsn: 30,
      streamIds: [1, 2],
    },
  ],
  [
    '000d 0010 0000000a 00000014 0000001e',
    {
      type: 'Outgoing SSN Reset Request',
      requestSequenceNumber: 10,
      responseSequenceNumber: 20,
      lastAssignedTsn: 30,
      streamIds: [],
    },
  ],
  ['000e 000a 0000000a 0007', { type: 'Incoming SSN Reset Request', requestSequenceNumber: 10, streamIds: [7] }],
  ['000f 0008 0000000a', { type: 'SSN/TSN Reset Request', requestSequenceNumber: 10 }],
  [
    '0010 000c 0000000a 00000001',
    {
      type: 'Re-configuration Response',
      responseSequenceNumber: 10,
      result: 1,
      sendersNextTsn: undefined,
      receiversNextTsn: undefined,
    },
  ],
  [
    '0010 0014 0000000a 00000001 00000064 000000c8',
    {
      type: 'Re-configuration Response',
      responseSequenceNumber: 10,
      result: 1,
      sendersNextTsn: 100,
      receiversNextTsn: 200,
    },
  ],
  ['0011 000c 0000000a 0002 0000', { type: 'Add Outgoing Streams Request', requestSequenceNumber: 10, newStreams: 2 }],
  ['0012 000c 0000000a 0003 0000', { type: 'Add Incoming Streams Request', requestSequenceNumber: 10, newStreams: 3 }],
  ['c0ff 0007 78797a', { type: 'unknown', parameterType: 0xc0ff, value: fromHex('78797a') }],
];
