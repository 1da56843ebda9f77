import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const top = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(top, 'test/node_modules/.cache', `compiled-${process.pid}`);
const packages = {
  usctp: 'lib',
  '@usctp/cli': 'packages/cli',
  '@usctp/diameter': 'packages/diameter',
  '@usctp/kubernetes': 'packages/kubernetes',
} as const;

/** Where the commands begin. */
const mains = {
  usctp: '@usctp/cli/dist/main.js',
  'usctp-diameter': '@usctp/diameter/dist/cli/main.js',
  'usctp-k8s': '@usctp/kubernetes/dist/cli/main.js',
} as const;

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

let isCompiled = false;

/**
 * The commands as their sources are now, in JavaScript: a process that need not compile them starts in a third of the
 * time, and pages start dozens. Gone when this process ends.
 */
export function compiledCommands(): readonly { readonly name: string; readonly main: string }[] {
  if (!isCompiled) {
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    for (const [name, source] of Object.entries(packages)) compilePackage(name, join(top, source));
    isCompiled = true;
  }
  return Object.entries(mains).map(([name, main]) => ({ name, main: join(folder, 'node_modules', main) }));
}

/** Puts a package where the others find it, with what it depends on beside it. */
function compilePackage(name: string, source: string): void {
  const target = join(folder, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  const manifest = readFileSync(join(source, 'package.json'), 'utf8');
  writeFileSync(join(target, 'package.json'), manifest);
  // `as`: the manifests are ours.
  const { dependencies, optionalDependencies } = JSON.parse(manifest) as Record<string, object | undefined>;
  for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const link = join(folder, 'node_modules', dependency);
    // Versions are pinned to the same in all packages.
    if (!(dependency in packages || existsSync(link))) symlinkSync(join(source, 'node_modules', dependency), link);
  }
  for (const path of readdirSync(join(source, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.ts')) compileFile(join(source, 'src', path), join(target, 'dist', path.replace(/ts$/, 'js')));
  }
}

function compileFile(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, ts.transpileModule(readFileSync(source, 'utf8'), { compilerOptions }).outputText);
}
