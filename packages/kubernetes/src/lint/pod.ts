import { type Field, type LintObject, type Path, rootOf } from './field.ts';

/** A pod, or what a workload makes pods of. */
export interface Pod {
  readonly object: LintObject;
  readonly metadata: Field;
  readonly spec: Field;
  readonly labels: ReadonlyMap<string, string>;
  /** Init containers, containers, and ephemeral ones, which are in no manifest. */
  readonly containers: readonly Container[];
  /** Pods of it that there may be at a time; undefined for as many as there are nodes. */
  readonly replicas: number | undefined;
}

/** A container of a pod. */
export interface Container {
  readonly field: Field;
  readonly name: string;
  /** Whether it is one of `containers`; others prepare these, or are for a look at them. */
  readonly isMain: boolean;
  /** Ports whose protocol is SCTP. */
  readonly sctpPorts: readonly Field[];
  /** Ports that carry SCTP in UDP. */
  readonly encapsulationPorts: readonly Field[];
}

const inSpec: Path = ['spec', 'template'];

/** Where objects have their pod or its template, by group and kind. */
const templates: ReadonlyMap<string, Path> = new Map<string, Path>([
  ['/Pod', []],
  ['/PodTemplate', ['template']],
  ['/ReplicationController', inSpec],
  ['apps/Deployment', inSpec],
  ['apps/StatefulSet', inSpec],
  ['apps/DaemonSet', inSpec],
  ['apps/ReplicaSet', inSpec],
  ['batch/Job', inSpec],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** UDP port for SCTP in it (RFC 6951 §5.1), and its name in generated manifests. */
const encapsulation = { port: 9899, name: 'sctp-in-udp' } as const;

/** The pod that an object is or makes; undefined for an object that makes none. */
export function podOf(object: LintObject): Pod | undefined {
  const path = templates.get(`${object.group}/${object.kind}`);
  if (path === undefined) return undefined;
  const root = rootOf(object);
  const template = root.at(...path);
  const metadata = template.at('metadata');
  const spec = template.at('spec');
  return {
    object,
    metadata,
    spec,
    labels: metadata.at('labels').textsByKey,
    containers: containerLists.flatMap((list) => spec.at(list).items.map(containerOf)),
    replicas: replicasOf(root),
  };
}

/** Whether it is made to end by itself. */
export function isTask({ object: { kind } }: Pod): boolean {
  return kind === 'Job' || kind === 'CronJob';
}

function replicasOf(root: Field): number | undefined {
  const { kind } = root.object;
  if (kind === 'DaemonSet') return undefined;
  if (kind === 'Job') return root.at('spec', 'parallelism').number ?? 1;
  return root.at('spec', 'replicas').number ?? 1;
}

function containerOf(field: Field): Container {
  const ports = field.at('ports').items;
  return {
    field,
    name: field.at('name').text ?? `number ${field.path.at(-1)}`,
    isMain: field.path.includes('containers'),
    sctpPorts: ports.filter((port) => port.at('protocol').text === 'SCTP'),
    encapsulationPorts: ports.filter(
      (port) =>
        port.at('protocol').text === 'UDP' &&
        (port.at('name').text === encapsulation.name || port.at('containerPort').number === encapsulation.port),
    ),
  };
}
