import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { outputOf, readPage } from '../guides/page.ts';
import { takeHost } from '../guides/run.ts';
import { describe } from '../helpers/describe.ts';
import { Project } from './project.ts';

const node = process.execPath;
const { code: example, output: promised } = firstProgramOf(
  readFileSync(new URL('../../README.md', import.meta.url), 'utf8'),
);

/** What a user of TypeScript has who takes no shortcut: strict, and declarations of dependencies are checked too. */
const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    outDir: 'out',
  },
  include: ['*.mts', '*.cts'],
};

/** The first program of a README, and what it prints. */
function firstProgramOf(text: string): { readonly code: string; readonly output: string } {
  const [steps] = readPage('README.md', text).programs;
  if (steps === undefined) throw new Error('the README has no example');
  return { code: steps.map(({ block }) => block.code).join('\n'), output: outputOf(steps) };
}

/** The example for CommonJS: imports are requires, and what awaits is a function, as such a file cannot await. */
function asCommonJs(code: string, importer: (names: string, from: string) => string): string {
  const isImport = (line: string) => line.startsWith('import ');
  const lines = code.split('\n');
  const imports = lines
    .filter(isImport)
    .map((line) =>
      line.replace(/^import (.*) from ('.*');$/, (_, names: string, from: string) => importer(names, from)),
    );
  return [...imports, 'async function main() {', ...lines.filter((line) => !isImport(line)), '}', 'void main();'].join(
    '\n',
  );
}

const byRequire = (names: string, from: string) => `const ${names} = require(${from});`;

describe('the packed library in an empty project', (test) => {
  let project: Project;
  let entries: string[] = [];
  let leaveHost = () => {};

  test.before(async () => {
    leaveHost = await takeHost();
    project = new Project();
    project.install(['usctp']);
    const { exports, peerDependencies = {} } = JSON.parse(project.read('node_modules/usctp/package.json')) as {
      readonly exports: object;
      readonly peerDependencies?: Readonly<Record<string, string>>;
    };
    // Optional ones, which an entry of their own is for; the types of that entry name theirs.
    const peers = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range}`);
    project.succeed('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...peers);
    project.addTypeScript(); // last, as npm takes away what it did not put there
    project.write('tsconfig.json', JSON.stringify(tsconfig));
    entries = Object.keys(exports)
      .filter((path) => path !== './package.json')
      .map((path) => path.replace(/^\./, 'usctp'));
  });
  test.after(() => {
    project.remove();
    leaveHost();
  });

  test('runs the first example of the README as an ES module', () => {
    project.write('example.mjs', example);
    assert.is(project.succeed(node, 'example.mjs'), promised);
  });

  test('runs it as CommonJS', () => {
    project.write('example.cjs', asCommonJs(example, byRequire));
    assert.is(project.succeed(node, 'example.cjs'), promised);
  });

  test('runs it as strict TypeScript, in both module formats', () => {
    project.write('typed.mts', example);
    project.write(
      'typed-common.cts',
      asCommonJs(example, (names, from) => `import usctp = require(${from});\nconst ${names} = usctp;`),
    );
    project.compile();
    assert.is(project.succeed(node, 'out/typed.mjs'), promised);
    assert.is(project.succeed(node, 'out/typed-common.cjs'), promised);
  });

  test('runs the first example of its own README', () => {
    const { code, output } = firstProgramOf(project.read('node_modules/usctp/README.md'));
    project.write('own.mjs', code);
    assert.is(project.succeed(node, 'own.mjs'), output);
  });

  test('gives the same names at each entry to import and require', () => {
    const script = `
      const { createRequire } = await import('node:module');
      const require = createRequire(process.cwd() + '/');
      for (const entry of process.argv.slice(1)) {
        const names = Object.keys(await import(entry));
        const required = Object.keys(require(entry)).filter((name) => name !== '__esModule');
        console.log(entry, names.length > 0 && names.sort().join() === required.sort().join());
      }`;
    const output = project.succeed(node, '--no-warnings', '--input-type=module', '--eval', script, ...entries);
    assert.equal(
      output.split('\n'),
      entries.map((entry) => `${entry} true`),
    );
    for (const entry of ['usctp', 'usctp/core', 'usctp/codec', 'usctp/simulation']) assert.ok(entries.includes(entry));
  });

  test('has types without errors at each entry', () => {
    const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}';\nvoid entry${index};`);
    project.write('entries.mts', imports.join('\n'));
    project.compile();
  });

  test('has every file that its README links to', () => {
    const links = [...project.read('node_modules/usctp/README.md').matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    assert.ok(links.length > 0);
    for (const [, path = ''] of links) assert.ok(existsSync(join(project.folder, 'node_modules/usctp', path)), path);
  });

  test('opens a raw socket with the addon, where that is built and this user may', () => {
    project.write('raw.mjs', openRaw);
    if (project.run(node, '--eval', 'require("raw-socket")').status !== 0) {
      console.log('NOT RUN: the addon raw-socket was not built, so the packed library was not tried with it');
      return;
    }
    assert.is(project.succeed(node, 'raw.mjs'), process.getuid?.() === 0 ? 'opened' : 'ERR_SCTP_NO_PRIVILEGE');
  });
});

const openRaw = `
  import { createServer, raw } from 'usctp';
  const server = createServer();
  try {
    await server.listen({ port: 47117, addresses: ['127.0.0.1'], transport: raw() });
    console.log('opened');
    await server.close();
  } catch (error) {
    console.log(error.code);
  }`;

describe('the packed library without optional dependencies', (test) => {
  let project: Project;
  let leaveHost = () => {};

  test.before(async () => {
    leaveHost = await takeHost();
    project = new Project();
    project.install(['usctp'], '--omit=optional');
  });
  test.after(() => {
    project.remove();
    leaveHost();
  });

  test('runs the first example of the README', () => {
    project.write('example.mjs', example);
    assert.is(project.succeed(node, 'example.mjs'), promised);
  });

  test('says of the raw transport that its addon is missing', () => {
    project.write('raw.mjs', openRaw);
    assert.is(project.succeed(node, 'raw.mjs'), 'ERR_SCTP_NO_RAW_SOCKET');
  });
});
