import { DecodeError, decodeCauses, type ErrorCause, encodeCauses } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { causeExamples } from './cause-examples.ts';
import { fromHex, toHex } from './hex.ts';

describe('error causes', (test) => {
  for (const [hex, cause] of causeExamples) {
    test(`${cause.type} is ${hex}`, () => {
      assert.equal(decodeCauses(fromHex(hex)), [cause]);
      assert.is(toHex(encodeCauses([cause])), hex.replaceAll(' ', ''));
    });
  }

  test('a cause that says more than it has to is understood all the same', () => {
    assert.equal(decodeCauses(fromHex('0003 000c 000f454b 00000000')), [{ type: 'Stale Cookie', staleness: 1000779 }]);
    assert.equal(decodeCauses(fromHex('0004 0008 6e6f6e65')), [{ type: 'Out of Resource' }]);
    assert.equal(decodeCauses(fromHex('0002 000c 00000001 0007 0000')), [
      { type: 'Missing Mandatory Parameter', parameterTypes: [7] },
    ]);
  });

  for (const hex of [
    '0001 0006 01f4 0000',
    '0003 0004',
    '0002 0006 0000 0000',
    '0002 000a 00000002 0007',
    '0002 000a ffffffff 0007',
    '000b 0008 000b 0004',
    '000b 000c 0005 0007 cb007100',
    '0105 0005 00 000000',
    '0004 0000',
    '0004 0002',
    '000c 0009 00000000',
    '0004 00',
  ]) {
    test(`${hex} is malformed`, () => {
      assert.throws(
        () => decodeCauses(fromHex(hex)),
        (error: unknown) => error instanceof DecodeError,
      );
    });
  }

  test('a cause nested in itself is not looked into: its bytes stay bytes', () => {
    const nested = '0006 0010 0900000c 00060008 09000004';
    assert.equal(decodeCauses(fromHex(nested)), [
      { type: 'Unrecognized Chunk Type', chunk: fromHex('0900000c 00060008 09000004') },
    ]);
  });

  test('what is no cause cannot be encoded', () => {
    // `as`: what a caller without types may pass.
    assert.throws(
      () => encodeCauses([{ type: 'Bad Luck' } as unknown as ErrorCause]),
      /no error cause is called "Bad Luck"/,
    );
  });
});
