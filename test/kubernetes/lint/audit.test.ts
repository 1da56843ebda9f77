import { type Audit, type AuditOptions, audit, keysUnder } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { command } from '../cli/command.ts';
import { type Answer, fakeApi, json, refusal, refusalOf } from '../fake-api.ts';
import { type Change, type Draft, podWith, workloadWith } from './manifests.ts';

const { stack, kernelSctp, checkedAt } = keysUnder();

/** Objects by the path of their list. */
type Cluster = Readonly<Record<string, readonly Draft[]>>;

const pods = '/api/v1/pods';
const nodes = '/api/v1/nodes';
const deployments = '/apis/apps/v1/deployments';

function answerWith(cluster: Cluster, refused: Readonly<Record<string, number>> = {}): Answer {
  return (asked, response) => {
    const status = refused[asked.path];
    const answer =
      status === undefined ? json({ metadata: {}, items: cluster[asked.path] ?? [] }) : refusal(status, 'R');
    answer(asked, response);
  };
}

/** Looks at a cluster; lists are as the API server gives them, without the kind of their items. */
async function auditOf(cluster: Cluster, options: AuditOptions = {}, refused = {}): Promise<Audit> {
  const api = await fakeApi(answerWith(cluster, refused));
  try {
    return await audit(api.client, options);
  } finally {
    await api.close();
  }
}

async function rulesIn(cluster: Cluster): Promise<string[]> {
  return (await auditOf(cluster)).findings.map(({ rule }) => rule);
}

/** A pod as it runs on the node `a`. */
function running(change: Change = () => {}, owner?: object): Draft {
  const pod = podWith((spec, whole) => {
    spec.nodeName = 'a';
    change(spec, whole);
    if (owner !== undefined) whole.metadata.ownerReferences = [owner];
  });
  delete pod.kind;
  delete pod.apiVersion;
  return { ...pod, status: { phase: 'Running' } };
}

interface NodeSetting {
  readonly word?: string;
  /** How long ago its agent looked, in ms. */
  readonly age?: number;
  readonly taints?: readonly object[];
}

/** The node `a`, dedicated, with an agent. */
function node({ word = 'blocked', age = 0, taints }: NodeSetting = {}): Draft {
  const taint = { key: stack, value: 'userspace', effect: 'NoSchedule' };
  return {
    metadata: {
      name: 'a',
      labels: { [stack]: 'userspace', ...(word && { [kernelSctp]: word }) },
      annotations: word && { [checkedAt]: new Date(Date.now() - age).toISOString() },
    },
    spec: { taints: taints ?? [taint] },
    status: { conditions: [{ type: 'KernelSCTPLoaded', status: word === 'loaded' ? 'True' : 'False' }] },
  };
}

const withoutPause: Change = (spec) => delete spec.containers[0].lifecycle;

describe('an audit of nodes', (test) => {
  test('finds nothing wrong with one that is dedicated and watched', async () => {
    const { findings, leftOut, count } = await auditOf({ [nodes]: [node()], [pods]: [running()] });
    assert.equal([findings, leftOut, count], [[], [], 2]);
  });

  test('finds what is wrong with a dedicated one', async () => {
    const rulesOf = (setting: NodeSetting) => rulesIn({ [nodes]: [node(setting)] });
    assert.equal(await rulesOf({ taints: [] }), ['node-taint-missing']);
    assert.equal(await rulesOf({ word: 'loaded' }), ['node-kernel-sctp']);
    assert.equal(await rulesOf({ word: 'builtin' }), ['node-kernel-sctp']);
    assert.equal(await rulesOf({ word: 'absent' }), ['node-not-blocked']);
    assert.equal(await rulesOf({ age: 200_000 }), ['node-agent-stale']);
    assert.equal(await rulesOf({ word: '' }), ['node-agent-missing']);
    assert.equal(await rulesOf({ word: 'loaded', age: 200_000 }), ['node-kernel-sctp', 'node-agent-stale']);
  });

  test('leaves others alone', async () => {
    const other = node({ word: 'loaded', taints: [] });
    other.metadata.labels[stack] = 'kernel';
    assert.equal(await rulesIn({ [nodes]: [other] }), []);
  });

  test('finds pods that endanger a dedicated one, whoever made them', async () => {
    const kernel: Change = (spec, { metadata }) => {
      Object.assign(spec, { nodeSelector: { [stack]: 'kernel' }, tolerations: [{ operator: 'Exists' }] });
      delete metadata.labels[stack];
    };
    const replicaSet = { kind: 'ReplicaSet', controller: true, name: 'r' };
    const [finding, ...others] = (await auditOf({ [nodes]: [node()], [pods]: [running(kernel, replicaSet)] })).findings;
    assert.equal(others, []);
    assert.equal(
      [finding?.rule, finding?.object, finding?.field, finding?.position],
      ['node-kernel-pods', 'Pod core/amf', 'spec.nodeName', undefined],
    );
    const program: Change = ({ containers }) => Object.assign(containers[0], { args: ['--sctp'] });
    assert.equal(await rulesIn({ [nodes]: [node()], [pods]: [running(program, replicaSet)] }), ['node-kernel-pods']);
    const ended = { ...running(kernel), status: { phase: 'Succeeded' } };
    assert.equal(await rulesIn({ [nodes]: [node()], [pods]: [ended] }), []);
    const foreign: Change = (spec) => delete spec.tolerations;
    const { findings } = await auditOf({ [nodes]: [node()], [pods]: [running(foreign, replicaSet)] });
    assert.equal(
      findings.map(({ rule, message }) => [rule, message]),
      [['node-foreign-pods', 'its taint is not tolerated by core/amf']],
    );
  });
});

