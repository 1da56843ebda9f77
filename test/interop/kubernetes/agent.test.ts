import { changeNode, type NodeChange, type NodeObject } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { blockFiles, loadedFiles } from '../../kubernetes/agent/test-agent.ts';
import { AgentNode } from './agent-node.ts';
import { inCluster } from './in-cluster.ts';
import type { Workspace } from './workspace.ts';

const bootFile = 'proc/sys/kernel/random/boot_id';

/** Sets a condition as its own agent would. */
function setCondition(at: Workspace, node: string, type: string): Promise<NodeObject> {
  return at.client.request<NodeObject>({
    method: 'PATCH',
    path: `/api/v1/nodes/${node}/status`,
    contentType: 'application/strategic-merge-patch+json',
    body: { status: { conditions: [{ type, status: 'True', reason: 'Theirs' }] } },
  });
}

/** Tries until it is not too late for a change, which one of ten may be often. */
async function insist(at: Workspace, name: string, plan: (node: NodeObject) => NodeChange | undefined): Promise<void> {
  await changeNode(at.client, name, plan).catch(() => insist(at, name, plan));
}

describe('an agent at a real API server', (test) =>
  inCluster(test, (add) => {
    add('sets label, annotations and condition, and lets be what others set', (at) =>
      AgentNode.use(at, 'told', async ({ agent, name }) => {
        await setCondition(at, name, 'FrequentKubeletRestart');
        agent.write({ [bootFile]: 'first\n' });
        await agent.start();
        const { metadata, status } = await at.readNode(name);
        assert.is(metadata.labels?.['usctp.dev/kernel-sctp'], 'absent');
        assert.is(metadata.annotations?.['usctp.dev/kernel-sctp-boot-id'], 'first');
        const checkedAt = metadata.annotations?.['usctp.dev/kernel-sctp-checked-at'];
        const conditions = new Map(status?.conditions?.map((condition) => [condition.type, condition]));
        assert.is(conditions.get('FrequentKubeletRestart')?.reason, 'Theirs');
        const { message = '', ...condition } = conditions.get('KernelSCTPLoaded') ?? {};
        assert.equal(condition, {
          type: 'KernelSCTPLoaded',
          status: 'False',
          reason: 'KernelSCTPAbsent',
          lastHeartbeatTime: checkedAt,
          lastTransitionTime: checkedAt,
        });
        assert.match(message, /^sctp is not loaded, but .* Remedy: usctp-k8s node block\.$/);
        assert.match((await at.run('status', name, '--no-headers')).output, / absent +no +/);
        assert.equal(await at.taintsOf(name), ['example.test/theirs']);
      }),
    );

    add('tells of a module within two seconds, and that it is gone after a boot', (at) =>
      AgentNode.use(at, 'changing', async (node) => {
        const { agent } = node;
        await agent.start();
        agent.write(loadedFiles);
        await agent.clock.advance(2000);
        assert.is(await node.word(), 'loaded');
        await agent.stop();
        agent.remove('sys/module/sctp');
        agent.write({ 'proc/modules': '', ...blockFiles });
        await agent.start();
        assert.is(await node.word(), 'blocked');
        const told = (await node.events()).map(({ type, reason }) => `${type} ${reason}`);
        assert.equal(told.sort(), ['Normal KernelSCTPBlocked', 'Warning KernelSCTPLoaded']);
      }),
    );

    add('is what dedicate waits for, and nobody believes when it has been silent', (at) =>
      AgentNode.use(at, 'awaited', async ({ agent, name }) => {
        const waiting = at.run('dedicate', name, '--wait', '--timeout', '10s');
        await agent.start();
        assert.equal(await waiting, { code: 0, output: `node/${name} dedicated\n`, errors: '' });
        const before = new Date(Date.now() - 200_000).toISOString();
        await changeNode(at.client, name, () => ({ annotations: { 'usctp.dev/kernel-sctp-checked-at': before } }));
        assert.match((await at.run('status', name, '--no-headers')).output, / stale +unknown +/);
        const { code, errors } = await at.run('dedicate', name, '--wait', '--timeout', '1s');
        assert.is(code, 1);
        assert.match(errors, 'no agent has said within 1000 ms');
        await agent.clock.advance(60_000);
        assert.is((await at.run('dedicate', name, '--wait', '--timeout', '10s')).code, 0);
        agent.write(loadedFiles);
        await agent.clock.advance(1000);
        const refused = await at.run('dedicate', name, '--wait', '--timeout', '10s');
        assert.match(refused.errors, `node ${name} is dedicated, but its kernel has SCTP: loaded`);
      }),
    );

    add('takes its word away when it cannot see the host', (at) =>
      AgentNode.use(at, 'blind', async (node) => {
        const { agent } = node;
        await agent.start();
        agent.remove('proc/modules');
        agent.remove('sys/module');
        await agent.clock.advance(1000);
        assert.is(await node.word(), undefined);
        const { status } = await node.read();
        assert.is(status?.conditions?.find(({ type }) => type === 'KernelSCTPLoaded')?.status, 'Unknown');
        assert.match((await at.run('status', node.name, '--no-headers')).output, / unknown +unknown +/);
      }),
    );

    add('loses nothing, and nothing of others, when ten write at once', (at) =>
      AgentNode.use(
        at,
        'crowded',
        async ({ agent, name }) => {
          await at.run('dedicate', name);
          await agent.start();
          agent.write(loadedFiles);
          const writers = Array.from({ length: 10 }, (_, index) => `writer-${index}`);
          const write = async (writer: string) => {
            await setCondition(at, name, writer);
            const taint = { key: `example.test/${writer}`, effect: 'NoSchedule' } as const;
            await insist(at, name, ({ spec }) => ({
              labels: { [`example.test/${writer}`]: 'x' },
              taints: [...(spec?.taints ?? []), taint],
            }));
          };
          await Promise.all([agent.clock.advance(60_000), ...writers.map(write)]);
          await agent.clock.advance(60_000);
          const { metadata, status } = await at.readNode(name);
          const keys = writers.map((writer) => `example.test/${writer}`);
          assert.equal(await at.taintsOf(name), [
            'example.test/theirs',
            ...keys,
            'usctp.dev/kernel-sctp',
            'usctp.dev/sctp-stack',
          ]);
          for (const key of keys) assert.is(metadata.labels?.[key], 'x');
          assert.is(metadata.labels?.['usctp.dev/kernel-sctp'], 'loaded');
          const types = new Set(status?.conditions?.map(({ type }) => type));
          for (const type of ['KernelSCTPLoaded', ...writers]) assert.ok(types.has(type), type);
          agent.remove('sys/module/sctp');
          agent.write({ 'proc/modules': '' });
          await agent.clock.advance(1000);
          assert.equal(await at.taintsOf(name), ['example.test/theirs', ...keys, 'usctp.dev/sctp-stack']);
        },
        { taintsWhenLoaded: true },
      ),
    );

    add('tells the newest state to a server that was away', (at) => {
      const { apiServer } = at;
      if (apiServer === undefined) return notRun('an API server that is away');
      return AgentNode.use(at, 'patient', async (node) => {
        const { agent } = node;
        await agent.start();
        await apiServer.stop();
        await agent.clock.advance(120_000);
        assert.is(agent.failure.reason, 'connection');
        agent.write(loadedFiles);
        await agent.clock.advance(5000);
        assert.is(await agent.metric('usctp_kernel_sctp_loaded'), 1);
        agent.remove('sys/module/sctp');
        agent.write({ 'proc/modules': '', ...blockFiles });
        await agent.clock.advance(15_000);
        await apiServer.start();
        await agent.clock.advance(30_000);
        assert.is(await node.word(), 'blocked');
        assert.equal(
          (await node.events()).map(({ reason }) => reason),
          ['KernelSCTPBlocked'],
        );
      });
    });

    add('goes on with a server that did not answer for a while', (at) => {
      const { apiServer } = at;
      if (apiServer === undefined) return notRun('an API server that does not answer');
      return AgentNode.use(at, 'waiting', async (node) => {
        const { agent } = node;
        await agent.start();
        apiServer.freeze();
        try {
          agent.write(loadedFiles);
          await agent.clock.advance(3000);
          assert.is(agent.failure.reason, 'timeout');
          assert.is(await agent.metric('usctp_kernel_sctp_loaded'), 1);
        } finally {
          apiServer.thaw();
        }
        await agent.clock.advance(30_000);
        assert.is(await node.word(), 'loaded');
        assert.is((await node.events()).length, 1);
      });
    });

    add('finds its node when that is made after it, and made anew', (at) =>
      AgentNode.use(at, 'early', async (node) => {
        const { agent, name } = node;
        const path = `/api/v1/nodes/${name}`;
        await at.client.request({ method: 'DELETE', path });
        await agent.start();
        assert.match(agent.failure.message, `nodes "${name}" not found; is --node-name the name that the node has`);
        for (let times = 0; times < 2; times += 1) {
          await at.client.request({ method: 'POST', path: '/api/v1/nodes', body: { metadata: { name } } });
          await agent.clock.advance(60_000);
          assert.is(await node.word(), 'absent');
          if (times === 0) await at.client.request({ method: 'DELETE', path });
          await agent.clock.advance(60_000);
        }
      }),
    );
  }));

async function notRun(what: string): Promise<void> {
  console.log(`NOT RUN: ${what}: the cluster of $USCTP_TEST_KUBECONFIG is not the tests' own`);
}
