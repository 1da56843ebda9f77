import { Document, isPair, isScalar, type Pair, visit } from 'yaml';
import { commentOf } from './comments.ts';
import type { Manifest } from './manifest.ts';

/** Manifests as `kubectl apply -f -` takes them: JSON is one object, or a List of several. */
export function renderManifests(manifests: readonly Manifest[], format: 'yaml' | 'json'): string {
  if (format === 'yaml') return manifests.map(toYaml).join('---\n');
  const [only] = manifests;
  const object = manifests.length === 1 ? only : { apiVersion: 'v1', kind: 'List', items: manifests };
  return `${JSON.stringify(object, undefined, 4)}\n`;
}

/** Without anchors, whatever is there twice, and with a comment where a line wants a reason. */
function toYaml(manifest: Manifest): string {
  const document = new Document(manifest, { aliasDuplicateObjects: false });
  visit(document, {
    Pair: (_, { key, value }, ancestors) => {
      const path = [...ancestors.filter((ancestor): ancestor is Pair => isPair(ancestor)).map((pair) => pair.key), key];
      const text = commentOf([manifest.kind, ...path.map(String)].join('.'), isScalar(value) ? value.value : undefined);
      if (text === undefined) return;
      if (isScalar(value)) value.comment = ` ${text}`;
      else if (isScalar(key)) key.commentBefore = ` ${text}`;
    },
  });
  return document.toString({ lineWidth: 0 });
}
