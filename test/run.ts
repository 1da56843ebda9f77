/**
 * Runs the tests whose path in test begins with a word given (`run.ts unit/codec interop`); without words all but
 * those of `interop`, which needs privileges, of `packed`, which needs a build, and of `soak`, which takes long.
 * It stands in for uvu's command, to which a run without any test is a success, and so is a suite cut short by a hook.
 */
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'uvu/parse';

type Result = [errors: string | true, passed: number, skipped: number, total: number];
type Suite = () => Promise<Result>;

declare global {
  // uvu's own globals: a group for each file, which begins with its name and holds its suites.
  var UVU_DEFER: number;
  var UVU_INDEX: number;
  var UVU_QUEUE: (string | Suite)[][];
}

let count = 0;

await runFiles(await findFiles(process.argv.slice(2)));
if (count === 0) {
  console.error('No test ran.');
  process.exitCode = 1;
}

async function findFiles(words: readonly string[]): Promise<string[]> {
  const top = fileURLToPath(new URL('./', import.meta.url));
  const { suites } = await parse(top, /\.test\.ts$/);
  const isChosen = (path: string) =>
    words.length === 0 ? !/^(interop|packed|soak)\//.test(path) : words.some((word) => path.startsWith(word));
  return suites.filter(({ name }) => isChosen(name.replaceAll(sep, '/'))).map(({ name }) => join(top, name));
}

async function runFiles(files: readonly string[]): Promise<void> {
  globalThis.UVU_DEFER = 1;
  const { exec } = await import('uvu');
  for (const file of files) {
    globalThis.UVU_INDEX = globalThis.UVU_QUEUE.push([file.split(`${sep}test${sep}`).at(-1) ?? file]) - 1;
    await import(pathToFileURL(file).href);
  }
  globalThis.UVU_QUEUE = globalThis.UVU_QUEUE.map((group) =>
    group.map((entry) => (typeof entry === 'string' ? entry : () => runSuite(entry))),
  );
  await exec();
}

/** uvu loses the error of a hook, and every test behind it. */
async function runSuite(suite: Suite): Promise<Result> {
  const [errors, passed, skipped, total] = await suite();
  count += total;
  const isCutShort = errors === true && passed < total;
  return [isCutShort ? '  A hook threw: the rest of the suite did not run.\n' : errors, passed, skipped, total];
}
