/**
 * What a packet costs in the core. `--check` fails when a stage is more than 25 % dearer than in `core-baseline.json`,
 * by its ratio to a fixed calculation in the same run; `--update` writes that file.
 */
import { parseArgs } from 'node:util';
import { better, findRegressions, readBaseline, writeBaseline } from './core/baseline.ts';
import { measureCore } from './core/measure-core.ts';
import { coreTable } from './report/core-table.ts';
import { formatTable } from './report/table.ts';

const blockCount = 8;
/** What is too slow once may have been disturbed: it has to be too slow so many times. */
const attempts = 4;

const { values } = parseArgs({ options: { check: { type: 'boolean' }, update: { type: 'boolean' } } });
if (values.update) writeBaseline(Array.from({ length: attempts }, () => measureCore(blockCount)));
let costs = measureCore(blockCount);
const baseline = readBaseline();
for (let i = 1; values.check && i < attempts && findRegressions(costs, baseline).length > 0; i += 1) {
  costs = better(costs, measureCore(blockCount));
}
console.log(formatTable(coreTable(costs, baseline)));
const regressions = values.check ? findRegressions(costs, baseline) : [];
for (const regression of regressions) console.error(regression);
if (regressions.length > 0) process.exitCode = 1;
