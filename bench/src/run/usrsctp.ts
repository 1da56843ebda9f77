import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { canRun, runCommand } from './command.ts';

const sources = fileURLToPath(new URL('../../peers/usrsctp/', import.meta.url));
const folder = fileURLToPath(new URL('../../dist/', import.meta.url));
const program = `${folder}usrsctp-peer`;
const packages = ['gcc', 'libc6-dev', 'libusrsctp-dev'];

/**
 * The program in C that measures usrsctp, compiled when its sources have changed. Root on Debian gets what is missing for
 * that; undefined where it cannot be compiled, which is then told.
 */
export async function buildUsrsctp(): Promise<string | undefined> {
  const files = readdirSync(sources).map((name) => `${sources}${name}`);
  const isBuilt = existsSync(program) && files.every((file) => statSync(file).mtimeMs < statSync(program).mtimeMs);
  if (isBuilt) return program;
  if (!(await hasLibrary()) && !(await install())) {
    console.error(`usrsctp is left out: it takes gcc and its library (apt-get install ${packages.join(' ')})`);
    return undefined;
  }
  mkdirSync(folder, { recursive: true });
  const warnings = ['-Wall', '-Wextra', '-Werror'];
  const units = files.filter((file) => file.endsWith('.c'));
  const families = ['-DINET', '-DINET6'];
  await runCommand(
    'gcc',
    '-std=gnu11',
    '-O2',
    ...warnings,
    '-pthread',
    ...families,
    '-o',
    program,
    ...units,
    '-lusrsctp',
  );
  return program;
}

async function hasLibrary(): Promise<boolean> {
  return (await canRun('gcc', '--version')) && existsSync('/usr/include/usrsctp.h');
}

async function install(): Promise<boolean> {
  if (process.getuid?.() !== 0 || !(await canRun('apt-get', '--version'))) return false;
  console.error(`installing ${packages.join(' ')}`);
  await canRun('apt-get', 'update', '-qq');
  return canRun('apt-get', 'install', '-qq', '-y', '--no-install-recommends', ...packages);
}
