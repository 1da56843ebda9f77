/**
 * Runs the tests, without coverage, on several versions of Node.js: those given (`versions.ts 22 24.1.0`), or the oldest
 * that is supported and the newest of each line since. Words that are no version choose tests, as they do for `run.ts`.
 * Each version comes from the npm package `node`, and installs into a copy of the working tree, so that the addon
 * raw-socket is compiled for it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const supported = ['20.19.0', '22', '24', '26'];
const top = fileURLToPath(new URL('../', import.meta.url));
const isVersion = (word: string) => /^\d[\d.]*$/.test(word);
const words = process.argv.slice(2);
const chosen = words.filter(isVersion);

/** A version of Node.js, with a folder to work in. */
class Node {
  readonly workingTree: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(version: string, folder: string) {
    this.workingTree = join(folder, 'usctp');
    execFileSync('npm', ['install', '--silent', '--prefix', folder, `node@${version}`], { stdio: 'inherit' });
    // The package for this platform has the headers for addons beside the program.
    const require = createRequire(join(folder, 'node_modules/node/'));
    const place = dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`));
    const PATH = [join(place, 'bin'), process.env.PATH].join(delimiter);
    this.#environment = { ...process.env, PATH, npm_config_nodedir: place };
  }

  /** What the command prints, in the working tree. */
  run(command: string, ...args: readonly string[]): string {
    const options = { cwd: this.workingTree, env: this.#environment, encoding: 'utf8' } as const;
    return execFileSync(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  }

  hasAddon(): boolean {
    const script =
      "import('./lib/node_modules/raw-socket/index.js').then(() => console.log(true), () => console.log(false))";
    return this.run('node', '--eval', script) === 'true';
  }

  async runTests(words: readonly string[]): Promise<string> {
    const start = performance.now();
    const args = ['run', '--silent', 'tests', '--', ...words];
    const options = { cwd: this.workingTree, env: this.#environment } as const;
    const child = spawn('npm', args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.pipe(process.stdout);
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
    if (child.exitCode !== 0) process.exitCode = 1;
    const totals = [...output.matchAll(/^ {2}(Total|Passed|Skipped): +(\d+)$/gm)].map(
      ([, name, count]) => `${name} ${count}`,
    );
    const seconds = Math.round((performance.now() - start) / 1000);
    return `${totals.join(', ').toLowerCase()}, exit code ${child.exitCode}, ${seconds} s`;
  }
}

const results: string[] = [];
for (const version of chosen.length > 0 ? chosen : supported) results.push(await tryVersion(version));
console.log(`\n${results.join('\n')}`);

/** Runs the tests on the version; resolves with a line of what came of it. */
async function tryVersion(version: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'usctp-node-'));
  try {
    const node = new Node(version, folder);
    copyTree(node.workingTree);
    node.run('npm', 'run', '--silent', 'setup');
    const name = node.run(
      'node',
      '--print',
      '"Node.js " + process.versions.node + ", ABI " + process.versions.modules',
    );
    const addon = node.hasAddon() ? 'with raw-socket' : 'WITHOUT raw-socket, which does not load';
    console.log(`\n== ${name}, ${addon}`);
    return `${name}, ${addon}: ${await node.runTests(words.filter((word) => !isVersion(word)))}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What git knows, and what it would take. */
function copyTree(to: string): void {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: top });
  for (const file of list
    .toString()
    .split('\0')
    .filter((name) => name !== ''))
    cpSync(join(top, file), join(to, file));
}
