import { type Chunk, describeChunk, describePacket } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { fromHex } from './hex.ts';

const header = '138900071a2b3c4d00000000';

function describeHex(hex: string): string {
  return describePacket(fromHex(header + hex)).replace('5001 > 7 tag 0x1a2b3c4d [bad checksum] ', '');
}

describe('description of a packet', (test) => {
  test('is a line with ports, tag and chunks', () => {
    assert.is(
      describePacket(fromHex('1b594e3011111111341f6e020900000c00030008000f454b')),
      '7001 > 20016 tag 0x11111111 ERROR(Stale Cookie 1000779 µs)',
    );
  });

  test('says that the checksum is bad', () => {
    assert.is(describePacket(fromHex(`${header}0b000004`)), '5001 > 7 tag 0x1a2b3c4d [bad checksum] COOKIE ACK');
  });

  test('tells what could be read before what is malformed', () => {
    assert.is(
      describeHex('08000004 0b000000'),
      'SHUTDOWN ACK | malformed: COOKIE ACK of length 0 where 4 bytes are left',
    );
    assert.is(describeHex('07000004'), 'malformed: SHUTDOWN of length 4, not 8 or more');
    assert.is(describePacket(new Uint8Array(3)), 'malformed: 3 bytes are no common header');
  });

  test('names the parameters of INIT', () => {
    assert.is(
      describeHex(
        '0100002e 00c0ffee 00020000 0020 0040 0000007b 00050008c0000201 80000004 80080006c0820000 000c000600050000',
      ),
      'INIT(tag 0x00c0ffee a_rwnd 131072 os 32 is 64 tsn 123; IPv4 Address 192.0.2.1, ECN Capable, ' +
        'Supported Extensions FORWARD-TSN RE-CONFIG, Supported Address Types 5)',
    );
  });

  test('writes what a peer says in printable ASCII', () => {
    const reason = Buffer.from('a"\n\u2028\u009bé');
    assert.is(
      describeChunk({ type: 'ABORT', isTagReflected: true, causes: [{ type: 'User-Initiated Abort', reason }] }),
      String.raw`ABORT(T User-Initiated Abort "a\"\n\u2028\u009b\u00e9")`,
    );
  });
});

const flags = { immediate: false, unordered: false, beginning: false, ending: false };
const userData = new Uint8Array(5);
const chunks: readonly (readonly [expected: string, chunk: Chunk])[] = [
  [
    'DATA(tsn 1 stream 2 ssn 3 ppid 46 IUBE 5 bytes)',
    {
      type: 'DATA',
      immediate: true,
      unordered: true,
      beginning: true,
      ending: true,
      tsn: 1,
      streamId: 2,
      ssn: 3,
      ppid: 46,
      userData,
    },
  ],
  [
    'I-DATA(tsn 1 stream 2 mid 3 ppid 46 B 5 bytes)',
    { type: 'I-DATA', ...flags, beginning: true, tsn: 1, streamId: 2, messageId: 3, ppid: 46, fsn: 0, userData },
  ],
  [
    'I-DATA(tsn 1 stream 2 mid 3 fsn 4 5 bytes)',
    { type: 'I-DATA', ...flags, tsn: 1, streamId: 2, messageId: 3, ppid: 0, fsn: 4, userData },
  ],
  [
    'SACK(cum 12 a_rwnd 1000 gaps 2-3 5-5 dups 5 6)',
    {
      type: 'SACK',
      cumulativeTsnAck: 12,
      advertisedReceiverWindowCredit: 1000,
      gapAckBlocks: [
        { start: 2, end: 3 },
        { start: 5, end: 5 },
      ],
      duplicateTsns: [5, 6],
    },
  ],
  ['HEARTBEAT(5 bytes)', { type: 'HEARTBEAT', heartbeatInfo: userData }],
  ['ABORT', { type: 'ABORT', isTagReflected: false, causes: [] }],
  ['SHUTDOWN(cum 9)', { type: 'SHUTDOWN', cumulativeTsnAck: 9 }],
  ['SHUTDOWN COMPLETE(T)', { type: 'SHUTDOWN COMPLETE', isTagReflected: true }],
  ['COOKIE ECHO(5 bytes)', { type: 'COOKIE ECHO', cookie: userData }],
  ['CWR(tsn 9)', { type: 'CWR', lowestTsn: 9 }],
  ['AUTH(key 0 hmac 3)', { type: 'AUTH', sharedKeyId: 0, hmacId: 3, hmac: userData }],
  [
    'FORWARD-TSN(cum 9 stream 1 ssn 2)',
    { type: 'FORWARD-TSN', newCumulativeTsn: 9, skipped: [{ streamId: 1, ssn: 2 }] },
  ],
  [
    'I-FORWARD-TSN(cum 9 stream 1 mid 2 U stream 3 mid 4)',
    {
      type: 'I-FORWARD-TSN',
      newCumulativeTsn: 9,
      skipped: [
        { streamId: 1, unordered: true, messageId: 2 },
        { streamId: 3, unordered: false, messageId: 4 },
      ],
    },
  ],
  ['ASCONF-ACK(seq 7)', { type: 'ASCONF-ACK', sequenceNumber: 7, parameters: [] }],
  [
    'RE-CONFIG(Outgoing SSN Reset Request 1 streams all, Incoming SSN Reset Request 1 streams 4 5)',
    {
      type: 'RE-CONFIG',
      parameters: [
        {
          type: 'Outgoing SSN Reset Request',
          requestSequenceNumber: 1,
          responseSequenceNumber: 2,
          lastAssignedTsn: 3,
          streamIds: [],
        },
        { type: 'Incoming SSN Reset Request', requestSequenceNumber: 1, streamIds: [4, 5] },
      ],
    },
  ],
  ['PAD(6 bytes)', { type: 'PAD', paddingLength: 6 }],
  ['chunk type 201(flags 0x0a 5 bytes)', { type: 'unknown', chunkType: 201, flags: 10, value: userData }],
];

describe('description of a chunk', (test) => {
  for (const [expected, chunk] of chunks) {
    test(expected, () => {
      assert.is(describeChunk(chunk), expected);
    });
  }
});
