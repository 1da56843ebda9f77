import { type HostFiles, hostFilesAt } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { inFolder } from '../folder.ts';
import { hostWithLoaded, hostWithModule } from '../host/host.ts';
import { AgentCluster } from './agent-cluster.ts';
import { startTime, TestAgent } from './test-agent.ts';

/** Runs the test with an agent that has started on a host of these files, and a count of how often a path was read. */
async function onCountedHost(
  files: Readonly<Record<string, string>>,
  use: (agent: TestAgent, reads: (path: string) => number) => Promise<void>,
): Promise<void> {
  await inFolder(files, async (folder) => {
    const counts = new Map<string, number>();
    const counted =
      <T>(read: (path: string) => T) =>
      (path: string) => {
        counts.set(path, (counts.get(path) ?? 0) + 1);
        return read(path);
      };
    const files = hostFilesAt(folder);
    const host: HostFiles = { ...files, read: counted(files.read), list: counted(files.list) };
    const api = new AgentCluster({});
    const agent = new TestAgent(folder, { nodeName: 'a', host, connect: api.connect });
    try {
      await agent.start();
      await use(agent, (path) => counts.get(path) ?? 0);
    } finally {
      await agent.stop().finally(() => api.close());
    }
  });
}

describe('the watch of a host', (test) => {
  test('looks at one folder each second, and at the rest every ten', () =>
    onCountedHost(hostWithModule, async (agent, reads) => {
      const before = { folder: reads('/sys/module/sctp'), modules: reads('/proc/modules') };
      await agent.clock.advance(100_000);
      const checks = reads('/proc/modules') - before.modules;
      // One more, as the first look is taken twice.
      assert.ok(checks >= 10 && checks <= 11, `${checks} checks`);
      assert.ok(reads('/sys/module/sctp') - before.folder >= 100);
    }));

  test('looks at all processes of a contaminated host once a minute', () =>
    onCountedHost(hostWithLoaded, async (agent, reads) => {
      await agent.clock.advance(5000);
      const before = reads('/proc');
      await agent.clock.advance(600_000);
      assert.is(reads('/proc') - before, 10);
    }));

  test('goes on when the time of day is set back', () =>
    onCountedHost(hostWithModule, async (agent, reads) => {
      await agent.clock.advance(5000);
      agent.clock.set(startTime - 86_400_000);
      const before = reads('/proc/modules');
      await agent.clock.advance(60_000);
      assert.ok(reads('/proc/modules') - before >= 6);
      assert.is((await agent.fetch('/healthz')).status, 200);
    }));
});
