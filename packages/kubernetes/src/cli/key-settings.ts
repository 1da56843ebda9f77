import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { type Keys, keysUnder } from '../keys.ts';

/** What a file says of keys. */
export interface KeySettings {
  readonly prefix?: string;
  readonly own: Partial<Keys>;
}

/** Names by which flags, variables and files have the keys. */
export const keyNames = Object.keys(keysUnder()) as readonly (keyof Keys)[]; // as its type has them

/** Whether a key is known by that name. */
export function isKeyName(text: string): text is keyof Keys {
  return keyNames.some((name) => name === text);
}

/** The mapping `keys` of a YAML file that has nothing else. @throws RangeError that names file and line. */
export function readKeySettings(file: string): KeySettings {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { lineCounter: lines, prettyErrors: false });
  const faultAt = (offset: number, fault: string) => new RangeError(`${file}:${lines.linePos(offset).line}: ${fault}`);
  const [error] = document.errors;
  if (error !== undefined) throw faultAt(error.pos[0], error.message);
  const fault = (path: readonly string[], text: string) => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    return faultAt((isNode(node) ? node.range?.[0] : undefined) ?? 0, text);
  };
  const content: unknown = document.toJS() ?? {};
  if (!isRecord(content)) throw fault([], 'it is no mapping');
  const strange = Object.keys(content).find((name) => name !== 'keys');
  if (strange !== undefined) throw fault([strange], `there is no setting ${strange}; there is keys`);
  const keys = content.keys ?? {};
  if (!isRecord(keys)) throw fault(['keys'], 'keys is no mapping');
  for (const [name, value] of Object.entries(keys)) {
    if (name !== 'prefix' && !isKeyName(name)) {
      throw fault(['keys', name], `keys has no ${name}; it has prefix, ${keyNames.join(', ')}`);
    }
    if (typeof value !== 'string' || value === '') throw fault(['keys', name], `keys.${name} is no text`);
  }
  const { prefix, ...own } = keys as Readonly<Record<string, string>>; // as was checked
  return { ...(prefix !== undefined && { prefix }), own };
}

/** @throws RangeError */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new RangeError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`, { cause: error }); // of node:fs
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
