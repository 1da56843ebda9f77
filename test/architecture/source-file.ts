import ts from 'typescript';

/** What the rules need to know of one file, read from its syntax tree. */
export interface SourceFile {
  /** From the top of the repository, with `/`. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  /** Identifiers that stand for a variable or a type: neither keys nor what follows a dot. */
  readonly references: readonly Reference[];
  /** Variables at the top level. */
  readonly variables: readonly Variable[];
  /** Lines with `++` or `--`. */
  readonly increments: readonly number[];
  /** Whether nothing is left of the file when its types are erased. */
  readonly isTypesOnly: boolean;
  /** Whether the file exports what others declare, and does nothing else. */
  readonly isExportsOnly: boolean;
}

export interface Import {
  /** Undefined when it is computed: `import(name)`. */
  readonly specifier: string | undefined;
  /** Names taken from a module; undefined when it is the whole module or its default. */
  readonly names: readonly string[] | undefined;
  readonly isTypeOnly: boolean;
  readonly line: number;
}

export interface Reference {
  readonly name: string;
  /** What is taken of it where that is plain: `random` of `Math.random` and `Math['random']`. */
  readonly property: string | undefined;
  readonly line: number;
}

interface Variable {
  readonly name: string;
  readonly line: number;
}

/** Reads a file's text; what it imports is not looked at. */
export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const imports: Import[] = [];
  const references: Reference[] = [];
  const increments: number[] = [];
  const visit = (node: ts.Node): void => {
    const found = readImport(node);
    if (found !== undefined) imports.push({ ...found, line: lineOf(tree, node) });
    if (ts.isIdentifier(node) && isReference(node)) {
      references.push({ name: node.text, property: propertyOf(node), line: lineOf(tree, node) });
    }
    if (isIncrement(node)) increments.push(lineOf(tree, node));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return {
    path,
    lineCount: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports,
    references,
    variables: tree.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) =>
        declarationList.declarations.flatMap(({ name }) =>
          ts.isIdentifier(name) ? [{ name: name.text, line: lineOf(tree, name) }] : [],
        ),
      ),
    increments,
    isTypesOnly: tree.statements.every(isErased),
    isExportsOnly: tree.statements.every((statement) => ts.isExportDeclaration(statement)),
  };
}

function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Every way in which a file can name another one. */
function readImport(node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: textOf(node.moduleSpecifier), ...namesOf(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    const elements = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
    return {
      specifier: textOf(node.moduleSpecifier),
      names: elements?.map((element) => (element.propertyName ?? element.name).text),
      isTypeOnly: node.isTypeOnly || (elements?.every((element) => element.isTypeOnly) ?? false),
    };
  }
  if (ts.isImportTypeNode(node)) {
    const specifier = ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined;
    return { specifier, names: undefined, isTypeOnly: true };
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return { specifier: textOf(node.moduleReference.expression), names: undefined, isTypeOnly: node.isTypeOnly };
  }
  if (ts.isCallExpression(node) && isLoadingCall(node.expression)) {
    return { specifier: textOf(node.arguments[0]), names: undefined, isTypeOnly: false };
  }
  return undefined;
}

function isLoadingCall(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function namesOf(clause: ts.ImportClause | undefined): Pick<Import, 'names' | 'isTypeOnly'> {
  if (clause === undefined) return { names: [], isTypeOnly: false };
  const isTypeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const bindings = clause.namedBindings;
  if (clause.name !== undefined || bindings === undefined || ts.isNamespaceImport(bindings)) {
    return { names: undefined, isTypeOnly };
  }
  return {
    names: bindings.elements.map((element) => (element.propertyName ?? element.name).text),
    isTypeOnly:
      isTypeOnly || (bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly)),
  };
}

/** Keys, members and what follows a dot are names of something else's parts. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  const isMember =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isAccessor(parent);
  return !(isMember && parent.name === node);
}

function isIncrement(node: ts.Node): boolean {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return false;
  return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
}

function propertyOf({ parent }: ts.Identifier): string | undefined {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text;
  if (ts.isElementAccessExpression(parent)) return textOf(parent.argumentExpression);
  return undefined;
}

function isErased(statement: ts.Statement): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return true;
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
    return readImport(statement)?.isTypeOnly ?? (ts.isExportDeclaration(statement) && statement.isTypeOnly);
  }
  return false;
}
