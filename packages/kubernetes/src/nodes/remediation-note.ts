import { KubernetesError } from '../errors.ts';
import type { Keys } from '../keys.ts';
import type { NodeObject } from '../objects.ts';
import { noteOf } from './note.ts';

/** What a remediation has to know when another process goes on with it; it is kept in an annotation of the node. */
export interface RemediationNote {
  /** Of the boot that is to end. */
  readonly bootId: string;
  /** Whether it was us who cordoned the node. */
  readonly isCordonedByUs: boolean;
  /** Whether an agent told of the node's kernel when it began. */
  readonly hasAgent: boolean;
}

/** The note as text of the annotation. */
export function writeNote(note: RemediationNote, author: string | undefined): string {
  return noteOf(author, { ...note });
}

/** The note on a node; undefined without one. @throws KubernetesError `ERR_KUBERNETES_REMEDIATION` when it is not ours. */
export function readNote(
  { metadata: { name, annotations = {} } }: NodeObject,
  keys: Keys,
): RemediationNote | undefined {
  const text = annotations[keys.remediation];
  if (text === undefined) return undefined;
  try {
    const note: Partial<Record<keyof RemediationNote, unknown>> = JSON.parse(text);
    const { bootId, isCordonedByUs, hasAgent } = note;
    if (typeof bootId === 'string')
      return { bootId, isCordonedByUs: isCordonedByUs === true, hasAgent: hasAgent === true };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  const reason = `annotation ${keys.remediation} of node ${name} is not as it was written; look at it, and take it away`;
  throw new KubernetesError('ERR_KUBERNETES_REMEDIATION', reason);
}

/** The id of the node's boot. @throws KubernetesError `ERR_KUBERNETES_REMEDIATION` for a node that does not tell it. */
export function bootIdOf({ metadata: { name }, status }: NodeObject): string {
  const bootId = status?.nodeInfo?.bootID;
  if (bootId) return bootId;
  const reason = `node ${name} does not tell the id of its boot: its kubelet has not run yet`;
  throw new KubernetesError('ERR_KUBERNETES_REMEDIATION', reason);
}

/** Whether the boot that the note is about is over. */
export function hasRebooted({ status }: NodeObject, { bootId }: RemediationNote): boolean {
  const current = status?.nodeInfo?.bootID;
  return Boolean(current) && current !== bootId;
}
