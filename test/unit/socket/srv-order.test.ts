import * as assert from 'uvu/assert';
import { orderRecords, type SrvRecord } from '../../../lib/src/socket/srv-order.ts';
import { describe } from '../../helpers/describe.ts';

function record(name: string, priority: number, weight: number): SrvRecord {
  return { name, port: 1, priority, weight };
}

/** Numbers in [0, 1), the same each time (Lehmer). */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function order(records: readonly SrvRecord[], fraction = numbers()): string[] {
  return orderRecords(records, fraction).map(({ name }) => name);
}

describe('the order of SRV records (RFC 2782)', (test) => {
  test('goes by priority, the lowest first', () => {
    const records = [record('c', 30, 1), record('a', 10, 1), record('b', 20, 65_535)];
    assert.equal(order(records), ['a', 'b', 'c']);
  });

  test('has each record once, whatever the numbers', () => {
    const records = [record('a', 1, 0), record('b', 1, 7), record('c', 1, 0), record('d', 2, 3)];
    for (const value of [0, 0.5, 0.999_999_999]) assert.equal(order(records, () => value).sort(), ['a', 'b', 'c', 'd']);
    assert.equal(order([]), []);
  });

  test('has records of one priority come first as often as their weights say', () => {
    const fraction = numbers();
    const records = [record('three', 1, 300), record('one', 1, 100), record('six', 1, 600)];
    const firsts = new Map<string, number>();
    const rounds = 20_000;
    for (let round = 0; round < rounds; round += 1) {
      const [first = ''] = order(records, fraction);
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    for (const { name, weight } of records) {
      assert.ok(Math.abs((firsts.get(name) ?? 0) / rounds - weight / 1000) < 0.01, `${name}: ${firsts.get(name)}`);
    }
  });

  test('gives records of weight 0 a very small chance to come before others, and among themselves an equal one', () => {
    const fraction = numbers();
    let [before, swapped] = [0, 0];
    for (let round = 0; round < 20_000; round += 1) {
      const names = order([record('spare', 1, 0), record('reserve', 1, 0), record('main', 1, 99)], fraction);
      if (names[0] !== 'main') before += 1;
      if (names.indexOf('reserve') < names.indexOf('spare')) swapped += 1;
    }
    assert.ok(before > 100 && before < 300, `${before} before`);
    assert.ok(swapped > 9500 && swapped < 10_500, `${swapped} swapped`);
  });
});
