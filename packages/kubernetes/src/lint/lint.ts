import { type Keys, keysUnder } from '../keys.ts';
import { describeObject, type LintObject, type Path, type Position } from './field.ts';
import { ignoresOf } from './ignore.ts';
import type { Manifests } from './read-manifests.ts';
import type { Hit, RuleDescription, RuleSetting, Severity } from './rule.ts';
import { objectRules, unreadableDocument } from './rules/all.ts';
import { type Subjects, subjectsOf } from './subjects.ts';

/** A rule that an object breaks. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  /** As `Deployment core/amf`; undefined for a document that cannot be read. */
  readonly object: string | undefined;
  /** What is wrong in it, as `spec.containers[0].securityContext`; it may be what is missing. */
  readonly field: string;
  /** Where that is, or what is nearest above it; undefined for an object of a cluster. */
  readonly position: Position | undefined;
  /** Why the object's annotation has it ignored, empty without a reason; undefined where it is not. */
  readonly ignored: string | undefined;
}

/** How to look. */
export interface LintOptions {
  /** Names of labels, taints and annotations; default: those under `usctp.dev`. */
  readonly keys?: Keys | undefined;
  /** `cilium`: what does not work with it is found, too; default: where objects of its own are among the others. */
  readonly cni?: 'cilium' | undefined;
  /** Namespace of objects that do not say theirs; default: they have one in common, which is none of those named. */
  readonly namespace?: string | undefined;
}

/** All rules, in the order of their families. */
export const lintRules: readonly RuleDescription[] = [unreadableDocument, ...objectRules];

const ids: ReadonlySet<string> = new Set(lintRules.map(({ id }) => id));

/** The rules that objects break, in the order of their places. Throws at no object, whatever is in it. */
export function lint({ objects, unreadable }: Manifests, options: LintOptions = {}): Finding[] {
  const { namespace } = options;
  const placed = objects.map((object) => ({ ...object, namespace: object.namespace ?? namespace }));
  const broken = unreadable.map(({ position, message }) => ({
    ...ofRule(unreadableDocument, message),
    ...{ object: undefined, field: '', position, ignored: undefined },
  }));
  return [...broken, ...findingsIn(placed, { ...options, isLive: false, nodes: [] })].sort(byPosition);
}

/** What rules find in objects, in the order of the rules. */
export function findingsIn(
  objects: readonly LintObject[],
  { keys = keysUnder(), cni, isLive, nodes }: LintOptions & Pick<RuleSetting, 'isLive'> & Pick<Subjects, 'nodes'>,
): Finding[] {
  const subjects = subjectsOf(objects, keys, nodes);
  const setting: RuleSetting = { keys, isLive, ids, cni: cni ?? (subjects.hasCilium ? 'cilium' : undefined) };
  return objectRules.flatMap((rule) => rule.find(subjects, setting).map((hit) => findingOf(rule, hit, keys)));
}

/** What to do about what a rule finds, with the keys of a cluster. */
export function remedyOf({ remedy }: RuleDescription, keys: Keys): string {
  return remedy.replaceAll(keysUnder().stack, keys.stack);
}

function findingOf(rule: RuleDescription, { at: { object, path }, message }: Hit, keys: Keys): Finding {
  return {
    ...ofRule({ ...rule, remedy: remedyOf(rule, keys) }, message),
    object: describeObject(object),
    field: nameOf(path),
    position: object.locate(path),
    ignored: ignoresOf(object, keys).find((ignore) => ignore.ids.includes(rule.id))?.reason,
  };
}

function ofRule(
  { id, severity, remedy }: RuleDescription,
  message: string,
): Pick<Finding, 'rule' | 'severity' | 'message' | 'remedy'> {
  return { rule: id, severity, message, remedy };
}

function nameOf(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : /^\w+$/.test(step) ? `.${step}` : `['${step}']`))
    .join('')
    .replace(/^\./, '');
}

function byPosition({ position: a }: Finding, { position: z }: Finding): number {
  if (a === undefined || z === undefined) return 0;
  if (a.file !== z.file) return a.file < z.file ? -1 : 1;
  return a.line - z.line || a.column - z.column;
}
