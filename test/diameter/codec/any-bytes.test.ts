import { type Avp, type DiameterMessage, decodeMessage, encodeMessage } from '@usctp/diameter';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const uint32 = fc.nat({ max: 0xffffffff });

const anyAvp: fc.Arbitrary<Avp> = fc.record(
  {
    code: uint32,
    vendorId: fc.oneof(fc.constant(0), uint32),
    isMandatory: fc.boolean(),
    isProtected: fc.boolean(),
    data: fc.uint8Array({ maxLength: 40 }),
  },
  { noNullPrototype: true },
);

const anyMessage: fc.Arbitrary<DiameterMessage> = fc.record(
  {
    isRequest: fc.boolean(),
    isProxiable: fc.boolean(),
    isError: fc.boolean(),
    isRetransmitted: fc.boolean(),
    commandCode: fc.nat({ max: 0xffffff }),
    applicationId: uint32,
    hopByHop: uint32,
    endToEnd: uint32,
    avps: fc.array(anyAvp, { maxLength: 8 }),
  },
  { noNullPrototype: true },
);

/** Messages in which bytes were changed, most of them those of lengths and flags. */
const mutated = fc
  .tuple(anyMessage, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }))
  .map(([message, changes]) => {
    const bytes = encodeMessage(message);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });

/** Messages that end too early, with a length that says so; they are the whole of their memory, so that nothing is behind. */
const cut = fc.tuple(mutated, fc.nat()).map(([bytes, at]) => {
  const length = 20 + 4 * Math.floor((at % (bytes.length - 19)) / 4);
  return Object.assign(bytes.slice(0, length), { 0: 1, 1: 0, 2: length >>> 8, 3: length });
});

describe('any Diameter message', (test) => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        assert.equal(decodeMessage(encodeMessage(message)), { type: 'message', message });
      }),
    );
  });

  test('is read without an exception, whatever its bytes, and written again the same', () => {
    const seen = { message: 0, malformed: 0, runt: 0 };
    fc.assert(
      fc.property(fc.oneof(mutated, cut, fc.uint8Array({ maxLength: 60 })), (bytes) => {
        const decoded = decodeMessage(bytes);
        seen[decoded.type] += 1;
        if (decoded.type !== 'message') return;
        const again = decodeMessage(encodeMessage(decoded.message));
        assert.equal(again, decoded);
      }),
      { numRuns: 3000 },
    );
    assert.ok(seen.message > 100 && seen.malformed > 100 && seen.runt > 100, JSON.stringify(seen));
  });
});
