import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { checkOutput } from '../guides/output.ts';
import { outputOf, readPage } from '../guides/page.ts';
import type { Project } from './project.ts';

/** What a user of TypeScript has who takes no shortcut: strict, and declarations of dependencies are checked too. */
const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    outDir: 'out',
  },
  include: ['*.mts'],
};

/** Compiles and runs the programs of a package's README in a project; throws unless they print what it says. */
export function runReadmePrograms(project: Project, path: string): void {
  const { programs } = readPage(path, readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
  assert.ok(programs.length > 0, `${path} has no program`);
  project.write('tsconfig.json', JSON.stringify(tsconfig));
  for (const [index, steps] of programs.entries()) {
    project.write(`program-${index}.mts`, steps.map(({ block }) => block.code).join('\n'));
  }
  project.compile();
  for (const [index, steps] of programs.entries()) {
    const printed = project.succeed(process.execPath, `out/program-${index}.mjs`);
    checkOutput(`program ${index} of ${path}`, printed, outputOf(steps));
  }
}
