import * as assert from 'uvu/assert';
import { Identifiers } from '../../../packages/diameter/src/peer/identifiers.ts';
import { describe } from '../../helpers/describe.ts';

describe('identifiers of messages (RFC 6733 §3)', (test) => {
  test('count up, and wrap at 2³²', () => {
    const identifiers = new Identifiers(0xffffffff, 0xfff);
    assert.equal([identifiers.hopByHop(), identifiers.hopByHop()], [0, 1]);
    assert.equal([identifiers.endToEnd(), identifiers.endToEnd()], [0, 1]);
  });

  test('begin with the low 12 bits of the time, end to end', () => {
    const identifiers = new Identifiers(0x12345678, 0xabcdef);
    assert.is(identifiers.endToEnd(), 0xdef45679);
    assert.is(identifiers.hopByHop(), 0x12345679);
  });
});
