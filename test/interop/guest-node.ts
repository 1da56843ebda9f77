import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OurMain } from './peers.ts';

/** Where the guest sees the files of this machine. */
const host = '/run/host';
const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The shell command that lets the guest see the files of this machine; it cannot change them. */
export const mountHost = `mkdir -p ${host} && mount -r -t hostfs -o / none ${host}`;

/** Where the guest sees a file of this machine, by its absolute path. */
export function pathInGuest(path: string): string {
  return host + path;
}

/**
 * The shell command that runs a command of ours in the guest: Node.js is this machine's, with the libraries it needs. It is
 * compiled first, as Node.js takes three times as long there to run it from source.
 */
export function commandInGuest(main: OurMain): string {
  compile();
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  const [, loader] = /^\s*(\/\S+) \(/m.exec(libraries) ?? [];
  if (loader === undefined) throw new Error(`no loader in:\n${libraries}`);
  const files = [...libraries.matchAll(/=> (\/\S+)/g)].map(([, file = '']) => file);
  const folders = [...new Set(files.map((file) => pathInGuest(dirname(file))))];
  const [loaderThere, nodeThere] = [loader, process.execPath].map(pathInGuest);
  const node = `${loaderThere} --library-path ${folders.join(':')} ${nodeThere} --no-warnings`;
  const compiled = main.replace('/src/', '/dist/').replace(/\.ts$/, '.js');
  return `cd ${pathInGuest(repository)} && ${node} ${compiled}`;
}

let isCompiled = false;

/** Once for all commands of this process; what has not changed since takes a second. */
function compile(): void {
  if (isCompiled) return;
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  const projects = ['lib', 'packages/cli', 'packages/kubernetes'];
  execFileSync(process.execPath, [compiler, '-b', ...projects], { cwd: repository, stdio: 'inherit' });
  isCompiled = true;
}
