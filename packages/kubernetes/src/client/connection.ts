import { KubernetesError } from '../errors.ts';
import { type CredentialSource, credentialsOf, tokenCredentials } from './credentials.ts';
import { fileOrData } from './file-or-data.ts';
import { inClusterConnection, isInCluster } from './in-cluster.ts';
import { type ClusterEntry, type Kubeconfig, kubeconfigFiles, loadKubeconfig, type UserEntry } from './kubeconfig.ts';
import { proxyFor } from './proxy.ts';

/** What is set on the command line, or by a program: each wins over the kubeconfig. */
export interface ConnectionOptions {
  /** The one kubeconfig file to read, instead of those of $KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
  /** URL of the API server. */
  readonly server?: string;
  /** Bearer token. */
  readonly token?: string;
  /** User to impersonate, and groups. */
  readonly as?: string;
  readonly asGroups?: readonly string[];
  readonly asUid?: string;
  /** File with the certificates that sign the API server's. */
  readonly certificateAuthority?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly tlsServerName?: string;
  /** Environment; default: that of the process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** How the API server is reached. */
export interface Connection {
  readonly server: URL;
  /** Through which it is reached, of http or https; undefined: directly. */
  readonly proxy: URL | undefined;
  /** Namespace of requests that name none. */
  readonly namespace: string;
  readonly tls: ServerIdentity;
  readonly credentials: CredentialSource;
  /** Headers of impersonation, if any. */
  readonly impersonation: Readonly<Record<string, string | string[]>>;
}

/** How the API server proves who it is. */
export interface ServerIdentity {
  /** Certificates of those who sign; undefined: those that Node trusts. */
  readonly ca: Buffer | undefined;
  readonly rejectUnauthorized: boolean;
  readonly servername: string | undefined;
}

/**
 * Finds the API server as kubectl does: options, $KUBECONFIG, ~/.kube/config; in a pod without any of these, its service
 * account.
 * @throws KubernetesError `ERR_KUBECONFIG`.
 */
export async function findConnection(options: ConnectionOptions = {}): Promise<Connection> {
  const { kubeconfig: file, env = process.env } = options;
  const kubeconfig = await loadKubeconfig(kubeconfigFiles(file, env), file !== undefined);
  const isNamed = [options.server, options.context, options.cluster, options.user].some((name) => name !== undefined);
  if (kubeconfig === undefined && !isNamed && isInCluster(env)) return inClusterWith(options, env);
  return connectionOf(kubeconfig ?? noKubeconfig, options, env);
}

async function inClusterWith(options: ConnectionOptions, env: NodeJS.ProcessEnv): Promise<Connection> {
  const { namespace, token } = options;
  return {
    ...(await inClusterConnection(env)),
    ...impersonation(options, undefined),
    ...(namespace === undefined ? {} : { namespace }),
    ...(token === undefined ? {} : { credentials: tokenCredentials(token) }),
  };
}

const noKubeconfig: Kubeconfig = {
  currentContext: undefined,
  clusters: new Map(),
  users: new Map(),
  contexts: new Map(),
};

async function connectionOf(
  kubeconfig: Kubeconfig,
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv,
): Promise<Connection> {
  const contextName = options.context ?? kubeconfig.currentContext;
  const context = contextName === undefined ? {} : named(kubeconfig.contexts, 'context', contextName);
  const clusterName = options.cluster ?? context.cluster;
  const userName = options.user ?? context.user;
  const cluster = clusterName === undefined ? {} : named(kubeconfig.clusters, 'cluster', clusterName);
  const user = userName === undefined ? {} : named(kubeconfig.users, 'user', userName);
  const tls = await serverIdentity(cluster, options);
  const server = serverOf(options.server ?? cluster.server);
  return {
    server,
    proxy: proxyFor(server, cluster['proxy-url'], env),
    namespace: options.namespace ?? (context.namespace || 'default'),
    tls,
    credentials:
      options.token === undefined
        ? await credentialsOf(user, { server, cluster, ca: tls.ca, env })
        : tokenCredentials(options.token),
    ...impersonation(options, user),
  };
}

function named<T>(entries: ReadonlyMap<string, T>, kind: string, name: string): T {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  const known = [...entries.keys()].join(', ') || 'none';
  throw new KubernetesError('ERR_KUBECONFIG', `the kubeconfig has no ${kind} ${name}; it has ${known}`);
}

function serverOf(server: string | undefined): URL {
  if (server === undefined) {
    const reason = 'there is no cluster to talk to: no kubeconfig names one (set KUBECONFIG, --kubeconfig or --server)';
    throw new KubernetesError('ERR_KUBECONFIG', reason);
  }
  const text = server.includes('://') ? server : `https://${server}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new KubernetesError('ERR_KUBECONFIG', `the server ${server} is no http or https URL`);
}

async function serverIdentity(cluster: ClusterEntry, options: ConnectionOptions): Promise<ServerIdentity> {
  const isInsecure = options.insecureSkipTlsVerify ?? cluster['insecure-skip-tls-verify'] ?? false;
  return {
    ca: isInsecure ? undefined : await authority(cluster, options),
    rejectUnauthorized: !isInsecure,
    servername: options.tlsServerName ?? cluster['tls-server-name'],
  };
}

async function authority(cluster: ClusterEntry, options: ConnectionOptions): Promise<Buffer | undefined> {
  const file = options.certificateAuthority;
  const data = file === undefined ? cluster['certificate-authority-data'] : undefined;
  return fileOrData(file ?? cluster['certificate-authority'], data);
}

function impersonation(options: ConnectionOptions, user: UserEntry | undefined): Pick<Connection, 'impersonation'> {
  const as = options.as ?? user?.as;
  const groups = options.asGroups ?? user?.['as-groups'] ?? [];
  const uid = options.asUid ?? user?.['as-uid'];
  if (as === undefined && (groups.length > 0 || uid !== undefined)) {
    throw new KubernetesError('ERR_KUBECONFIG', 'groups or a uid to impersonate need a user to impersonate (--as)');
  }
  return {
    impersonation: {
      ...(as === undefined ? {} : { 'impersonate-user': as }),
      ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
      ...(uid === undefined ? {} : { 'impersonate-uid': uid }),
    },
  };
}
