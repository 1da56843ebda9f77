import { spawnSync } from 'node:child_process';
import { placeOf } from './block.ts';
import { makePlace, writeFiles, writePrograms } from './files.ts';
import { checkOutput } from './output.ts';
import { needsRoot, outputOf, type Page, type Step } from './page.ts';
import { type Outcome, runModules, runShell } from './run.ts';

/** Which blocks are meant, and what command line they are run by. */
export interface Privilege {
  readonly isRoot: boolean;
  readonly isolate?: readonly string[];
}

/** Programs of the page that need this privilege, or none. */
export function programsOf({ programs }: Page, { isRoot }: Privilege): (readonly Step[])[] {
  return programs.filter((steps) => steps.some(needsRoot) === isRoot);
}

/** Steps of the page's shell that need this privilege, or none. */
export function shellOf({ shell }: Page, { isRoot }: Privilege): Step[] {
  return shell.filter((step) => needsRoot(step) === isRoot);
}

/** Runs the programs of the page. @throws Error for one that fails, or does not print what the page says. */
export async function checkPrograms(page: Page, privilege: Privilege): Promise<void> {
  const programs = programsOf(page, privilege);
  const place = makePlace(page, 'programs');
  const outcome = await runModules(writePrograms(programs, place), place, privilege.isolate);
  for (const [index, steps] of programs.entries()) {
    const where = steps.map(({ block }) => placeOf(block)).join(', ');
    checkOutput(where, endedPart(outcome, index, where), outputOf(steps));
  }
  checkEnd(page, outcome);
}

/** Runs the shell of the page. @throws as {@link checkPrograms}; where the page shows no output, any will do. */
export async function checkShell(page: Page, privilege: Privilege): Promise<void> {
  const steps = shellOf(page, privilege);
  const place = makePlace(page, 'shell');
  writeFiles(page.files, place);
  const scripts = steps.map(({ block }) => block.code);
  const outcome = await runShell(scripts, place, privilege.isolate);
  for (const [index, { block, output }] of steps.entries()) {
    const printed = endedPart(outcome, index, placeOf(block));
    if (output !== undefined) checkOutput(placeOf(block), printed, output);
  }
  checkEnd(page, outcome);
}

/** Commands of blocks that are for another place: none of them is ours, which a test can run. */
const foreignCommands = ['docker', 'helm', 'kubectl', 'npm', 'pnpm'];

/** Checks blocks that cannot run here. @throws Error where the syntax is wrong, or a command could run. */
export function checkElsewhere(page: Page): void {
  for (const block of page.elsewhere) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: block.code, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${placeOf(block)} is no shell: ${stderr}`);
    const commands = block.code.replaceAll('\\\n', ' ').split('\n');
    const own = commands.find((line) => !foreignCommands.includes(line.split(' ')[0] ?? ''));
    if (own !== undefined) throw new Error(`${placeOf(block)} has "${own}", which is not only for another place`);
  }
}

/** What a part of the run printed. @throws Error when it did not come to its end. */
function endedPart({ outputs, errors, status }: Outcome, index: number, where: string): string {
  const printed = outputs[index] ?? '';
  if (index + 1 >= outputs.length) throw new Error(`${where} fails (${status})\n${printed}\n${errors}`);
  return printed;
}

function checkEnd({ path }: Page, { outputs, errors, status }: Outcome): void {
  if (status !== 'exit 0' || errors !== '') throw new Error(`${path}: ${status}\n${outputs.at(-1)}\n${errors}`);
}
