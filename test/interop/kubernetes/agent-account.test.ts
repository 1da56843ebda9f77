import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiRequest } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { loadedFiles, type TestAgent } from '../../kubernetes/agent/test-agent.ts';
import { refusalOf } from '../../kubernetes/fake-api.ts';
import { inFolder } from '../../kubernetes/folder.ts';
import { AgentAccount } from './agent-account.ts';
import { AgentNode } from './agent-node.ts';
import { inCluster } from './in-cluster.ts';

/** Gives the agent all of its work to do, by a boot into another state. */
async function boot(agent: TestAgent, isLoaded: boolean): Promise<void> {
  await agent.stop();
  if (isLoaded) agent.write(loadedFiles);
  else {
    agent.remove('sys/module/sctp');
    agent.write({ 'proc/modules': '' });
  }
  await agent.start();
}

describe('the account of an agent', (test) =>
  inCluster(test, (add) => {
    for (const options of [[], ['--taint-when-loaded']]) {
      const isTainting = options.length > 0;
      add(
        `may do all that an agent does, and needs each rule: ${options.join(' ') || 'without options'}`,
        async (at) => {
          const account = await AgentAccount.make(at, ...options);
          const connection = { kubeconfig: at.kubeconfig, token: account.token };
          const run = async ({ agent, name }: AgentNode) => {
            await at.run('dedicate', name);
            await agent.start();
            assert.is(agent.logs.at(-1)?.message, 'reported');
            let isLoaded = false;
            for (const [resource, verb] of [
              ['nodes', 'get'],
              ['nodes/status', 'patch'],
              ['events', 'create'],
              ...(isTainting ? [['nodes', 'patch'] as const] : []),
            ] as const) {
              const giveBack = await account.without(resource, verb);
              isLoaded = !isLoaded;
              await boot(agent, isLoaded);
              const rule = `{apiGroups: [""], resources: [${resource}], verbs: [${verb}]}`;
              assert.match(agent.failure.message, `cannot ${verb} resource "${resource}"`);
              assert.match(agent.failure.message, `the role of the agent's account needs the rule ${rule}`);
              await giveBack();
              await agent.clock.advance(30_000);
              assert.is(agent.logs.at(-1)?.message, 'reported');
            }
          };
          const suffix = isTainting ? 'tainted' : 'untainted';
          await AgentNode.use(at, suffix, run, { connection, taintsWhenLoaded: isTainting });
          account.client.close();
        },
      );
    }

    add('may do nothing else', async (at) => {
      const account = await AgentAccount.make(at);
      const name = await at.addNode('foreign');
      const patch = { method: 'PATCH', contentType: 'application/merge-patch+json', body: {} } as const;
      const requests: readonly ApiRequest[] = [
        { path: '/api/v1/nodes' },
        { path: `/api/v1/nodes/${name}`, ...patch },
        { path: `/api/v1/nodes/${name}`, method: 'DELETE' },
        { path: '/api/v1/pods' },
        { path: '/api/v1/secrets' },
        { path: `/api/v1/namespaces/${at.name}/events`, method: 'POST', body: { metadata: { name: 'e' } } },
        { path: '/api/v1/namespaces/default/events' },
      ];
      for (const request of requests) {
        assert.is((await refusalOf(account.client.request(request))).status, 403, JSON.stringify(request));
      }
      account.client.close();
    });

    add('is that of the pod, whose token is renewed', (at) =>
      inFolder({}, async (folder) => {
        const account = await AgentAccount.make(at);
        const files = { ...(await account.files()), token: 'expired' };
        for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
        const connection = { env: await account.environment(folder) };
        const run = async (node: AgentNode) => {
          const { agent } = node;
          await agent.start();
          assert.is(agent.failure.reason, 'unauthorized');
          assert.match(agent.failure.message, 'is the token of the account valid');
          rmSync(join(folder, 'token'));
          await agent.clock.advance(30_000);
          assert.is(agent.failure.reason, 'credentials');
          writeFileSync(join(folder, 'token'), account.token);
          await agent.clock.advance(30_000);
          assert.is(await node.word(), 'absent');
        };
        await AgentNode.use(at, 'in-pod', run, { connection });
        account.client.close();
      }),
    );
  }));
