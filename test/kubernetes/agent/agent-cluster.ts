import { ApiClient, findConnection, keysUnder, type NodeCondition, type NodeObject } from '@usctp/kubernetes';
import { type Answer, type FakeApi, fakeApi } from '../fake-api.ts';
import { FakeCluster } from '../fake-cluster.ts';
import { inFolder } from '../folder.ts';
import { hostWithModule } from '../host/host.ts';
import { type AgentSetting, TestAgent } from './test-agent.ts';

/** What a test says of an agent, its host and its node. */
interface Setting extends Partial<Pick<AgentSetting, 'taintsWhenLoaded' | 'keys'>> {
  readonly files?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A cluster in memory that has the node `a` of an agent. */
export class AgentCluster {
  readonly cluster = new FakeCluster();
  /** Answers instead of the cluster, as long as it is given. */
  answer: Answer | undefined;
  #api: FakeApi | undefined;

  constructor(labels: Readonly<Record<string, string>>) {
    this.cluster.addNode('a', { zone: 'z', ...labels });
  }

  readonly connect = async (): Promise<ApiClient> => {
    this.#api ??= await fakeApi((asked, response) => (this.answer ?? this.cluster.answer)(asked, response));
    return new ApiClient(await findConnection({ server: this.#api.url, env: {} }), { waitsWhenBusy: false });
  };

  async close(): Promise<void> {
    await this.#api?.close();
  }

  get node(): NodeObject {
    return this.cluster.node('a');
  }

  /** What the node's label says of its kernel. */
  get word(): string | undefined {
    return this.node.metadata.labels?.['usctp.dev/kernel-sctp'];
  }

  /** The condition that an agent sets. */
  get condition(): NodeCondition {
    const condition = this.node.status?.conditions?.find(({ type }) => type === 'KernelSCTPLoaded');
    if (condition === undefined) throw new Error('there is no condition');
    return condition;
  }

  /** Requests of a kind, as `PATCH a status`. */
  count(change: string): number {
    return this.cluster.changes.filter((made) => made === change).length;
  }
}

/** Runs the test with an agent that has started, on a host with a module that is not loaded. */
export async function withAgent(
  use: (at: TestAgent, api: AgentCluster) => Promise<void>,
  { files = hostWithModule, labels = {}, taintsWhenLoaded = false, keys = keysUnder() }: Setting = {},
): Promise<void> {
  await inFolder(files, async (folder) => {
    const api = new AgentCluster(labels);
    const at = new TestAgent(folder, { nodeName: 'a', taintsWhenLoaded, keys, connect: api.connect });
    try {
      await at.start();
      await use(at, api);
    } finally {
      await at.stop().finally(() => api.close());
    }
  });
}
