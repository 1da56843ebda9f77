import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { checkElsewhere, checkPrograms, checkShell, programsOf, shellOf } from './check.ts';
import { checkDocuments } from './documents.ts';
import { makePlace, readPages, writeFiles, writePrograms } from './files.ts';
import { takeHost } from './run.ts';
import { findTypeErrors } from './types.ts';

const pages = readPages();
const withoutPrivilege = { isRoot: false };

describe('code blocks of pages', (test) => {
  let releaseHost = (): void => {};
  test.before(async () => {
    releaseHost = await takeHost();
  });
  test.after(() => releaseHost());

  test('have no type errors in strict mode', () => {
    const files = pages.flatMap((page) => {
      const place = makePlace(page, 'types');
      return [...writePrograms(page.programs, place), ...writeFiles(page.files, place)];
    });
    assert.equal(findTypeErrors(files.filter((file) => file.endsWith('ts'))), []);
  });

  for (const page of pages) {
    if (programsOf(page, withoutPrivilege).length > 0) {
      test(`${page.path}: programs run, and print what the page says`, () => checkPrograms(page, withoutPrivilege));
    }
    if (shellOf(page, withoutPrivilege).length > 0) {
      test(`${page.path}: commands run, and print what the page says`, () => checkShell(page, withoutPrivilege));
    }
    if (page.documents.length > 0) {
      test(`${page.path}: documents are such, and their commands are shown to work`, () => checkDocuments(page));
    }
    if (page.elsewhere.length > 0) {
      test(`${page.path}: commands for another place are such, and are shell`, () => checkElsewhere(page));
    }
  }
});
