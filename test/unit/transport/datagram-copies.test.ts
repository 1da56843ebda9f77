import * as assert from 'uvu/assert';
import { DatagramCopies } from '../../../lib/src/transport/datagram-copies.ts';
import { describe } from '../../helpers/describe.ts';

describe('datagram copies', (test) => {
  test('stay as they are while the socket has not done with all of them', () => {
    const copies = new DatagramCopies();
    const datagram = new Uint8Array(1000);
    const kept = Array.from({ length: 200 }, (_, i) => copies.copy(datagram.fill(i)));
    for (let i = 1; i < kept.length; i += 1) copies.done();
    kept.push(copies.copy(datagram.fill(200)));
    kept.forEach((copy, i) => {
      assert.is(copy.length, 1000);
      assert.ok(
        copy.every((byte) => byte === i),
        `copy ${i}`,
      );
    });
  });

  test('take the same memory again once the socket has done with all of them', () => {
    const copies = new DatagramCopies();
    const first = copies.copy(Uint8Array.of(1, 2, 3));
    copies.done();
    assert.is(copies.copy(Uint8Array.of(4, 5, 6)), first);
    assert.equal(first, Uint8Array.of(4, 5, 6));
    copies.done();
    const longer = copies.copy(Uint8Array.of(7, 8, 9, 10));
    assert.equal(longer, Uint8Array.of(7, 8, 9, 10));
    assert.is(longer.buffer, first.buffer);
  });

  test('may be as long as a datagram can be', () => {
    const datagram = new Uint8Array(65_507).fill(9);
    const copy = new DatagramCopies().copy(datagram);
    assert.equal(copy, datagram);
    assert.is.not(copy.buffer, datagram.buffer);
  });
});
