import { type Finding, type LintOptions, lint, podManifest, readManifests } from '@usctp/kubernetes';
import { stringify } from 'yaml';

/** A plain object that a test changes; nothing is known of it. */
// biome-ignore lint/suspicious/noExplicitAny: manifests are written to by path
export type Draft = any;

/** What a test does to a manifest. */
export type Change = (spec: Draft, manifest: Draft) => void;

/** The pod that `generate pod` prints, with a change. */
export function podWith(change: Change = () => {}): Draft {
  const pod: Draft = structuredClone(
    podManifest({ name: 'amf', namespace: 'core', image: 'amf:1', ports: [{ name: 'ngap', port: 38_412 }] }),
  );
  change(pod.spec, pod);
  return pod;
}

/** A workload that makes such pods. */
export function workloadWith(kind: string, change: Change = () => {}): Draft {
  const { spec, metadata } = podWith();
  const template = { metadata: { labels: metadata.labels }, spec };
  const job = { spec: { template } };
  const manifest: Draft = {
    apiVersion: apiVersions[kind],
    kind,
    metadata: { name: 'amf', namespace: 'core' },
    ...(kind === 'PodTemplate' ? { template } : { spec: kind === 'CronJob' ? { jobTemplate: job } : { template } }),
  };
  change(spec, manifest);
  return manifest;
}

const apiVersions: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  ReplicationController: 'v1',
  PodTemplate: 'v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
};

/** What lint finds in these objects, as a file of several documents. */
export function findingsIn(objects: readonly object[], options: LintOptions = {}): Finding[] {
  return lint(readManifests(objects.map((object) => stringify(object)).join('---\n'), 'test.yaml'), options);
}

/** Ids of the rules that these objects break. */
export function rulesBrokenBy(objects: readonly object[], options: LintOptions = {}): string[] {
  return findingsIn(objects, options).map(({ rule }) => rule);
}
