import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const entry = fileURLToPath(new URL('../../lib/src/index.ts', import.meta.url));
const types = fileURLToPath(new URL('../../lib/types/', import.meta.url));

/** What `usctp` exports: for each name, those of the members of the type or class. By the compiler, so inherited ones too. */
export function publicNames(): ReadonlyMap<string, ReadonlySet<string>> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
  };
  const declarations = ts.sys.readDirectory(types, ['.d.ts']);
  const program = ts.createProgram([entry, ...declarations], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} is no module`);
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, membersOf(symbol, checker)]));
}

function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): ReadonlySet<string> {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isType = (target.flags & ts.SymbolFlags.Type) !== 0;
  if (!isType) return new Set();
  return new Set(checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(target)).map(({ name }) => name));
}
