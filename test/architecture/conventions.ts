import { resolveImport } from './folder-order.ts';
import type { SourceFile } from './source-file.ts';

const greatestLineCount = 300;
const consumer = /^(packages\/[^/]+|bench)\//;

/** Imports of packages and bench that reach past the names that `usctp` exports, or out of their own folder. */
export function findDeepImports(files: readonly SourceFile[], publicNames: readonly string[]): string[] {
  return files.flatMap((file) => {
    const [, folder] = consumer.exec(file.path) ?? [];
    if (folder === undefined) return [];
    return file.imports
      .filter((imported) => {
        const target = resolveImport(file.path, imported);
        if (target !== undefined) return !target.startsWith(`${folder}/`);
        const { specifier } = imported;
        return (specifier === 'usctp' || specifier?.startsWith('usctp/')) && !publicNames.includes(specifier);
      })
      .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}: not a public name of usctp`);
  });
}

/** Files that have grown past one idea. */
export function findLongFiles(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ lineCount }) => lineCount > greatestLineCount)
    .map(({ path, lineCount }) => `${path}: ${lineCount} lines, ${greatestLineCount} at most`);
}

/** Files and folders of lib and packages whose name says that they have no clear job. */
export function findVagueNames(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => /^(lib|packages)\//.test(path) && /\/(utils?|helpers?)(\/|\.ts$)/.test(path))
    .map(({ path }) => `${path}: utils and helpers are no ideas`);
}

/** Constants in capitals, and counting by `++` or `--`. */
export function findOtherStyle(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, variables, increments }) => [
    ...variables
      .filter(({ name }) => /_|^[A-Z][A-Z0-9]+$/.test(name))
      .map(({ name, line }) => `${path}:${line} has ${name}: constants are camelCase`),
    ...increments.map((line) => `${path}:${line} has ++ or --: write += 1 or -= 1`),
  ]);
}

/** Test files that a run would pass over, or that declare suites which may never run. */
export function findUnregisteredTests(files: readonly SourceFile[]): string[] {
  const tests = files.filter(({ path }) => path.startsWith('test/'));
  return tests.flatMap((file) => {
    const isTest = file.path.endsWith('.test.ts');
    const declares = file.imports.some(
      (imported) => resolveImport(file.path, imported) === 'test/helpers/describe.ts' && !imported.isTypeOnly,
    );
    if (isTest && !declares) return [`${file.path}: declares no suite with the shared describe()`];
    if (!isTest && declares) return [`${file.path}: declares a suite, but its name does not end in .test.ts`];
    const isBare = file.path !== 'test/helpers/describe.ts' && usesBareSuite(file);
    return isBare ? [`${file.path}: declares a bare uvu suite, which passes when it forgets run()`] : [];
  });
}

function usesBareSuite({ imports }: SourceFile): boolean {
  return imports.some(
    ({ specifier, names }) => specifier === 'uvu' && names?.some((name) => /^(suite|test)$/.test(name)),
  );
}

/**
 * Differences between the files of types alone and the paths that coverage leaves out. c8 counts a file of types as
 * uncovered, so each is excluded by name; whatever else is excluded would be code that escapes the gate.
 */
export function findWrongExclusions(files: readonly SourceFile[], excluded: readonly string[]): string[] {
  const typesOnly = files
    .filter(({ path, isTypesOnly }) => isTypesOnly && /^(lib|packages\/[^/]+)\/src\//.test(path))
    .map(({ path }) => path);
  return [
    ...typesOnly.filter((path) => !excluded.includes(path)).map((path) => `${path}: types alone, exclude it in c8`),
    ...excluded.filter((path) => !typesOnly.includes(path)).map((path) => `${path}: code, do not exclude it in c8`),
  ];
}
