import * as assert from 'uvu/assert';
import { VerificationSlots } from '../../../lib/src/association/verification-slots.ts';
import { describe } from '../../helpers/describe.ts';

describe('VerificationSlots (RFC 9260 §5.4, HB.Max.Burst)', (test) => {
  test('give one HEARTBEAT to each RTO, in the order of asking', () => {
    const slots = new VerificationSlots(1, 1000);
    assert.equal([slots.take(0), slots.take(0), slots.take(500)], [0, 1000, 2000]);
  });

  test('give as many to each RTO as the burst is large', () => {
    const slots = new VerificationSlots(3, 1000);
    assert.equal(
      Array.from({ length: 7 }, () => slots.take(0)),
      [0, 0, 0, 1000, 1000, 1000, 2000],
    );
  });

  test('do not save up what was not used', () => {
    const slots = new VerificationSlots(1, 1000);
    slots.take(0);
    assert.equal([slots.take(5000), slots.take(5000)], [5000, 6000]);
  });

  test('let what is left of a burst go later in the same RTO', () => {
    const slots = new VerificationSlots(2, 1000);
    slots.take(0);
    assert.equal([slots.take(400), slots.take(400), slots.take(900)], [400, 1000, 1000]);
  });
});
