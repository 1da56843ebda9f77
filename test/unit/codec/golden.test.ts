import { readFileSync } from 'node:fs';
import { decodePacket, encodePacket, hasValidChecksum } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { tsharkFields } from './golden/tshark-fields.ts';
import { fromHex, toHex } from './hex.ts';

interface GoldenPacket {
  readonly hex: string;
  /** What tshark reads in it: values by field. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

for (const origin of ['linux-6.1', 'usrsctp-0.9.5']) {
  describe(`packets of ${origin}`, (test) => {
    const packets = goldenPackets(origin);

    test('are a few dozen', () => {
      assert.ok(packets.length >= 40, `${packets.length} packets`);
    });

    for (const { hex, fields } of packets) {
      const name = `${hex.slice(0, 4)} chunks ${fields.get('chunk_type')} checksum ${fields.get('checksum')}`;

      test(`${name}: are read as tshark reads them`, () => {
        const read = tsharkFields(decodePacket(fromHex(hex)));
        for (const [field, values] of fields) {
          if (field !== 'checksum') assert.equal(read.get(field), values, field);
        }
        for (const [field, values] of read) {
          if (values.length > 0) assert.equal(values, fields.get(field), field);
        }
      });

      test(`${name}: have a valid checksum, and encode to the same bytes`, () => {
        assert.ok(hasValidChecksum(fromHex(hex)));
        assert.is(toHex(encodePacket(decodePacket(fromHex(hex)))), hex);
      });
    }
  });
}

function goldenPackets(origin: string): readonly GoldenPacket[] {
  const text = readFileSync(new URL(`golden/${origin}.txt`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n\n')
    .map((record) => {
      const [hex = '', fields = ''] = record.split('\n');
      return { hex, fields: new Map(fields.split(' ').map(parseField)) };
    });
}

function parseField(field: string): readonly [name: string, values: readonly string[]] {
  const [name = '', values = ''] = field.split('=');
  return [name, values.split(',')];
}
