import { readFileSync } from 'node:fs';
import {
  changeNode,
  type NodeChange,
  type NodeObject,
  type NodeStatus,
  type PodObject,
  watchNodeStatuses,
} from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { inCluster } from './in-cluster.ts';

const stack = 'usctp.dev/sctp-stack';
const ours = { key: stack, value: 'userspace', effect: 'NoSchedule' };

describe('nodes of a real API server', (test) =>
  inCluster(test, (add) => {
    add('are dedicated and released, and keep what others gave them', async (at) => {
      const name = await at.addNode('one');
      assert.is((await at.run('dedicate', name)).output, `node/${name} dedicated\n`);
      assert.is((await at.run('dedicate', name)).output, `node/${name} unchanged\n`);
      const { metadata, spec } = await at.readNode(name);
      assert.is(metadata.labels?.[stack], 'userspace');
      assert.equal(
        spec?.taints?.find(({ key }) => key === stack),
        ours,
      );
      assert.equal(await at.taintsOf(name), ['example.test/theirs', stack]);
      const { output } = await at.run('status', name, '--no-headers');
      assert.match(output, new RegExp(`^${name} +userspace +NoSchedule +unknown +unknown +<unknown> +0 +\\d+s\n$`));
      assert.is((await at.run('release', name)).output, `node/${name} released\n`);
      const released = await at.readNode(name);
      assert.equal(
        [released.metadata.labels?.[stack], released.metadata.annotations?.['usctp.dev/dedicated-by']],
        [undefined, undefined],
      );
      assert.equal(await at.taintsOf(name), ['example.test/theirs']);
    });

    add('are left as they are by a dry run', async (at) => {
      const name = await at.addNode('dry');
      for (const who of ['client', 'server']) {
        const { output } = await at.run('dedicate', name, '--dry-run', who, '-o', 'yaml');
        assert.is(parse(output).metadata.labels[stack], 'userspace');
      }
      await at.run('dedicate', name, '--drain', '--dry-run', 'server');
      const { metadata, spec } = await at.readNode(name);
      assert.equal(
        [metadata.labels?.[stack], metadata.annotations?.['usctp.dev/dedicated-by']],
        [undefined, undefined],
      );
      assert.equal([await at.taintsOf(name), spec?.unschedulable], [['example.test/theirs'], undefined]);
    });

    add('lose nothing when ten write taints at once', async (at) => {
      const name = await at.addNode('busy');
      const keys = Array.from({ length: 9 }, (_, index) => `example.test/writer-${index}`);
      const write = async (key: string): Promise<void> => {
        const plan = ({ spec }: NodeObject): NodeChange => ({
          taints: [...(spec?.taints ?? []), { key, effect: 'NoSchedule' }],
        });
        // One who is too late five times says so, and begins anew.
        await changeNode(at.client, name, plan).catch(() => write(key));
      };
      const dedicated = at
        .run('dedicate', name)
        .then(async (outcome) => (outcome.code === 0 ? outcome : at.run('dedicate', name)));
      await Promise.all([dedicated, ...keys.map(write)]);
      assert.equal(await at.taintsOf(name), ['example.test/theirs', ...keys, stack]);
      const stale = {
        method: 'PATCH',
        path: `/api/v1/nodes/${name}`,
        contentType: 'application/merge-patch+json',
      } as const;
      const refused = at.client.request({ ...stale, body: { metadata: { resourceVersion: '1' } } });
      assert.is(((await rejection(refused)) as { status?: number }).status, 409);
    });

    add('are drained as the budgets allow', async (at) => {
      const name = await at.addNode('drained');
      for (const pod of ['held', 'free']) await at.addPod(pod, name);
      await at.addPod('ours', name, [{ key: stack, operator: 'Exists' }]);
      const removeBudget = await at.addBudget('held');
      const { code, errors } = await at.run('dedicate', name, '--drain', '--force', '--timeout', '1s');
      assert.is(code, 1);
      assert.match(
        errors,
        /pod\/held in \S+ cannot be evicted yet: Cannot evict pod as it would violate .*budget.*\bheld\b/,
      );
      assert.match(errors, /error: pod \S+\/held is still on node/);
      assert.equal((await at.readNode(name)).spec?.unschedulable, true);
      assert.match((await at.run('status', name, '-o', 'wide')).output, / 0 /);
      await removeBudget();
      // Cordoned by the first attempt, the second one leaves it so.
      assert.is((await at.run('dedicate', name, '--drain', '--force')).output, `node/${name} dedicated\n`);
      const path = `/api/v1/namespaces/${at.name}/pods`;
      const { items } = await at.client.request<{ readonly items: readonly PodObject[] }>({ path });
      assert.equal(
        items.map(({ metadata }) => metadata.name),
        ['ours'],
      );
    });

    add('are watched', async (at) => {
      const name = await at.addNode('watched');
      const controller = new AbortController();
      const told: (string | undefined)[] = [];
      const onStatus = ({ taint }: NodeStatus) => {
        told.push(taint);
        if (told.length === 1) void at.run('dedicate', name);
        if (told.length === 2) void at.run('release', name);
        if (told.length === 3) controller.abort();
      };
      const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(20_000)]);
      await watchNodeStatuses(at.client, { names: [name], signal }, onStatus);
      assert.equal(told, [undefined, 'NoSchedule', undefined]);
    });
  }));

describe('accounts of a real API server', (test) =>
  inCluster(test, (add) => {
    add('that may not are told what they lack', async (at) => {
      const name = await at.addNode('guarded');
      const { code, errors } = await at.run('dedicate', name, '--as', 'nobody');
      assert.is(code, 1);
      assert.match(errors, `Error from server (Forbidden): nodes "${name}" is forbidden: User "nobody" cannot get`);
      assert.match(errors, 'has the ClusterRole that each command needs');
      await at.allow('reader', [{ apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['get', 'list'] }]);
      assert.is((await at.run('status', name, '--as', 'reader')).code, 0);
      assert.match((await at.run('dedicate', name, '--as', 'reader')).errors, 'cannot patch resource "nodes"');
    });

    add('need no more than the README says', async (at) => {
      const readme = readFileSync(new URL('../../../packages/kubernetes/README.md', import.meta.url), 'utf8');
      const [, role = ''] = /```yaml\n(apiVersion: rbac[^`]*name: usctp-nodes[^`]*)```/.exec(readme) ?? [];
      await at.allow('operator', parse(role).rules);
      const name = await at.addNode('operated');
      await at.addPod('evicted', name);
      const { code, errors } = await at.run('dedicate', name, '--drain', '--force', '--as', 'operator');
      assert.is(code, 0, errors);
      for (const verb of ['status', 'release']) assert.is((await at.run(verb, name, '--as', 'operator')).code, 0);
    });
  }));
