import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { type Cell, gridCells } from './grid.ts';
import { format, readSnapshot } from './snapshot.ts';
import { bandwidthDelayProduct, measureGoodput } from './transfer.ts';

/** Packets up to which a cell is measured here; `npm run goodput` measures all. */
const fewPackets = 5500;

describe('goodput', (test) => {
  const rows = gridCells();
  const snapshot = readSnapshot();

  for (const [index, row] of rows.entries()) {
    const chosen = row.filter(({ packets }) => packets <= fewPackets);
    if (chosen.length === 0) continue;
    test(`is as the snapshot says: ${nameOf(row[0])}`, () => {
      const measured = chosen.map(({ transfer }) => format(measureGoodput(transfer)));
      assert.equal(
        measured,
        chosen.map((cell) => snapshot[index]?.[row.indexOf(cell)]),
      );
    });
  }

  for (const [index, row] of rows.entries()) {
    test(`is nine tenths of a link that loses nothing, or more: ${nameOf(row[0])}`, () => {
      const goodput = Number(snapshot[index]?.[0]);
      assert.ok(goodput >= 0.9 * (row[0]?.link.megabitsPerSecond ?? 0), `${goodput} Mbit/s`);
    });
  }

  test('is nine tenths of 100 Mbit/s at 100 ms with the default options', () => {
    const link = { roundTripTime: 100, lossPercentage: 0, megabitsPerSecond: 100 };
    const queue = bandwidthDelayProduct(link);
    const offered = 2 * 2 ** 20;
    const goodput = measureGoodput({ link: { ...link, queue }, options: {}, offered, start: 2500, duration: 500 });
    assert.ok(goodput >= 90, `${goodput} Mbit/s`);
  });
});

function nameOf(cell: Cell | undefined): string {
  return `${cell?.link.megabitsPerSecond} Mbit/s, ${cell?.link.roundTripTime} ms`;
}
