import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../results/', import.meta.url);

/** Where the results of one run are written. */
export class ResultFiles {
  readonly #stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');

  /** Writes what there is so far, in place of what was written before; gives the path. */
  writeJson(results: object): string {
    return this.#write('json', `${JSON.stringify(results, undefined, 2)}\n`);
  }

  /** Writes the page of the run; gives the path. */
  writePage(page: string): string {
    return this.#write('html', page);
  }

  #write(extension: string, content: string): string {
    mkdirSync(folder, { recursive: true });
    const path = fileURLToPath(new URL(`${this.#stamp}.${extension}`, folder));
    writeFileSync(path, content);
    return path;
  }
}
