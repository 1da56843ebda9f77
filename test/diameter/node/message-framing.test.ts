import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { MessageFraming } from '../../../packages/diameter/src/node/message-framing.ts';
import { describe } from '../../helpers/describe.ts';

const limit = 1000;

/** A message of that length, of which only the first four bytes are looked at. */
function messageOf(length: number): Buffer {
  const bytes = Buffer.alloc(length, length);
  bytes.writeUInt32BE(0x01000000 + length);
  return bytes;
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

describe('messages in a stream of bytes', (test) => {
  test('are found however the stream is cut', () => {
    const lengths = fc.array(fc.integer({ min: 20, max: limit }), { maxLength: 8 });
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(), { maxLength: 20 }), (wanted, cuts) => {
        const framing = new MessageFraming(limit);
        const found = split(Buffer.concat(wanted.map(messageOf)), cuts).flatMap((chunk) => [...framing.push(chunk)]);
        assert.equal(
          found.map((framed) => (framed.type === 'message' ? Buffer.from(framed.bytes) : framed.type)),
          wanted.map(messageOf),
        );
      }),
    );
  });

  test('are put together once, however small their pieces', () => {
    const length = 2 ** 20;
    const framing = new MessageFraming(length);
    const bytes = Buffer.alloc(length);
    bytes.writeUInt32BE(0x01000000 + length);
    const { concat } = Buffer;
    let joined = 0;
    Buffer.concat = (list, total) => {
      joined += total ?? 0;
      return concat(list, total);
    };
    try {
      let count = 0;
      for (let at = 0; at < length; at += 64) count += [...framing.push(bytes.subarray(at, at + 64))].length;
      assert.equal([count, joined], [1, length]);
    } finally {
      Buffer.concat = concat;
    }
  });

  test('are not found any more after a length that cannot be', () => {
    for (const length of [19, limit + 1]) {
      const framing = new MessageFraming(limit);
      const header = Buffer.alloc(4);
      header.writeUInt32BE(0x01000000 + length);
      const types = [...framing.push(Buffer.concat([messageOf(20), header, messageOf(20)]))].map(({ type }) => type);
      assert.equal(types, ['message', 'garbled']);
      assert.equal([...framing.push(messageOf(20))], []);
    }
  });
});
