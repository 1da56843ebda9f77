import { readFileSync } from 'node:fs';
import { type NodeObject, watch } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { inCluster } from './in-cluster.ts';
import type { Workspace } from './workspace.ts';

const requested = 'usctp.dev/reboot-requested';
const deadline = 20_000;

/** What the kubelet of a node says after a boot, and an agent on it. */
async function boot(at: Workspace, name: string, bootID: string, word?: string): Promise<void> {
  const patch = { method: 'PATCH', contentType: 'application/merge-patch+json' } as const;
  const path = `/api/v1/nodes/${name}`;
  const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'booted' }];
  await at.client.request({ ...patch, path: `${path}/status`, body: { status: { nodeInfo: { bootID }, conditions } } });
  if (word === undefined) return;
  const checkedAt = new Date().toISOString();
  const annotations = { 'usctp.dev/kernel-sctp-checked-at': checkedAt, 'usctp.dev/kernel-sctp-boot-id': bootID };
  await at.client.request({
    ...patch,
    path,
    body: { metadata: { labels: { 'usctp.dev/kernel-sctp': word }, annotations } },
  });
}

/** Waits until the node asks for a reboot, and gives what it says. */
async function awaitRequest(at: Workspace, name: string): Promise<Readonly<Record<string, unknown>>> {
  const signal = AbortSignal.timeout(deadline);
  const selection = { path: '/api/v1/nodes', fieldSelector: `metadata.name=${name}`, signal };
  for await (const event of watch<NodeObject>(at.client, selection)) {
    const [node] = event.type === 'LISTED' ? event.items : [event.object];
    const text = node?.metadata.annotations?.[requested];
    if (text !== undefined) return JSON.parse(text);
  }
  throw new Error(`node ${name} did not ask for a reboot within ${deadline} ms`);
}

describe('a node of a real API server that is remediated', (test) =>
  inCluster(test, (add) => {
    add(
      'is drained, rebooted by somebody, looked at, and uncordoned, with no more rights than the README says',
      async (at) => {
        const readme = readFileSync(new URL('../../../packages/kubernetes/README.md', import.meta.url), 'utf8');
        const [, role = ''] = /```yaml\n(apiVersion: rbac[^`]*)```/.exec(readme) ?? [];
        await at.allow('remediator', parse(role).rules);
        const name = await at.addNode('sick');
        await boot(at, name, 'boot-1', 'loaded');
        await at.addPod('tolerant', name, [{ operator: 'Exists' }]);
        const remediated = at.run('remediate', name, '--force', '--as', 'remediator', '--author', 'jane');
        const { bootId, author } = await awaitRequest(at, name);
        assert.equal([bootId, author], ['boot-1', 'jane']);
        assert.is((await at.readNode(name)).spec?.unschedulable, true);
        await boot(at, name, 'boot-2', 'blocked');
        const { code, output, errors } = await remediated;
        assert.equal([code, output], [0, `node/${name} remediated\n`], errors);
        assert.match(errors, `pod/tolerant in ${at.name} gone\n`);
        assert.match(errors, `node/${name} kernel-sctp: blocked\nnode/${name} uncordoned\n`);
        const { metadata, spec } = await at.readNode(name);
        const left = Object.keys(metadata.annotations ?? {}).filter((key) => !key.includes('kernel-sctp'));
        assert.equal([left, spec?.unschedulable], [[], undefined]);
        assert.equal(await at.taintsOf(name), ['example.test/theirs']);
        assert.is((await at.run('remediate', name)).output, `node/${name} unchanged\n`);
      },
    );

    add('goes on from where each attempt has ended', async (at) => {
      const name = await at.addNode('slow');
      await boot(at, name, 'boot-1');
      await at.addPod('budgeted', name);
      const removeBudget = await at.addBudget('budgeted');
      const attempt = (timeout: string) => at.run('remediate', name, '--force', '--timeout', timeout);
      const held = await attempt('1s');
      assert.match(held.errors, /error: pod \S+\/budgeted is still on node .*budget/);
      await removeBudget();
      const drained = await attempt('5s');
      assert.is(drained.code, 1);
      assert.match(drained.errors, 'is drained and has not been rebooted in time: reboot it');
      assert.is((await at.readNode(name)).spec?.unschedulable, true);
      await boot(at, name, 'boot-2');
      const { code, errors } = await attempt('20s');
      assert.is(code, 0, errors);
      const steps = [
        'has rebooted',
        'is ready',
        'has no agent: nobody has looked whether its kernel has SCTP',
        'uncordoned',
      ];
      assert.is(errors, steps.map((step) => `node/${name} ${step}\n`).join(''));
    });

    add('stays cordoned when its kernel has loaded the module again, and is rebooted once more', async (at) => {
      const name = await at.addNode('again');
      await boot(at, name, 'boot-1', 'loaded');
      const first = at.run('remediate', name);
      await awaitRequest(at, name);
      await boot(at, name, 'boot-2', 'loaded');
      assert.match((await first).errors, 'its kernel has loaded SCTP again: run `usctp-k8s node block` on it');
      assert.is((await at.readNode(name)).spec?.unschedulable, true);
      const second = at.run('remediate', name);
      assert.is((await awaitRequest(at, name)).bootId, 'boot-2');
      await boot(at, name, 'boot-3', 'blocked');
      assert.is((await second).code, 0);
      assert.is((await at.readNode(name)).spec?.unschedulable, undefined);
    });

    add('is left as it is by a dry run', async (at) => {
      const name = await at.addNode('tried');
      await boot(at, name, 'boot-1', 'loaded');
      await at.addPod('staying', name);
      const { code, output, errors } = await at.run('remediate', name, '--force', '--dry-run=server');
      assert.equal([code, output], [0, `node/${name} remediated (server dry run)\n`], errors);
      const { metadata, spec } = await at.readNode(name);
      assert.equal([metadata.annotations?.[requested], spec?.unschedulable], [undefined, undefined]);
      assert.match((await at.run('status', name)).output, ' loaded ');
    });
  }));
