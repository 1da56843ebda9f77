import { checkNode, hostFilesAt } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hasRoot } from '../../helpers/root.ts';
import { AgentProcess } from './agent-process.ts';
import { inCluster } from './in-cluster.ts';

if (hasRoot('the tests with an agent as a process')) {
  describe('an agent as a process of nobody', (test) =>
    inCluster(test, (add) => {
      add('sees of the host what root sees, and ends at once when it is asked to', async (at) => {
        const name = await at.addNode('process');
        const agent = await AgentProcess.start(at, name);
        try {
          await agent.logged('reported');
          const { metadata, status } = await at.readNode(name);
          const { kernelSctp, summary } = checkNode(hostFilesAt('/'));
          assert.is(metadata.labels?.['usctp.dev/kernel-sctp'], kernelSctp);
          const { message } = status?.conditions?.find(({ type }) => type === 'KernelSCTPLoaded') ?? {};
          assert.match(message ?? '', summary);
          const { status: exitStatus, time } = await agent.end();
          assert.is(exitStatus, 0);
          assert.ok(time < 1000, `it took ${time} ms`);
        } finally {
          await agent.close();
        }
      });
    }));
}
