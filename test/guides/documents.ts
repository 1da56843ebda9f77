import { parseAllDocuments } from 'yaml';
import { type Block, placeOf } from './block.ts';
import type { Page } from './page.ts';

/** What the pages have of the API of Kubernetes. */
const apiVersions: Readonly<Record<string, string>> = {
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  Deployment: 'apps/v1',
  Service: 'v1',
};

/**
 * Checks the YAML and JSON of a page. @throws Error for what does not parse, for an object of Kubernetes of the wrong
 * version or without a name, and for a command of ours in it that no `sh` block of the page shows to work.
 */
export function checkDocuments({ documents, shell }: Page): void {
  const shown = shell.flatMap(({ block }) => block.code.split('\n'));
  for (const block of documents) {
    for (const value of parse(block)) {
      if (block.language === 'yaml') checkObject(block, value);
      const unknown = commandsIn(value).find((command) => !shown.includes(command));
      if (unknown !== undefined)
        throw new Error(`${placeOf(block)} has "${unknown}", which no sh block of the page runs`);
    }
  }
}

function parse(block: Block): unknown[] {
  if (block.language === 'json') return [JSON.parse(block.code)];
  return parseAllDocuments(block.code).map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw new Error(`${placeOf(block)} is no YAML: ${fault.message}`);
    return document.toJS();
  });
}

function checkObject(block: Block, value: unknown): void {
  const { apiVersion, kind, metadata } = membersOf(value);
  if (typeof kind !== 'string' || apiVersions[kind] !== apiVersion || apiVersion === undefined) {
    throw new Error(`${placeOf(block)} has ${kind} of ${apiVersion}, which this test does not know`);
  }
  if (typeof membersOf(metadata).name !== 'string') throw new Error(`${placeOf(block)}: ${kind} has no name`);
}

/** Command lines that begin with `usctp`, wherever they are. */
function commandsIn(value: unknown): string[] {
  if (Array.isArray(value) && value[0] === 'usctp') return [value.join(' ')];
  return Object.values(membersOf(value)).flatMap(commandsIn);
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
