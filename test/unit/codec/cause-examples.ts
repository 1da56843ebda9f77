import type { ErrorCause } from 'usctp/codec';
import { fromHex, toHex } from './hex.ts';

const request = fromHex('c002 0010 01023476 0005 0008 c0000201');

/** Each cause with its bytes after the diagrams of the RFC, without the padding after it. */
export const causeExamples: readonly (readonly [hex: string, cause: ErrorCause])[] = [
  ['0001 0008 01f4 0000', { type: 'Invalid Stream Identifier', streamId: 500 }],
  ['0002 000a 00000001 0007', { type: 'Missing Mandatory Parameter', parameterTypes: [7] }],
  ['0003 0008 000f454b', { type: 'Stale Cookie', staleness: 1000779 }],
  ['0004 0004', { type: 'Out of Resource' }],
  ['0005 000d 000b 0009 686f737400', { type: 'Unresolvable Address', parameter: fromHex('000b0009686f737400') }],
  ['0006 0008 c9000004', { type: 'Unrecognized Chunk Type', chunk: fromHex('c9000004') }],
  ['0007 0004', { type: 'Invalid Mandatory Parameter' }],
  ['0008 000c c0ff0004 c0fe0004', { type: 'Unrecognized Parameters', parameters: fromHex('c0ff0004c0fe0004') }],
  ['0009 0008 000003e9', { type: 'No User Data', tsn: 1001 }],
  ['000a 0004', { type: 'Cookie Received While Shutting Down' }],
  [
    '000b 0020 0005 0008 cb007109 0006 0014 20010db8000000000000000000000009',
    {
      type: 'Restart of an Association with New Addresses',
      addresses: [
        { type: 'IPv4 Address', ip: '203.0.113.9' },
        { type: 'IPv6 Address', ip: '2001:db8::9' },
      ],
    },
  ],
  ['000c 0007 627965', { type: 'User-Initiated Abort', reason: fromHex('627965') }],
  ['000d 0005 78', { type: 'Protocol Violation', additionalInformation: fromHex('78') }],
  [`00a0 0014 ${toHex(request)}`, { type: 'Request to Delete Last Remaining IP Address', parameter: request }],
  [`00a1 0014 ${toHex(request)}`, { type: 'Operation Refused Due to Resource Shortage', parameter: request }],
  [`00a2 0014 ${toHex(request)}`, { type: 'Request to Delete Source IP Address', parameter: request }],
  ['00a3 0004', { type: 'Association Aborted Due to Illegal ASCONF-ACK' }],
  [`00a4 0014 ${toHex(request)}`, { type: 'Request Refused - No Authorization', parameter: request }],
  ['0105 0006 0004', { type: 'Unsupported HMAC Identifier', hmacId: 4 }],
  ['abcd 0006 1234', { type: 'unknown', code: 0xabcd, value: fromHex('1234') }],
];
