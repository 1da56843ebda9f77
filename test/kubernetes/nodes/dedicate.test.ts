import { type ApiClient, changeNode, dedicate, keysUnder, release, restrictedPrefix } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { fakeApi, refusal, refusalOf } from '../fake-api.ts';
import { FakeCluster } from '../fake-cluster.ts';

const stack = 'usctp.dev/sctp-stack';
const ours = { key: stack, value: 'userspace', effect: 'NoSchedule' } as const;
const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const;

/** Runs the test with a cluster that has one node `a`, which is not ready. */
async function withCluster(use: (client: ApiClient, cluster: FakeCluster) => Promise<void>): Promise<void> {
  const cluster = new FakeCluster();
  cluster.addNode('a', { zone: 'z' }, [notReady]);
  const api = await fakeApi(cluster.answer);
  try {
    await use(api.client, cluster);
  } finally {
    await api.close();
  }
}

describe('dedicate', (test) => {
  test('labels, taints and signs a node in one patch, and lets be what is there', () =>
    withCluster(async (client, cluster) => {
      assert.is((await dedicate(client, 'a', { author: 'jane' })).result, 'dedicated');
      const { metadata, spec } = cluster.node('a');
      assert.equal(metadata.labels, { zone: 'z', [stack]: 'userspace' });
      assert.equal(spec?.taints, [notReady, ours]);
      const { tool, time, author } = JSON.parse(metadata.annotations?.['usctp.dev/dedicated-by'] ?? '');
      assert.equal([tool, author], ['usctp-k8s/0.0.0', 'jane']);
      assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
      assert.equal(cluster.changes, ['PATCH a']);
    }));

  test('changes nothing the second time', () =>
    withCluster(async (client, cluster) => {
      await dedicate(client, 'a');
      assert.is((await dedicate(client, 'a')).result, 'unchanged');
      assert.equal(cluster.changes, ['PATCH a']);
    }));

  test('gives back what has been lost of label and taint', () =>
    withCluster(async (client, cluster) => {
      await dedicate(client, 'a');
      cluster.change('a', { metadata: { labels: { [stack]: null } } });
      assert.is((await dedicate(client, 'a')).result, 'dedicated');
      cluster.change('a', { spec: { taints: [] } });
      assert.is((await dedicate(client, 'a')).result, 'dedicated');
      assert.equal(cluster.node('a').spec?.taints, [ours]);
    }));

  test('refuses a node that is dedicated otherwise, unless it may overwrite', () =>
    withCluster(async (client, cluster) => {
      await dedicate(client, 'a', { stack: 'kernel' });
      const other = await rejection(dedicate(client, 'a'));
      assert.is(other.code, 'ERR_KUBERNETES_CONFLICT');
      assert.is(other.message, 'node a is for the kernel stack, not userspace; --overwrite changes that');
      await dedicate(client, 'a', { overwrite: true });
      const effect = await rejection(dedicate(client, 'a', { effect: 'NoExecute' }));
      assert.is(effect.message, 'node a is tainted NoSchedule, not NoExecute; --overwrite changes that');
      await dedicate(client, 'a', { effect: 'NoExecute', overwrite: true });
      assert.equal(cluster.node('a').spec?.taints, [notReady, { ...ours, effect: 'NoExecute' }]);
    }));

  test('loses no taint of somebody who is faster', () =>
    withCluster(async (client, cluster) => {
      const theirs = { key: 'theirs', effect: 'NoExecute' } as const;
      let times = 2;
      cluster.beforePatch = () => {
        times -= 1;
        if (times >= 0) cluster.change('a', { spec: { taints: [notReady, { ...theirs, value: String(times) }] } });
      };
      await dedicate(client, 'a');
      assert.equal(cluster.node('a').spec?.taints, [notReady, { ...theirs, value: '0' }, ours]);
      assert.is(cluster.changes.length, 3);
    }));

  test('gives up after five attempts', () =>
    withCluster(async (client, cluster) => {
      cluster.beforePatch = () => cluster.change('a', {});
      assert.is((await refusalOf(dedicate(client, 'a'))).status, 409);
      assert.is(cluster.changes.length, 5);
    }));

  test('does not repeat what is refused', async () => {
    const cluster = new FakeCluster();
    cluster.addNode('a');
    const api = await fakeApi(cluster.answer, refusal(403, 'Forbidden'));
    assert.is((await refusalOf(dedicate(api.client, 'a'))).status, 403);
    assert.is(api.asked.length, 2);
    await api.close();
  });

  test('only tells what it would do, with or without the server', () =>
    withCluster(async (client, cluster) => {
      const before = cluster.node('a');
      for (const dryRun of ['client', 'server'] as const) {
        const { node, result } = await dedicate(client, 'a', { dryRun });
        assert.equal(
          [node.spec?.taints, node.metadata.labels?.[stack], result],
          [[notReady, ours], 'userspace', 'dedicated'],
        );
        assert.is(cluster.node('a'), before);
      }
      assert.equal(cluster.changes, ['PATCH a dry']);
    }));

  test('takes keys under another prefix', () =>
    withCluster(async (client, cluster) => {
      await dedicate(client, 'a', { keys: keysUnder(restrictedPrefix) });
      const key = 'usctp.node-restriction.kubernetes.io/sctp-stack';
      assert.equal(cluster.node('a').spec?.taints, [notReady, { ...ours, key }]);
      for (const wrong of ['', 'Upper.dev', 'a..b', '-a', `${'a'.repeat(254)}`]) {
        assert.throws(() => keysUnder(wrong), /is no prefix for labels/);
      }
    }));
});

describe('release', (test) => {
  test('takes away what dedicate gave, and nothing else', () =>
    withCluster(async (client, cluster) => {
      await dedicate(client, 'a');
      const { node } = await release(client, 'a', { dryRun: 'client' });
      assert.equal([node.metadata.labels, node.metadata.annotations], [{ zone: 'z' }, {}]);
      assert.is((await release(client, 'a')).result, 'released');
      const { metadata, spec } = cluster.node('a');
      assert.equal([metadata.labels, metadata.annotations, spec?.taints], [{ zone: 'z' }, {}, [notReady]]);
      assert.is((await release(client, 'a')).result, 'unchanged');
    }));
});

describe('a change of a node', (test) => {
  test('leaves alone what it does not name', () =>
    withCluster(async (client, cluster) => {
      await changeNode(client, 'a', () => ({ labels: { new: 'x', zone: null } }));
      const { metadata, spec } = cluster.node('a');
      assert.equal([metadata.labels, spec], [{ new: 'x' }, { taints: [notReady] }]);
    }));
});
