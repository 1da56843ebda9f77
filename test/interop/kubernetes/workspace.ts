import { randomBytes } from 'node:crypto';
import { ApiClient, findConnection, type NodeObject, readNode, type Toleration } from '@usctp/kubernetes';
import { command, type Outcome } from '../../kubernetes/cli/command.ts';
import type { ApiServer, Cluster } from './control-plane.ts';

const mergePatch = 'application/merge-patch+json';

/** Nodes and a namespace of a test's own in a cluster, which may be in use: all that it makes it takes away. */
export class Workspace {
  readonly name = `usctp-test-${randomBytes(4).toString('hex')}`;
  readonly client: ApiClient;
  readonly #cluster: Cluster;
  readonly #made: string[] = [];

  private constructor(client: ApiClient, cluster: Cluster) {
    this.client = client;
    this.#cluster = cluster;
  }

  static async open(cluster: Cluster): Promise<Workspace> {
    const client = new ApiClient(await findConnection({ kubeconfig: cluster.kubeconfig }));
    const workspace = new Workspace(client, cluster);
    await workspace.#make('/api/v1/namespaces', workspace.name, {});
    return workspace;
  }

  get kubeconfig(): string {
    return this.#cluster.kubeconfig;
  }

  /** Undefined where it is somebody else's. */
  get apiServer(): ApiServer | undefined {
    return this.#cluster.apiServer;
  }

  /** Runs the command line against the cluster. */
  run(...args: readonly string[]): Promise<Outcome> {
    return command([...args, '--kubeconfig', this.#cluster.kubeconfig]);
  }

  /** Makes a node with a taint of somebody else; gives its name. Controllers give and take others. */
  async addNode(suffix: string): Promise<string> {
    const name = `${this.name}-${suffix}`;
    await this.#make('/api/v1/nodes', name, {
      spec: { taints: [{ key: 'example.test/theirs', effect: 'NoSchedule' }] },
    });
    return name;
  }

  readNode(name: string): Promise<NodeObject> {
    return readNode(this.client, name);
  }

  /** Keys of the node's taints, those of Kubernetes itself aside. */
  async taintsOf(name: string): Promise<string[]> {
    const { spec } = await this.readNode(name);
    const keys = (spec?.taints ?? []).map(({ key }) => key);
    return keys.filter((key) => !key.startsWith('node.kubernetes.io/')).sort();
  }

  /** Makes a pod that runs on a node and is ready, as its kubelet would say. */
  async addPod(name: string, node: string, tolerations: readonly Toleration[] = []): Promise<void> {
    const path = `/api/v1/namespaces/${this.name}/pods`;
    const containers = [{ name: 'main', image: 'example.test/none' }];
    const spec = { nodeName: node, tolerations, containers, terminationGracePeriodSeconds: 0 };
    const labels = { app: name };
    await this.client.request({ method: 'POST', path, body: { metadata: { name, labels }, spec } });
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    await this.#setStatus(`${path}/${name}`, status);
  }

  /** Makes a budget that allows no pod of an app to be evicted; gives a function that takes it away. */
  async addBudget(app: string): Promise<() => Promise<void>> {
    const { versions } = await this.client.request<{ readonly versions: readonly { readonly version: string }[] }>({
      path: '/apis/policy',
    });
    const version = versions.some((entry) => entry.version === 'v1') ? 'v1' : 'v1beta1';
    const path = `/apis/policy/${version}/namespaces/${this.name}/poddisruptionbudgets`;
    const spec = { minAvailable: 1, selector: { matchLabels: { app } } };
    await this.client.request({ method: 'POST', path, body: { metadata: { name: app }, spec } });
    // What a controller would say, and says where there is one.
    const counts = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 };
    await this.#setStatus(`${path}/${app}`, { observedGeneration: 1, ...counts });
    return async () => {
      await this.client.request({ method: 'DELETE', path: `${path}/${app}` });
    };
  }

  /** Lets a user do what the rules say, cluster-wide. */
  async allow(user: string, rules: readonly object[]): Promise<void> {
    const group = '/apis/rbac.authorization.k8s.io/v1';
    const name = `${this.name}-${user}`;
    const apiGroup = 'rbac.authorization.k8s.io';
    await this.#make(`${group}/clusterroles`, name, { rules });
    const binding = {
      roleRef: { apiGroup, kind: 'ClusterRole', name },
      subjects: [{ apiGroup, kind: 'User', name: user }],
    };
    await this.#make(`${group}/clusterrolebindings`, name, binding);
  }

  /** Adds to what is taken away in the end. */
  takesAway(path: string): void {
    this.#made.push(path);
  }

  async close(): Promise<void> {
    for (const path of this.#made.reverse()) await this.client.request({ method: 'DELETE', path });
    this.client.close();
  }

  async #setStatus(path: string, status: object): Promise<void> {
    await this.client.request({ method: 'PATCH', path: `${path}/status`, body: { status }, contentType: mergePatch });
  }

  async #make(path: string, name: string, content: object): Promise<void> {
    await this.client.request({ method: 'POST', path, body: { metadata: { name }, ...content } });
    this.takesAway(`${path}/${name}`);
  }
}
