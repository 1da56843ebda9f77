import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import {
  findDeepImports,
  findLongFiles,
  findOtherStyle,
  findUnregisteredTests,
  findVagueNames,
  findWrongExclusions,
} from './conventions.ts';
import { findCycles } from './cycles.ts';
import { findBusyEntries, findOrderViolations } from './folder-order.ts';
import { findPackageOrderViolations } from './package-order.ts';
import { findImpurities } from './purity.ts';
import { parseSource } from './source-file.ts';

/** Whether the order of folders lets `from` import `to`. */
function mayImport(from: string, to: string, kind = 'import'): boolean {
  const specifier = `${'../'.repeat(from.split('/').length - 1) || './'}${to}`;
  return findOrderViolations([parseSource(`lib/src/${from}`, `${kind} { x } from '${specifier}';`)]).length === 0;
}

/** Whether the text would be let into a file of the core. */
function isPure(text: string, path = 'lib/src/path/plant.ts'): boolean {
  return findImpurities([parseSource(path, text)]).length === 0;
}

describe('architecture rules: order of folders', (test) => {
  test('what is left of a folder may be imported', () => {
    for (const [from, to] of [
      ['path/a.ts', 'codec/index.ts'],
      ['sending/a.ts', 'receiving/b.ts'],
      ['association/a.ts', 'sending/b.ts'],
      ['endpoint/a.ts', 'association/b.ts'],
      ['socket/a.ts', 'transport/b.ts'],
      ['compat/a.ts', 'socket/b.ts'],
      ['metrics/a.ts', 'socket/b.ts'],
      ['compat/a.ts', 'transport/b.ts'],
      ['codec/chunks/a.ts', 'codec/tlv.ts'],
      ['codec/a.ts', 'errors.ts'],
      ['transport/a.ts', 'address.ts'],
      ['core.ts', 'endpoint/a.ts'],
    ] as const) {
      assert.ok(mayImport(from, to), `${from} imports ${to}`);
    }
  });

  test('what is right of a folder, or apart from it, may not', () => {
    for (const [from, to] of [
      ['codec/a.ts', 'path/b.ts'],
      ['codec/a.ts', 'timer.ts'],
      ['path/a.ts', 'receiving/b.ts'],
      ['receiving/a.ts', 'path/b.ts'],
      ['path/a.ts', 'association/b.ts'],
      ['endpoint/a.ts', 'transport/b.ts'],
      ['transport/a.ts', 'codec/b.ts'],
      ['transport/a.ts', 'options.ts'],
      ['socket/a.ts', 'compat/b.ts'],
      ['socket/a.ts', 'metrics/b.ts'],
      ['simulation/a.ts', 'socket/b.ts'],
      ['timer.ts', 'codec/b.ts'],
      ['path/a.ts', 'index.ts'],
      ['socket/a.ts', '../dist/b.js'],
      ['manners/a.ts', 'codec/b.ts'],
    ] as const) {
      assert.not.ok(mayImport(from, to), `${from} imports ${to}`);
    }
  });

  test('every way of importing counts', () => {
    for (const text of [
      "import type { B } from '../socket/b.ts';",
      "export * from '../socket/b.ts';",
      "const b = await import('../socket/b.ts');",
      "let b: import('../socket/b.ts').B;",
      "import b = require('../socket/b.ts');",
      "import '../socket/b.ts';",
    ]) {
      assert.is(findOrderViolations([parseSource('lib/src/path/a.ts', text)]).length, 1, text);
    }
  });

  test('simulation may import the types of association, and only these', () => {
    assert.ok(mayImport('simulation/a.ts', 'association/b.ts', 'import type'));
    assert.not.ok(mayImport('simulation/a.ts', 'association/b.ts'));
  });

  test('the folders of packages/kubernetes have an order, too', () => {
    const find = (from: string, specifier: string) =>
      findPackageOrderViolations([parseSource(`packages/kubernetes/src/${from}`, `import '${specifier}';`)]).length;
    assert.equal([find('client/a.ts', './b.ts'), find('client/a.ts', '../errors.ts')], [0, 0]);
    assert.equal([find('client/a.ts', 'yaml'), find('index.ts', './client/a.ts')], [0, 0]);
    assert.equal([find('client/a.ts', '../cli/a.ts'), find('errors.ts', './client/a.ts')], [1, 1]);
    assert.is(find('client/a.ts', '../index.ts'), 1);
  });

  test('each folder of packages/diameter may import those before it', () => {
    const find = (from: string, specifier: string) =>
      findPackageOrderViolations([parseSource(`packages/diameter/src/${from}`, `import '${specifier}';`)]).length;
    assert.equal([find('peer/a.ts', '../codec/b.ts'), find('peer/a.ts', '../errors.ts')], [0, 0]);
    assert.equal([find('codec/a.ts', '../dictionary/b.ts'), find('errors.ts', './codec/a.ts')], [1, 1]);
  });

  test('an entry that computes is found', () => {
    assert.is(findBusyEntries([parseSource('lib/src/index.ts', "export * from './errors.ts';")]).length, 0);
    assert.is(findBusyEntries([parseSource('lib/src/index.ts', 'export const x = 1;')]).length, 1);
  });

  test('a circle of three files is found, a circle of types is not', () => {
    const circle = (kind: string) =>
      ['b', 'c', 'a'].map((to, i) => parseSource(`lib/src/${'abc'[i]}.ts`, `${kind} { x } from './${to}.ts';`));
    assert.equal(findCycles(circle('import')), ['lib/src/a.ts -> lib/src/b.ts -> lib/src/c.ts -> lib/src/a.ts']);
    assert.equal(findCycles(circle('import type')), []);
  });
});

