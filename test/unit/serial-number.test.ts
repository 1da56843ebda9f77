import * as assert from 'uvu/assert';
import { serial16, serial32 } from '../../lib/src/serial-number.ts';
import { describe } from '../helpers/describe.ts';

const widths = [
  { name: 'serial32', serial: serial32, size: 2 ** 32 },
  { name: 'serial16', serial: serial16, size: 2 ** 16 },
];

for (const { name, serial, size } of widths) {
  describe(name, (test) => {
    const last = size - 1;
    const half = size / 2;

    test('orders neighbours', () => {
      assert.ok(serial.isAfter(5, 4));
      assert.not(serial.isAfter(4, 5));
      assert.ok(serial.isBefore(4, 5));
      assert.not(serial.isBefore(5, 4));
    });

    test('a number is neither before nor after itself', () => {
      assert.not(serial.isAfter(7, 7));
      assert.not(serial.isBefore(7, 7));
    });

    test('0 comes after the last number', () => {
      assert.ok(serial.isAfter(0, last));
      assert.ok(serial.isBefore(last, 0));
      assert.not(serial.isAfter(last, 0));
    });

    test('numbers just under half the space apart are in order', () => {
      assert.ok(serial.isAfter(half - 1, 0));
      assert.ok(serial.isBefore(0, half - 1));
    });

    test('numbers half the space apart are in no order', () => {
      assert.not(serial.isAfter(half, 0));
      assert.not(serial.isAfter(0, half));
      assert.not(serial.isBefore(half, 0));
      assert.not(serial.isBefore(0, half));
    });

    test('add wraps both ways', () => {
      assert.is(serial.add(last, 1), 0);
      assert.is(serial.add(last, 3), 2);
      assert.is(serial.add(0, -1), last);
    });

    test('distance is signed, and counts across the end of the space', () => {
      assert.is(serial.distance(last, 1), 2);
      assert.is(serial.distance(1, last), -2);
      assert.is(serial.distance(9, 9), 0);
      assert.is(serial.distance(0, half), -half);
    });
  });
}
