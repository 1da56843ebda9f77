import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the guest sees the files of this machine. */
const host = '/run/host';
const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The shell command that lets the guest see the files of this machine; it cannot change them. */
export const mountHost = `mkdir -p ${host} && mount -r -t hostfs -o / none ${host}`;

/** The shell command that runs `usctp` in the guest, from source: Node.js is this machine's, with the libraries it needs. */
export function usctpInGuest(): string {
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  const [, loader] = /^\s*(\/\S+) \(/m.exec(libraries) ?? [];
  if (loader === undefined) throw new Error(`no loader in:\n${libraries}`);
  const files = [...libraries.matchAll(/=> (\/\S+)/g)].map(([, file = '']) => file);
  const folders = [...new Set(files.map((file) => host + dirname(file)))];
  const node = `${host}${loader} --library-path ${folders.join(':')} ${host}${process.execPath} --no-warnings`;
  return `cd ${host}${repository} && ${node} --conditions=usctp-source --import tsx packages/cli/src/main.ts`;
}
