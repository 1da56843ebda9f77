/** `npm run bench`: all stacks side by side. See `selection.ts` for what is measured by which arguments. */
import { readBaseline } from './core/baseline.ts';
import { measureCore } from './core/measure-core.ts';
import { growLoss } from './growth/with-loss.ts';
import { growAssociations, growQueue, growStreams } from './growth/without-loss.ts';
import { coreTable } from './report/core-table.ts';
import { chartOf, growthTable } from './report/growth-table.ts';
import { renderPage } from './report/html.ts';
import { peerTables } from './report/peer-tables.ts';
import { summarize } from './report/summary.ts';
import { formatTable } from './report/table.ts';
import { inspectMachine } from './run/machine.ts';
import { measureCases } from './run/measure-cases.ts';
import type { Measurement } from './run/measurement.ts';
import { ResultFiles } from './run/result-folder.ts';
import { parseSelection, type Selection, usage } from './run/selection.ts';

const coreBlockCount = 8;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(usage);
} else {
  await run(readSelection());
}

function readSelection(): Selection {
  try {
    return parseSelection(args);
  } catch (error) {
    // `as`: parseSelection throws nothing else.
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

async function run(selection: Selection): Promise<void> {
  const machine = await inspectMachine();
  console.log(`${machine.description}\n`);
  const files = new ResultFiles();
  const common = { machine: machine.description, selection };
  const keep = (measurements: readonly Measurement[]) => void files.writeJson({ ...common, measurements });
  const measurements = selection.cases.length > 0 ? await measureCases(selection, machine, keep) : [];
  const core = selection.measuresCore ? measureCore(coreBlockCount) : [];
  const growth = selection.measuresGrowth ? [growAssociations(), growStreams(), growQueue(), growLoss()] : [];
  const tables = [
    ...peerTables(summarize(measurements)),
    ...(core.length > 0 ? [coreTable(core, readBaseline())] : []),
    ...(growth.length > 0 ? [growthTable(growth)] : []),
  ];
  for (const table of tables) console.log(formatTable(table));
  const page = renderPage(machine.description, tables, growth.map(chartOf));
  console.log(files.writeJson({ ...common, measurements, core, growth }));
  console.log(files.writePage(page));
}
