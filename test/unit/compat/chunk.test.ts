import { Chunk, type Fields } from 'usctp/compat';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const whole = { B: 1, E: 1, U: 0, I: 0 };

/** Chunks that the npm package cannot write, or writes otherwise than their RFC, with their bytes by that RFC. */
const chunks: readonly (readonly [name: string, fields: Fields, hex: string])[] = [
  ['ecne', { lowest_tsn: 5 }, '0c00000800000005'],
  ['cwr', { lowest_tsn: 5 }, '0d00000800000005'],
  ['pad', { padding_data: Buffer.alloc(4) }, '8400000800000000'],
  [
    'i_data',
    { flags: whole, tsn: 1, stream_id: 2, message_id: 3, ppid: 46, fsn: 0, user_data: Buffer.from('hi') },
    '40030016 00000001 0002 0000 00000003 0000002e 6869 0000',
  ],
  ['forward_tsn', { new_c_tsn: 9, streams: [{ stream_id: 1, ssn: 2 }] }, 'c000000c 00000009 0001 0002'],
  [
    'i_forward_tsn',
    { new_c_tsn: 9, streams: [{ stream_id: 1, unordered: true, message_id: 2 }] },
    'c2000010 00000009 0001 0001 00000002',
  ],
  ['asconf_ack', { seq: 7, success_indication: Buffer.from('00000001', 'hex') }, '80000010 00000007 c0050008 00000001'],
  [
    'asconf',
    { seq: 7, ipv4_address: ['192.0.2.1'], adaptation_layer_indication: Buffer.from('00000009', 'hex') },
    'c1000018 00000007 00050008 c0000201 c0060008 00000009',
  ],
  ['re_config', { ssn_tsn_reset: { rsn: 3 } }, '8200000c 000f0008 00000003'],
  ['re_config', { add_streams_incoming: { rsn: 3 } }, '82000010 0012000c 00000003 00000000'],
];

/** Of an INIT ACK; the first 20 bytes are its own fields, all 0. */
const parameters: readonly (readonly [fields: Fields, hex: string])[] = [
  [{ ipv6_address: ['2001:db8:0:0:0:0:0:1'] }, '00060014 20010db8000000000000000000000001'],
  [{ cookie_preservative: 500 }, '00090008 000001f4'],
  [{ host_name_address: 'host\0\0\0\0' }, '000b000c 686f737400000000'],
  [{ random: Buffer.alloc(32, 7) }, `80020024 ${'07'.repeat(32)}`],
  [{ chunks: ['data', 'asconf'] }, '80030006 00c1 0000'],
  [{ hmac_algo: ['SHA-1', 'SHA-256'] }, '80040008 0001 0003'],
  [{ supported_extensions: Buffer.from('82c0', 'hex') }, '80080006 82c0 0000'],
];

describe('Chunk of usctp/compat', (test) => {
  for (const [name, fields, spaced] of chunks) {
    test(`writes and reads ${name} of ${Object.keys(fields)}`, () => {
      const hex = spaced.replaceAll(' ', '');
      assert.is(new Chunk(name, fields).toBuffer().toString('hex'), hex);
      const read = Chunk.fromBuffer(Buffer.from(hex, 'hex'));
      assert.ok(read);
      assert.is(read.chunkType, name);
      for (const [field, value] of Object.entries(fields)) assert.equal(read[field], value, field);
    });
  }

  for (const [fields, spaced] of parameters) {
    test(`writes and reads ${Object.keys(fields)}`, () => {
      const value = spaced.replaceAll(' ', '');
      const bytes = new Chunk('init_ack', fields).toBuffer();
      assert.is(bytes.subarray(20).toString('hex'), value);
      const read = Chunk.fromBuffer(bytes);
      assert.ok(read);
      for (const [field, expected] of Object.entries(fields)) assert.equal(read[field], expected, field);
    });
  }

  test('takes an address as its bytes, too', () => {
    const chunk = new Chunk('init_ack', { ipv4_address: [Buffer.from([192, 0, 2, 1])] });
    assert.is(chunk.toBuffer().subarray(20).toString('hex'), '00050008c0000201');
  });

  test('keeps a parameter without name whose sender wants to be told', () => {
    const bytes = Buffer.concat([new Chunk('init', {}).toBuffer(), Buffer.from('400100050a000000', 'hex')]);
    bytes.writeUInt16BE(bytes.length - 3, 2);
    const chunk = Chunk.fromBuffer(bytes);
    assert.ok(chunk);
    assert.equal(chunk.errors, [Buffer.from('400100050a000000', 'hex')]);
  });

  test('keeps a cause without name', () => {
    const error_causes = [{ cause_code: 0xc100, body: Buffer.from('ab') }];
    const chunk = Chunk.fromBuffer(new Chunk('error', { error_causes }).toBuffer());
    assert.ok(chunk);
    assert.equal(chunk.error_causes, [{ cause_code: 0xc100, cause: undefined, body: Buffer.from('ab') }]);
  });

  test('writes and reads what a cause says', () => {
    const error_causes = [
      { cause_code: 3, cause: 'STALE_COOKIE_ERROR', measure_of_staleness: 5 },
      { cause_code: 8, cause: 'UNRECONGNIZED_PARAMETERS', unrecognized_parameters: Buffer.from('80ff0004', 'hex') },
      { cause_code: 9, cause: 'NO_USER_DATA', tsn: 7 },
      { cause_code: 13, cause: 'PROTOCOL_VIOLATION', additional_information: 'odd' },
    ];
    const chunk = Chunk.fromBuffer(new Chunk('error', { error_causes }).toBuffer());
    assert.ok(chunk);
    assert.equal(chunk.error_causes, error_causes);
  });

  test('that has no name cannot be written', () => {
    const chunk = new Chunk('nonsense', { c_tsn_ack: 1 });
    assert.is(chunk.chunkType, undefined);
    assert.throws(() => chunk.toBuffer(), /there is no chunk ""/);
  });
});
