import { readFile } from 'node:fs/promises';
import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { DiameterError } from '../errors.ts';
import { type Configuration, configurationSchema } from './schema.ts';

/**
 * Reads the file of a server.
 * @throws DiameterError with code ERR_DIAMETER_CONFIGURATION; a line of its message for each thing that is wrong, with file,
 * line and column, the path of the setting, its value, and what is expected
 */
export async function readConfiguration(path: string): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new DiameterError('ERR_DIAMETER_CONFIGURATION', `${path} cannot be read: ${String(error)}`, { cause: error });
  }
  return parseConfiguration(text, path);
}

/** Reads the text of such a file, which is called `path`. @throws DiameterError with code ERR_DIAMETER_CONFIGURATION */
export function parseConfiguration(text: string, path: string): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) throw failed(broken.map(({ pos, message }) => `${place(pos[0])}: ${message}`));
  const result = configurationSchema.safeParse(valuesOf(document, path));
  if (result.success) return result.data;
  throw failed(
    result.error.issues.flatMap((issue) =>
      pathsOf(issue).map((keys) => `${place(offsetOf(document, keys))}: ${describe(issue, keys, document)}`),
    ),
  );
}

/** @throws DiameterError where aliases would make the file grow without end */
function valuesOf(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw failed([`${path}: ${String(error)}`]);
  }
}

function failed(reasons: readonly string[]): DiameterError {
  return new DiameterError('ERR_DIAMETER_CONFIGURATION', reasons.join('\n'));
}

type Keys = readonly PropertyKey[];

/** Where the issue is: settings that nobody knows are told of one by one. */
function pathsOf(issue: z.core.$ZodIssue): readonly Keys[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function describe(issue: z.core.$ZodIssue, keys: Keys, document: Document): string {
  const name = nameOf(keys);
  if (issue.code === 'unrecognized_keys') return `${name} is no setting`;
  const node = document.getIn(keys, true);
  if (node === undefined) return `${name} is missing: ${issue.message}`;
  const value: unknown = isNode(node) ? node.toJS(document) : node;
  return `${name} is ${JSON.stringify(value)}: ${issue.message}`;
}

function nameOf(keys: Keys): string {
  const name = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return name === '' ? 'the file' : name.replace(/^\./, '');
}

/** Where the setting begins, with its name; of one that is missing, what it is missing from. */
function offsetOf(document: Document, keys: Keys): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(keys.slice(0, depth), true);
    if (isNode(node)) return keyOffset(document, node) ?? node.range?.[0] ?? 0;
  }
  return 0;
}

function keyOffset(document: Document, value: unknown): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Pair: (_, pair) => {
      if (pair.value !== value || !isScalar(pair.key)) return undefined;
      offset = pair.key.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}
