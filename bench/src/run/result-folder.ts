import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../results/', import.meta.url);

/** Writes the results of a run, as JSON and as a page; gives the paths. */
export function writeResults(results: object, page: string): string[] {
  mkdirSync(folder, { recursive: true });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const files = { [`${stamp}.json`]: `${JSON.stringify(results, undefined, 2)}\n`, [`${stamp}.html`]: page };
  return Object.entries(files).map(([name, content]) => {
    const path = fileURLToPath(new URL(name, folder));
    writeFileSync(path, content);
    return path;
  });
}