describe('architecture rules: purity of the core', (test) => {
  test('clocks, timers, randomness and the process are found', () => {
    for (const text of [
      'export const now = Date.now();',
      'const { now } = performance;',
      'setTimeout(() => {}, 1);',
      'const later = setInterval;',
      'setImmediate(() => {});',
      'export const x = Math.random();',
      "export const x = Math['random']();",
      'const { random } = Math;',
      'export const home = process.env;',
      'console.log(1);',
      'crypto.getRandomValues(bytes);',
      'globalThis.setTimeout(() => {}, 1);',
      'export const all = { performance };',
    ]) {
      assert.not.ok(isPure(text), text);
    }
  });

  test('imports that can do I/O are found, with a prefix or without', () => {
    for (const text of [
      "import { createSocket } from 'node:dgram';",
      "import { createSocket } from 'dgram';",
      "import { connect, isIPv4 } from 'node:net';",
      "import net from 'node:net';",
      "import * as crypto from 'node:crypto';",
      "import { randomBytes } from 'node:crypto';",
      "import raw from 'raw-socket';",
      "export * from 'node:fs';",
      'const computed = await import(name);',
      "import { Layout } from 'buffer-layout';",
    ]) {
      assert.not.ok(isPure(text), text);
    }
  });

  test('calculations, members and text of the same name pass', () => {
    for (const text of [
      "import { isIPv4, isIPv6 } from 'node:net';",
      "import { createHmac, timingSafeEqual } from 'node:crypto';",
      'export const x = Math.max(1, 2);',
      "export const text = 'Date.now()'; // Date.now()",
      'export interface A { readonly process: number; console(): void }',
      'export const x = timer.setTimeout(packet.process);',
      'class A { performance = 1; crypto(): void {} }',
    ]) {
      assert.ok(isPure(text), text);
    }
    assert.ok(isPure("import { Layout } from 'buffer-layout';", 'lib/src/codec/chunks/plant.ts'));
    assert.ok(isPure('setTimeout(() => {}, 1);', 'lib/src/socket/driver.ts'));
  });
});

describe('architecture rules: conventions', (test) => {
  test('a deep import is found', () => {
    const find = (specifier: string) =>
      findDeepImports([parseSource('packages/cli/src/a.ts', `import { x } from '${specifier}';`)], ['usctp/codec']);
    assert.equal(['usctp/codec', './b.ts', 'commander'].flatMap(find), []);
    for (const deep of ['usctp/src/codec/tlv.ts', '../../../lib/src/timer.ts', '../../kubernetes/src/x.ts']) {
      assert.is(find(deep).length, 1, deep);
    }
  });

  test('the 301st line is found', () => {
    assert.is(findLongFiles([parseSource('test/a.ts', '\n'.repeat(300))]).length, 0);
    assert.is(findLongFiles([parseSource('test/a.ts', '\n'.repeat(301))]).length, 1);
  });

  test('vague names are found in lib and packages', () => {
    const find = (path: string) => findVagueNames([parseSource(path, '')]).length;
    assert.equal(['lib/src/utils/a.ts', 'packages/cli/src/helpers.ts', 'lib/src/util.ts'].map(find), [1, 1, 1]);
    assert.equal(['test/helpers/a.ts', 'lib/src/utilization.ts'].map(find), [0, 0]);
  });

  test('constants in capitals are found, and ++ and --', () => {
    const find = (text: string) => findOtherStyle([parseSource('test/a.ts', text)]).length;
    for (const text of ['const MTU = 1;', 'export const LARGEST_PACKET = 1;', 'let a_b = 1;', 'a++;', 'f(--a.b);']) {
      assert.is(find(text), 1, text);
    }
    for (const text of [
      'const mtu = 1;',
      'export const Mtu = 1;',
      'a += 1;',
      'const a = - -1;',
      "f('a++', A_B); // ++",
    ]) {
      assert.is(find(text), 0, text);
    }
  });

  test('tests that would not run are found', () => {
    const shared = "import { describe } from '../helpers/describe.ts';";
    const find = (path: string, text: string) => findUnregisteredTests([parseSource(path, text)]).length;
    assert.is(find('test/unit/a.test.ts', shared), 0);
    assert.is(find('test/unit/a.test.ts', ''), 1);
    assert.is(find('test/unit/a.ts', shared), 1);
    assert.is(find('test/unit/a.test.ts', `${shared} import { suite } from 'uvu';`), 1);
  });

  test('files of types alone, and code that escapes the gate, are told apart', () => {
    const types = parseSource('lib/src/a.ts', "import type { B } from './b.ts'; export interface A { b: B }");
    const code = parseSource('lib/src/b.ts', 'export type B = 1; export const b = 1;');
    assert.equal(findWrongExclusions([types, code], ['lib/src/a.ts']), []);
    assert.is(findWrongExclusions([types, code], []).length, 1);
    assert.is(findWrongExclusions([types, code], ['lib/src/a.ts', 'lib/src/b.ts']).length, 1);
  });
});
