import { type ApiClient, conflictingPods, type DrainProgress, dedicateDrained, taintOf } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { fakeApi, refusalOf } from '../fake-api.ts';
import { FakeCluster } from '../fake-cluster.ts';

const taint = taintOf({});

/** Runs the test with a cluster that has a node `a`, and notes the steps of the drain. */
async function withCluster(
  use: (client: ApiClient, cluster: FakeCluster, drain: (options?: object) => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const cluster = new FakeCluster();
  cluster.addNode('a');
  const api = await fakeApi(cluster.answer);
  const drain = async (options: object = {}) => {
    const steps: string[] = [];
    const onProgress = (progress: DrainProgress) =>
      steps.push(`${progress.type} ${'pod' in progress ? progress.pod.name : progress.node}`);
    await dedicateDrained(api.client, 'a', { interval: 1, onProgress, ...options });
    return steps;
  };
  try {
    await use(api.client, cluster, drain);
  } finally {
    await api.close();
  }
}

describe('pods that conflict with a taint', (test) => {
  const toleration = { key: taint.key, operator: 'Equal', value: 'userspace', effect: 'NoSchedule' } as const;

  test('are those that do not tolerate it, as the scheduler has it', () =>
    withCluster(async (client, cluster) => {
      const tolerations = {
        whole: toleration,
        'any-effect': { key: taint.key, value: 'userspace' },
        'any-value': { key: taint.key, operator: 'Exists' },
        everything: { operator: 'Exists' },
        'other-value': { ...toleration, value: 'kernel' },
        'other-key': { ...toleration, key: 'x' },
        'other-effect': { ...toleration, effect: 'NoExecute' },
        'no-key': { value: 'userspace' },
      } as const;
      for (const [name, given] of Object.entries(tolerations)) cluster.addPod(name, { tolerations: [given] });
      cluster.addPod('none');
      cluster.addPod('over', { phase: 'Succeeded' });
      cluster.addPod('elsewhere', { node: 'b' });
      const names = (await conflictingPods(client, 'a', taint)).map(({ name }) => name);
      assert.equal(names, ['other-value', 'other-key', 'other-effect', 'no-key', 'none']);
    }));

  test('tolerate NoExecute only when they do so for ever', () =>
    withCluster(async (client, cluster) => {
      cluster.addPod('ever', { tolerations: [{ key: taint.key, operator: 'Exists' }] });
      cluster.addPod('while', { tolerations: [{ key: taint.key, operator: 'Exists', tolerationSeconds: 5 }] });
      const names = async (effect: 'NoExecute' | 'NoSchedule') =>
        (await conflictingPods(client, 'a', { ...taint, effect })).map(({ name }) => name);
      assert.equal([await names('NoExecute'), await names('NoSchedule')], [['while'], []]);
    }));

  test('are told with what becomes of them', () =>
    withCluster(async (client, cluster) => {
      cluster.addPod('web');
      cluster.addPod('alone', { owner: '', hasLocalData: true });
      cluster.addPod('agent', { owner: 'DaemonSet' });
      cluster.addPod('static', { owner: 'Node', annotations: { 'kubernetes.io/config.mirror': 'x' } });
      const pods = await conflictingPods(client, 'a', taint);
      assert.equal(
        pods.map(({ name, departure, controller, hasLocalData }) => [name, departure, controller, hasLocalData]),
        [
          ['web', 'EVICTABLE', 'ReplicaSet/o', false],
          ['alone', 'EVICTABLE', undefined, true],
          ['agent', 'DAEMON-SET', 'DaemonSet/o', false],
          ['static', 'STATIC', 'Node/o', false],
        ],
      );
    }));
});

describe('dedicate with a drain', (test) => {
  test('cordons, evicts, waits until the pods have gone, taints and uncordons', () =>
    withCluster(async (_, cluster, drain) => {
      cluster.addPod('web');
      cluster.addPod('agent', { owner: 'DaemonSet' });
      cluster.looksUntilGone = 2;
      assert.equal(await drain(), ['CORDONED a', 'EVICTED web', 'GONE web', 'UNCORDONED a']);
      assert.equal(cluster.changes, ['PATCH a', 'EVICT web', 'PATCH a', 'PATCH a']);
      const { spec } = cluster.node('a');
      assert.equal([spec?.taints, spec?.unschedulable], [[taint], false]);
    }));

  test('goes on asking while a PodDisruptionBudget holds a pod', () =>
    withCluster(async (_, cluster, drain) => {
      cluster.addPod('web');
      cluster.held.set('web', 2);
      assert.equal((await drain()).slice(1, 5), ['BLOCKED web', 'BLOCKED web', 'EVICTED web', 'GONE web']);
    }));

  test('gives up in time, and leaves the node cordoned and untainted', () =>
    withCluster(async (_, cluster, drain) => {
      cluster.addPod('web');
      cluster.held.set('web', Number.POSITIVE_INFINITY);
      const error = await rejection(drain({ timeout: 20 }));
      assert.is(error.code, 'ERR_KUBERNETES_DRAIN');
      assert.is(error.message, 'pod telecom/web is still on node a: it is TooManyRequests');
      const { spec } = cluster.node('a');
      assert.equal([spec?.taints, spec?.unschedulable], [[], true]);
      cluster.held.clear();
      cluster.looksUntilGone = Number.POSITIVE_INFINITY;
      assert.match((await rejection(drain({ timeout: 20 }))).message, 'it has not ended');
    }));

  test('evicts what is lost by that only when it is told to', () =>
    withCluster(async (_, cluster, drain) => {
      cluster.addPod('alone', { owner: '' });
      cluster.addPod('data', { hasLocalData: true });
      const { message } = await rejection(drain());
      assert.match(message, 'pod telecom/alone has no controller that makes it anew (--force evicts it)');
      assert.match(message, 'pod telecom/data has local data (--delete-emptydir-data gives it up)');
      assert.not.ok(cluster.changes.some((change) => change.startsWith('EVICT')));
      await drain({ force: true, deleteEmptyDirData: true });
      assert.is(cluster.pods.size, 0);
    }));

  test('names all that are left when the time is over', () =>
    withCluster(async (_, cluster, drain) => {
      for (const name of ['first', 'second']) {
        cluster.addPod(name);
        cluster.held.set(name, Number.POSITIVE_INFINITY);
      }
      const { message } = await rejection(drain({ timeout: 20 }));
      assert.match(message, /first is still on node a: .*; pod telecom\/second is still/);
    }));

  test('leaves a node cordoned that was so before, and takes a pod that has gone by itself for gone', () =>
    withCluster(async (_, cluster, drain) => {
      cluster.change('a', { spec: { unschedulable: true } });
      cluster.addPod('web');
      cluster.held.set('web', 1);
      const steps: string[] = [];
      const onProgress = ({ type }: DrainProgress) => {
        steps.push(type);
        cluster.pods.delete('web');
      };
      await drain({ onProgress });
      assert.equal(steps, ['BLOCKED', 'GONE']);
      assert.is(cluster.node('a').spec?.unschedulable, true);
    }));

  test('takes another pod of the same name for another', () =>
    withCluster(async (_, cluster, drain) => {
      cluster.addPod('db-0', { owner: 'StatefulSet' });
      cluster.looksUntilGone = Number.POSITIVE_INFINITY;
      const onProgress = ({ type }: DrainProgress) => {
        const pod = cluster.pod('db-0');
        if (type === 'EVICTED') cluster.pods.set('db-0', { ...pod, metadata: { ...pod.metadata, uid: 'new' } });
      };
      await drain({ onProgress, timeout: 5000 });
    }));

  test('changes nothing in a dry run', () =>
    withCluster(async (_, cluster, drain) => {
      cluster.addPod('web');
      assert.equal(await drain({ dryRun: 'client' }), ['CORDONED a', 'EVICTED web', 'UNCORDONED a']);
      assert.equal(cluster.changes, []);
      assert.equal(await drain({ dryRun: 'server' }), ['CORDONED a', 'EVICTED web', 'UNCORDONED a']);
      assert.equal(cluster.changes, ['PATCH a dry', 'EVICT web dry', 'PATCH a dry']);
      assert.equal(cluster.node('a').spec, { taints: [] });
    }));

  test('is not begun for a node that is dedicated otherwise', () =>
    withCluster(async (_, cluster, drain) => {
      await drain({ stack: 'kernel' });
      cluster.changes.length = 0;
      assert.is((await rejection(drain())).code, 'ERR_KUBERNETES_CONFLICT');
      assert.equal(cluster.changes, []);
    }));

  test('ends when an eviction is refused', () =>
    withCluster(async (_, cluster, drain) => {
      cluster.addPod('web');
      const answer = cluster.answer;
      const api = await fakeApi((asked, response) =>
        asked.path.endsWith('/eviction') ? response.writeHead(403).end('{}') : answer(asked, response),
      );
      const error = await refusalOf(dedicateDrained(api.client, 'a'));
      assert.is(error.status, 403);
      await api.close();
      await drain();
    }));
});
