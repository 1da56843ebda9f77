import { ApiClient, type ConnectionOptions, findConnection, type NodeObject } from '@usctp/kubernetes';
import { type AgentSetting, TestAgent } from '../../kubernetes/agent/test-agent.ts';
import { inFolder } from '../../kubernetes/folder.ts';
import { hostWithModule } from '../../kubernetes/host/host.ts';
import type { Workspace } from './workspace.ts';

/** Longest time until an answer, in ms: for a server that a test has stopped. */
const timeout = 1000;

/** An event as the API server gives it. */
export interface EventObject {
  readonly metadata: { readonly name: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** How an agent of a test reaches the API server, and what it does. */
export interface AgentNodeSetting extends Partial<Pick<AgentSetting, 'taintsWhenLoaded'>> {
  /** Default: as the administrator. */
  readonly connection?: ConnectionOptions;
}

/** An agent for a node of a real cluster; its host is a folder, its time the test's. */
export class AgentNode {
  readonly agent: TestAgent;
  readonly name: string;
  readonly #at: Workspace;

  private constructor(at: Workspace, name: string, folder: string, { connection, taintsWhenLoaded }: AgentNodeSetting) {
    this.#at = at;
    this.name = name;
    const connect = async () => {
      const found = await findConnection(connection ?? { kubeconfig: at.kubeconfig });
      return new ApiClient(found, { timeout, waitsWhenBusy: false });
    };
    const setting = { nodeName: name, connect, ...(taintsWhenLoaded !== undefined && { taintsWhenLoaded }) };
    this.agent = new TestAgent(folder, setting, Date.now());
  }

  /** Runs the test with a new node and an agent that is not started yet. */
  static async use(
    at: Workspace,
    suffix: string,
    run: (node: AgentNode) => Promise<void>,
    setting: AgentNodeSetting = {},
  ): Promise<void> {
    const name = await at.addNode(suffix);
    await inFolder(hostWithModule, async (folder) => {
      const node = new AgentNode(at, name, folder, setting);
      try {
        await run(node);
      } finally {
        await node.agent.stop();
        for (const { metadata } of await node.events())
          at.takesAway(`/api/v1/namespaces/default/events/${metadata.name}`);
      }
    });
  }

  read(): Promise<NodeObject> {
    return this.#at.readNode(this.name);
  }

  /** What the label says. */
  async word(): Promise<string | undefined> {
    return (await this.read()).metadata.labels?.['usctp.dev/kernel-sctp'];
  }

  /** Events of the node, as `kubectl describe node` finds them. */
  async events(): Promise<readonly EventObject[]> {
    const { items } = await this.#at.client.request<{ readonly items: readonly EventObject[] }>({
      path: '/api/v1/namespaces/default/events',
      query: { fieldSelector: `involvedObject.kind=Node,involvedObject.uid=${this.name},source=usctp-agent` },
    });
    return items;
  }
}
