import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, findConnection, type Manifest } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { command } from '../../kubernetes/cli/command.ts';
import { createManifest } from './created.ts';
import type { Workspace } from './workspace.ts';

/** A rule of a role. */
interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A role, as the API server has it. */
interface Role {
  readonly rules: readonly Rule[];
}

/** The account of agents, made of what `generate agent` prints, and the files that a pod has of it. */
export class AgentAccount {
  readonly token: string;
  /** Is the account. */
  readonly client: ApiClient;
  readonly #at: Workspace;
  readonly #name: string;

  private constructor(at: Workspace, name: string, { token, client }: Pick<AgentAccount, 'token' | 'client'>) {
    this.#at = at;
    this.#name = name;
    this.token = token;
    this.client = client;
  }

  static async make(at: Workspace, ...options: readonly string[]): Promise<AgentAccount> {
    const name = `agent-${randomUUID().slice(0, 8)}`;
    const line = ['generate', 'agent', name, '-n', at.name, '--existing-namespace', '--image', 'example.test/k8s:1'];
    const { code, output, errors } = await command([...line, ...options]);
    assert.is(code, 0, errors);
    const manifests = parseAllDocuments(output).map((document) => document.toJS() as Manifest); // as they are made
    for (const manifest of manifests) if (manifest.kind !== 'DaemonSet') await createManifest(at, manifest);
    const { status } = await at.client.request<{ readonly status: { readonly token: string } }>({
      method: 'POST',
      path: `/api/v1/namespaces/${at.name}/serviceaccounts/${name}/token`,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } },
    });
    const { token } = status;
    const client = new ApiClient(await findConnection({ kubeconfig: at.kubeconfig, token }));
    return new AgentAccount(at, name, { token, client });
  }

  /** What the kubelet mounts for a pod of it, by the names of files. */
  async files(): Promise<Readonly<Record<string, string>>> {
    const { tls } = await findConnection({ kubeconfig: this.#at.kubeconfig });
    return { token: this.token, namespace: this.#at.name, 'ca.crt': tls.ca?.toString() ?? '' };
  }

  /** The environment of such a pod, whose files are in a folder. */
  async environment(folder: string): Promise<NodeJS.ProcessEnv> {
    const { server } = await findConnection({ kubeconfig: this.#at.kubeconfig });
    return {
      KUBERNETES_SERVICE_HOST: server.hostname,
      KUBERNETES_SERVICE_PORT: server.port || '443',
      KUBERNETES_SERVICEACCOUNT_DIRECTORY: folder,
    };
  }

  /** Takes a rule away; gives a function that gives it back. Both have come into force when they are done. */
  async without(resource: string, verb: string): Promise<() => Promise<void>> {
    const namespace = resource === 'events' ? '/namespaces/default/roles' : '/clusterroles';
    const path = `/apis/rbac.authorization.k8s.io/v1${namespace}/${this.#name}`;
    const { rules } = await this.#at.client.request<Role>({ path });
    const rest = rules.filter(({ resources, verbs }) => !(resources.includes(resource) && verbs.includes(verb)));
    assert.is(rest.length, rules.length - 1);
    const set = async (body: { readonly rules: readonly Rule[] }) => {
      await this.#at.client.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body });
      while ((await this.#may(resource, verb)) !== (body.rules === rules)) await pause(20);
    };
    await set({ rules: rest });
    return () => set({ rules });
  }

  async #may(name: string, verb: string): Promise<boolean> {
    const [resource, subresource] = name.split('/');
    const namespace = resource === 'events' ? 'default' : undefined;
    const { status } = await this.client.request<{ readonly status: { readonly allowed: boolean } }>({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { spec: { resourceAttributes: { namespace, resource, subresource, verb } } },
    });
    return status.allowed;
  }
}
