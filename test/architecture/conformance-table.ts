import { existsSync, readFileSync } from 'node:fs';

/** A row of a table of `lib/CONFORMANCE.md`. */
export interface ConformanceRow {
  /** As it stands in the file. */
  readonly text: string;
  readonly cells: readonly string[];
  /** Whether it is under Departures, whose last two columns are prose. */
  readonly isDeparture: boolean;
}

const levels = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'];
const columnCount = 5;
/** `folder/file` or `folder/file: name of a test`, between backticks. */
const reference = /`([^`:]+)(?:: ([^`]+))?`/g;

/** The rows of all tables, without their heads. */
export function readRows(markdown: string): ConformanceRow[] {
  const departures = markdown.indexOf('\n## Departures');
  return [...markdown.matchAll(/^\|.*\|$/gm)]
    .filter(({ 0: text }) => !/^\|(-+\|)+$/.test(text) && !text.startsWith('| § |'))
    .map(({ 0: text, index }) => ({
      text,
      cells: text
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
      isDeparture: departures >= 0 && index > departures,
    }));
}

/** What is wrong with a row; empty when nothing is. `library` and `tests` are the folders that references begin in. */
export function faultsOf({ text, cells, isDeparture }: ConformanceRow, library: string, tests: string): string[] {
  if (cells.length !== columnCount) return [`${cells.length} cells instead of ${columnCount}: ${text}`];
  const faults = cells.flatMap((cell, index) => (cell === '' ? [`cell ${index + 1} is empty: ${text}`] : []));
  const [, , level = '', code = '', test = ''] = cells;
  if (!levels.includes(level)) faults.push(`the level is none of ${levels.join(', ')}: ${text}`);
  if (isDeparture) return faults;
  faults.push(...faultsOfReferences(code, (path) => `${library}/${path}`, text));
  faults.push(...faultsOfReferences(test, (path) => `${tests}/${path}.test.ts`, text));
  return faults;
}

/** What is wrong with the references of a cell, one of which there has to be. */
export function faultsOfReferences(cell: string, fileOf: (path: string) => string, text: string): string[] {
  const references = [...cell.matchAll(reference)];
  if (references.length === 0) return [`no file is named in "${cell}": ${text}`];
  return references.flatMap(([, path = '', name]) => {
    const file = fileOf(path);
    if (!existsSync(file)) return [`there is no ${path}: ${text}`];
    const isThere = name === undefined || readFileSync(file, 'utf8').includes(name);
    return isThere ? [] : [`${path} has no test "${name}": ${text}`];
  });
}
