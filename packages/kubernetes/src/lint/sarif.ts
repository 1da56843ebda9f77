import { createHash } from 'node:crypto';
import { isAbsolute, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Finding, lintRules } from './lint.ts';
import type { RuleDescription, Severity } from './rule.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

/**
 * Findings in the Static Analysis Results Interchange Format, SARIF 2.1.0, as GitHub code scanning takes it. Paths stay
 * relative where they are. A finding keeps its fingerprint while it is of the same rule, object and field.
 */
export function sarifLog(findings: readonly Finding[], version: string): object {
  const seen = new Map<string, number>();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'usctp-k8s', version, rules: lintRules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => {
          const print = fingerprintOf(finding);
          const count = (seen.get(print) ?? 0) + 1;
          seen.set(print, count);
          return { ...resultOf(finding), partialFingerprints: { primaryLocationLineHash: `${print}:${count}` } };
        }),
      },
    ],
  };
}

function ruleOf({ id, severity, title, reason, remedy, reference }: RuleDescription): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: reason },
    helpUri: reference,
    help: {
      text: `${reason}\n\nRemedy: ${remedy}\n\nSee ${reference}`,
      markdown: `${reason}\n\n**Remedy:** ${remedy}\n\n[What says so](${reference})`,
    },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['kubernetes', 'sctp'] },
  };
}

function resultOf({ rule, severity, message, remedy, object, field, position, ignored }: Finding): object {
  return {
    ruleId: rule,
    ruleIndex: lintRules.findIndex(({ id }) => id === rule),
    level: levels[severity],
    message: { text: `${object === undefined ? '' : `${object}: `}${message}. Remedy: ${remedy}` },
    locations: [
      {
        ...(position && {
          physicalLocation: {
            artifactLocation: { uri: uriOf(position.file) },
            region: { startLine: position.line, startColumn: position.column },
          },
        }),
        ...(object !== undefined && {
          logicalLocations: [{ fullyQualifiedName: `${object}${field === '' ? '' : ` ${field}`}`, kind: 'object' }],
        }),
      },
    ],
    ...(ignored !== undefined && { suppressions: [{ kind: 'inSource', justification: ignored }] }),
  };
}

/** A relative path as a relative URI, in which GitHub finds the file. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return normalize(file).split(sep).map(encodeURIComponent).join('/');
}

function fingerprintOf({ rule, object, field, position }: Finding): string {
  return createHash('sha256').update([position?.file, object, field, rule].join('\n')).digest('hex').slice(0, 16);
}
