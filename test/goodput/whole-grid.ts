/** Measures the whole grid, which takes some minutes, and compares it with the snapshot; `--update` writes that anew. */
import { gridCells } from './grid.ts';
import { format, readSnapshot, writeSnapshot } from './snapshot.ts';
import { measureGoodput } from './transfer.ts';

const cells = gridCells();
const isUpdate = process.argv.includes('--update');
const before = isUpdate ? [] : readSnapshot();
const goodputs: string[][] = [];
for (const [index, row] of cells.entries()) {
  const goodput = row.map(({ transfer }) => format(measureGoodput(transfer)));
  goodputs.push(goodput);
  const isSame = isUpdate || goodput.join() === before[index]?.join();
  const { megabitsPerSecond, roundTripTime } = row[0]?.link ?? {};
  console.log(
    `${megabitsPerSecond} Mbit/s, ${roundTripTime} ms: ${goodput.join(' ')}${isSame ? '' : ' (not as in the snapshot)'}`,
  );
  if (!isSame) process.exitCode = 1;
}
if (isUpdate) writeSnapshot(cells, goodputs);
