import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KubernetesError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { proxyFor } from './proxy.ts';
import { tokenFileCredentials } from './token-file.ts';

/** Where the kubelet mounts the service account of a pod; the variable is for tests and for unusual mounts. */
function accountDirectory(env: NodeJS.ProcessEnv): string {
  return env.KUBERNETES_SERVICEACCOUNT_DIRECTORY ?? '/var/run/secrets/kubernetes.io/serviceaccount';
}

/** Whether this process runs in a pod, as far as its environment says. */
export function isInCluster(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.KUBERNETES_SERVICE_HOST && env.KUBERNETES_SERVICE_PORT);
}

/**
 * The connection of a pod's service account; its token is read anew as the kubelet rotates it.
 * @throws KubernetesError `ERR_KUBERNETES_CREDENTIALS` when no account is mounted, `ERR_KUBECONFIG` for a proxy that cannot be used.
 */
export async function inClusterConnection(env: NodeJS.ProcessEnv): Promise<Connection> {
  const directory = accountDirectory(env);
  const host = env.KUBERNETES_SERVICE_HOST ?? '';
  const server = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${env.KUBERNETES_SERVICE_PORT}`);
  const proxy = proxyFor(server, undefined, env);
  try {
    return {
      server,
      proxy,
      namespace: (await readFile(join(directory, 'namespace'), 'utf8')).trim(),
      tls: { ca: await readFile(join(directory, 'ca.crt')), rejectUnauthorized: true, servername: undefined },
      credentials: tokenFileCredentials(join(directory, 'token')),
      impersonation: {},
    };
  } catch (error) {
    const reason = `no service account is mounted at ${directory} (is automountServiceAccountToken false?)`;
    throw new KubernetesError('ERR_KUBERNETES_CREDENTIALS', reason, { cause: error });
  }
}
