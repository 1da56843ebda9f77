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
import {
  readContributing,
  readCoverageExclusions,
  readDependencies,
  readExports,
  readPublicNames,
  readTree,
} from './tree.ts';

describe('architecture', (test) => {
  const files = readTree();

  test('the rules see the library, the packages and the tests', () => {
    const packages = ['packages/cli/src/', 'packages/diameter/src/', 'packages/kubernetes/src/'];
    for (const folder of ['lib/src/codec/', ...packages, 'test/architecture/', 'bench/src/']) {
      assert.ok(
        files.some(({ path }) => path.startsWith(folder)),
        `no file in ${folder}`,
      );
    }
  });

  test('folders import only what is left of them', () => {
    assert.equal(findOrderViolations(files), []);
    assert.equal(findPackageOrderViolations(files), []);
  });

  test('entries only export', () => {
    assert.equal(findBusyEntries(files), []);
  });

  test('files do not load each other in circles', () => {
    assert.equal(findCycles(files), []);
  });

  test('the core has no I/O, clock or randomness', () => {
    assert.equal(findImpurities(files), []);
  });

  test('packages and bench see only the public names of usctp', () => {
    assert.equal(findDeepImports(files, readPublicNames()), []);
  });

  test('no file is longer than 300 lines', () => {
    assert.equal(findLongFiles(files), []);
  });

  test('no file or folder is called utils or helpers', () => {
    assert.equal(findVagueNames(files), []);
  });

  test('constants are camelCase, and what counts adds 1', () => {
    assert.equal(findOtherStyle(files), []);
  });

  test('every test file is found and registers its suites', () => {
    assert.equal(findUnregisteredTests(files), []);
  });

  test('coverage leaves out files of types alone, and no others', () => {
    assert.equal(findWrongExclusions(files, readCoverageExclusions()), []);
  });

  test('what is published exports what tests import', () => {
    const { built, published } = readExports();
    assert.equal(published, built);
  });

  test('CONTRIBUTING.md gives the reason of every dependency', () => {
    const contributing = readContributing();
    assert.equal(
      readDependencies().filter((name) => !contributing.includes(`\n- \`${name}\``)),
      [],
    );
  });
});