describe('an audit of objects', (test) => {
  test('looks at what makes pods, and not at the pods as well', async () => {
    const deployment = workloadWith('Deployment', withoutPause);
    const owner = { kind: 'ReplicaSet', controller: true, name: 'r' };
    const cluster = { [deployments]: [deployment], [pods]: [running(withoutPause, owner)] };
    const { findings, count } = await auditOf(cluster);
    assert.equal(
      findings.map(({ rule, object }) => [rule, object]),
      [['pre-stop-missing', 'Deployment core/amf']],
    );
    assert.is(count, 1);
    assert.equal(await rulesIn({ [pods]: [running(withoutPause)] }), ['pre-stop-missing']);
    const ofNode = { kind: 'Node', controller: true, name: 'a' };
    assert.equal(await rulesIn({ [pods]: [running(withoutPause, ofNode)] }), ['pre-stop-missing'], 'a static pod');
    const ofOther = { kind: 'Rollout', controller: true, name: 'x' };
    assert.equal(await rulesIn({ [pods]: [running(withoutPause, ofOther)] }), ['pre-stop-missing'], 'of an operator');
  });

  test('takes the pods themselves where it may not see what makes them', async () => {
    const owner = { kind: 'ReplicaSet', controller: true, name: 'r' };
    const refused = { '/apis/apps/v1/replicasets': 403 };
    const { findings, leftOut } = await auditOf({ [pods]: [running(withoutPause, owner)] }, {}, refused);
    assert.equal(
      findings.map(({ rule }) => rule),
      ['pre-stop-missing'],
    );
    assert.equal(leftOut, ['replicasets are left out: it is R']);
  });

  test('knows Cilium by its agents, and CronJobs of Kubernetes 1.20', async () => {
    const port = { name: 'ngap', protocol: 'SCTP', port: 38_412, targetPort: 2905 };
    const service = { metadata: { name: 'amf', namespace: 'core' }, spec: { ports: [port] } };
    const agents = {
      metadata: { name: 'cilium', namespace: 'kube-system', labels: { 'k8s-app': 'cilium' } },
      spec: {},
    };
    const cluster = { '/api/v1/services': [service], '/apis/apps/v1/daemonsets': [agents] };
    assert.equal(await rulesIn(cluster), ['cilium-target-port']);
    const cronJob = workloadWith('CronJob', (spec) => delete spec.tolerations);
    const old = await auditOf({ '/apis/batch/v1beta1/cronjobs': [cronJob] }, {}, { '/apis/batch/v1/cronjobs': 404 });
    assert.equal(
      old.findings.map(({ rule }) => rule),
      ['toleration-missing'],
    );
  });

  test('fails where nothing can be looked at', async () => {
    const api = await fakeApi(refusal(401, 'Unauthorized'));
    assert.is((await refusalOf(audit(api.client))).status, 401);
    await api.close();
  });
});

describe('usctp-k8s audit', (test) => {
  const run = async (cluster: Cluster, line: readonly string[], refused = {}) => {
    const api = await fakeApi(answerWith(cluster, refused));
    const outcome = await command(['audit', '--server', api.url, ...line]);
    await api.close();
    return { ...outcome, paths: api.asked.map(({ path }) => path) };
  };

  test('names the field of each finding, and ends by severity', async () => {
    const cluster = { [nodes]: [node({ word: 'absent' })] };
    const { code, output, errors } = await run(cluster, []);
    assert.match(output, /^Node a\n {2}metadata\.labels +warning +node-not-blocked +its agent says/);
    assert.match(output, '1 object, 1 warning; usctp-k8s explain RULE tells more\n');
    assert.equal([code, errors], [1, '']);
    assert.is((await run(cluster, ['--fail-on', 'error'])).code, 0);
    const json = await run(cluster, ['-o', 'json', '--fail-on', 'never']);
    assert.is(JSON.parse(json.output).findings[0].rule, 'node-not-blocked');
    assert.is(json.code, 0);
  });

  test('looks at one namespace, and at nodes all the same', async () => {
    const { paths, code } = await run({}, ['-n', 'core']);
    assert.ok(paths.includes('/api/v1/namespaces/core/pods') && paths.includes(nodes));
    assert.not(paths.includes(pods));
    assert.is(code, 0);
    assert.is((await run({}, ['-n', 'core', '-A'])).code, 2);
    assert.ok((await run({}, ['-A'])).paths.includes(pods));
  });

  test('says what it could not look at, and does not end with 0', async () => {
    const { code, output, errors } = await run({}, ['--fail-on', 'never'], { [nodes]: 403 });
    assert.equal([code, output, errors], [1, '0 objects, nothing found\n', 'Warning: nodes are left out: it is R\n']);
    const json = await run({}, ['-o', 'json'], { [nodes]: 403 });
    assert.equal(JSON.parse(json.output), { findings: [], leftOut: ['nodes are left out: it is R'] });
  });
});
