import {
  type CollectionTag,
  type Document,
  type DocumentOptions,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParseOptions,
  parseAllDocuments,
  type ScalarTag,
  type SchemaOptions,
} from 'yaml';
import type { LintObject, Path, Position } from './field.ts';

/** What a file has. */
export interface Manifests {
  /** What has a kind and an apiVersion; of Lists, what is in them. Other documents are none of ours. */
  readonly objects: readonly LintObject[];
  /** Why a document cannot be read. */
  readonly unreadable: readonly UnreadableDocument[];
}

/** A document that is neither YAML nor JSON. */
export interface UnreadableDocument {
  readonly position: Position;
  /** As the parser has it. */
  readonly message: string;
}

/** As kubectl reads YAML 1.1: `yes` is true, `<<` merges, and a time is a text. */
const dialect: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  merge: true,
  logLevel: 'error',
  customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !isOfTime(tag)),
};

/** Objects of the documents of a text, YAML or JSON, which is called `file` where it is spoken of. Throws at no text. */
export function readManifests(text: string, file: string): Manifests {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...dialect, lineCounter: lines });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const objects: LintObject[] = [];
  const unreadable: UnreadableDocument[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error !== undefined) {
      unreadable.push({ position: at(error.pos[0]), message: firstLine(error.message) });
      continue;
    }
    try {
      const content: unknown = document.toJS();
      objects.push(...objectsIn(content, (path) => at(offsetOf(document, path))));
    } catch (reason) {
      // Of aliases that stand for too much.
      unreadable.push({ position: at(offsetOf(document, [])), message: firstLine(String(reason)) });
    }
  }
  return { objects, unreadable };
}

/** An object, or those of a List. */
export function objectsIn(content: unknown, locate: LintObject['locate']): LintObject[] {
  const object = objectOf(content, locate);
  if (object === undefined) return [];
  const { items } = content as { readonly items?: unknown }; // an object, or it would have no kind
  if (!object.kind.endsWith('List') || !Array.isArray(items)) return [object];
  return items.flatMap((item, index) => objectOf(item, (path) => locate(['items', index, ...path])) ?? []);
}

function objectOf(content: unknown, locate: LintObject['locate']): LintObject | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { apiVersion, kind, metadata } = content as Readonly<Record<string, unknown>>; // it is looked at
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const { name, generateName, namespace } = (metadata ?? {}) as Readonly<Record<string, unknown>>; // likewise
  return {
    group: apiVersion.includes('/') ? apiVersion.replace(/\/.*$/s, '') : '',
    kind,
    name: textOf(name) ?? textOf(generateName) ?? '',
    namespace: textOf(namespace),
    content,
    locate,
  };
}

/** Where the key of the value is, or the value itself in a list; for what is not there, where the nearest above it is. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? document.range?.[0] ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  const { range } = (node ?? {}) as { readonly range?: readonly number[] | null }; // of a node, if it is one
  return range?.[0];
}

function isOfTime({ tag, format }: CollectionTag | ScalarTag): boolean {
  return tag === 'tag:yaml.org,2002:timestamp' || format === 'TIME';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function firstLine(text: string): string {
  return text.replace(/( at line \d+, column \d+)?:?\n.*$/s, '');
}
