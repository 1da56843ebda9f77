import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const config = fileURLToPath(new URL('../tsconfig.json', import.meta.url));

/** What the compiler says of the files, in strict mode: a line for each error, whose line number is that of the page. */
export function findTypeErrors(files: readonly string[]): string[] {
  const { config: json, error } = ts.readConfigFile(config, ts.sys.readFile);
  if (error !== undefined) throw new Error(String(error.messageText));
  const { options } = ts.parseJsonConfigFileContent(
    { ...json, files: [], include: [] },
    ts.sys,
    fileURLToPath(new URL('../', import.meta.url)),
  );
  const program = ts.createProgram(files, options);
  // Of these files alone: the rest is checked by `npm run types`.
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} was not read`);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return diagnostics.map((diagnostic) => {
      const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1;
      return `${file.split('/').slice(-2).join('/')}:${line}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    });
  });
}
