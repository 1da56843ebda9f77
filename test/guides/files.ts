import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Block } from './block.ts';
import { type Page, readPage, type Step } from './page.ts';

const top = new URL('../../', import.meta.url);
/** Where `usctp` and its entry points are found, and neither Git nor the tools look. */
const places = new URL('../node_modules/.cache/pages/', import.meta.url);
const extensions: Readonly<Record<string, string>> = { ts: 'mts', js: 'mjs', cjs: 'cjs' };

/** Every page that users read. */
export function readPages(): Page[] {
  const packages = readdirSync(new URL('packages/', top)).map((name) => `packages/${name}/README.md`);
  const guides = readdirSync(new URL('lib/guides/', top)).filter((name) => name.endsWith('.md'));
  const paths = ['README.md', 'lib/README.md', ...packages, ...guides.sort().map((name) => `lib/guides/${name}`)];
  return paths.map((path) => readPage(path, readFileSync(new URL(path, top), 'utf8')));
}

/** A new empty folder for what a page runs; `purpose` tells two of a page apart. */
export function makePlace(page: Page, purpose: string): string {
  const place = new URL(`${page.path.replaceAll('/', '_')}-${purpose}/`, places);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  return fileURLToPath(place);
}

/** Writes the programs, each line with the number that it has on its page; gives their files. */
export function writePrograms(programs: readonly (readonly Step[])[], place: string): string[] {
  return programs.map((steps, index) => {
    const language = steps[0]?.block.language ?? 'ts';
    const file = `${place}program-${index + 1}.${extensions[language]}`;
    writeFileSync(file, `${linesOf(steps)}\n${language === 'cjs' ? '' : 'export {};\n'}`);
    return file;
  });
}

/** Writes the files that blocks are named for; gives their paths. */
export function writeFiles(files: readonly Block[], place: string): string[] {
  return files.map((block) => {
    const file = `${place}${block.word}`;
    writeFileSync(file, `${linesOf([{ block }])}\n`);
    return file;
  });
}

function linesOf(steps: readonly Pick<Step, 'block'>[]): string {
  const lines: string[] = [];
  for (const { block } of steps) {
    while (lines.length < block.line) lines.push('');
    lines.push(...block.code.split('\n'));
  }
  return lines.join('\n');
}
