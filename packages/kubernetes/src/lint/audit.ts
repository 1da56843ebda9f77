import type { ApiClient } from '../client/api-client.ts';
import { type Keys, keysUnder } from '../keys.ts';
import { hasEnded } from '../nodes/conflicting-pods.ts';
import { statusesOf } from '../nodes/status.ts';
import type { NodeObject, PodObject } from '../objects.ts';
import { type ClusterObjects, type ClusterSelection, readCluster } from './cluster-objects.ts';
import { type LintObject, rootOf } from './field.ts';
import { type Finding, findingsIn, type LintOptions } from './lint.ts';
import { type SctpNode, type SctpPod, sctpPodOf } from './subjects.ts';

/** How to look at a cluster. */
export interface AuditOptions extends Omit<LintOptions, 'namespace'>, ClusterSelection {
  /** How old an agent's word may be before it is not believed, in ms; default 180,000. */
  readonly staleAfter?: number;
}

/** What has been found in a cluster. */
export interface Audit {
  readonly findings: readonly Finding[];
  /** Objects that were looked at. */
  readonly count: number;
  /** What could not be looked at, and why, in sentences: the findings are not all. */
  readonly leftOut: readonly string[];
}

/**
 * Looks at the objects of a cluster by the rules of {@link lint}, and at its nodes: whether what dedicated ones are for is so.
 * What a controller has made is looked at as what the controller makes. What the account may not list is left out.
 * @throws ApiError for other refusals; KubernetesError.
 */
export async function audit(client: ApiClient, options: AuditOptions = {}): Promise<Audit> {
  const { keys = keysUnder(), cni } = options;
  const cluster = await readCluster(client, options);
  const running = cluster.objects.filter((object) => !(object.kind === 'Pod' && hasEnded(asPod(object))));
  const nodes = nodesOf(running, { keys, staleAfter: options.staleAfter }, Date.now());
  const judged = running.filter((object) => !isMadeByOther(object, cluster));
  return {
    findings: findingsIn(judged, { keys, cni, isLive: true, nodes }),
    count: judged.length,
    leftOut: cluster.leftOut,
  };
}

/** A static pod is of its node, which does not make it of anything that could be looked at. */
const makers = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'];

/** Whether a controller that is looked at itself has made the object. */
function isMadeByOther(object: LintObject, { kinds }: ClusterObjects): boolean {
  const owners = rootOf(object).at('metadata', 'ownerReferences').items;
  const controller = owners.find((owner) => owner.at('controller').boolean === true);
  const kind = controller?.at('kind').text ?? '';
  return makers.includes(kind) && kinds.has(kind);
}

/** The nodes, and what is on each. */
function nodesOf(
  objects: readonly LintObject[],
  { keys, staleAfter }: { readonly keys: Keys; readonly staleAfter: number | undefined },
  now: number,
): SctpNode[] {
  const nodes = objects.filter(({ group, kind }) => group === '' && kind === 'Node');
  const pods = objects.filter(({ group, kind }) => group === '' && kind === 'Pod');
  const options = { keys, ...(staleAfter !== undefined && { staleAfter }) };
  const statuses = statusesOf(nodes.map(asNode), pods.map(asPod), options, now);
  const byNode = new Map<string, SctpPod[]>();
  for (const object of pods) {
    const pod = sctpPodOf(object, keys);
    const name = pod?.spec.at('nodeName').text;
    if (pod !== undefined && name !== undefined) byNode.set(name, [...(byNode.get(name) ?? []), pod]);
  }
  return nodes.flatMap((object, index) => {
    const status = statuses[index];
    return status === undefined ? [] : [{ field: rootOf(object), status, pods: byNode.get(object.name) ?? [] }];
  });
}

/** Of an API server, which knows no others. */
function asNode({ content }: LintObject): NodeObject {
  return content as NodeObject;
}

/** Likewise. */
function asPod({ content }: LintObject): PodObject {
  return content as PodObject;
}
