import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, findConnection } from '@usctp/kubernetes';
import { certificateFile } from '../../kubernetes/client/secure-server.ts';

const programs = ['etcd', 'kube-apiserver'] as const;
type Program = (typeof programs)[number];
const deadline = 60_000;

/** A real API server, and a kubeconfig for its administrator. */
export interface Cluster {
  readonly kubeconfig: string;
  /** Undefined where it is somebody else's. */
  readonly apiServer?: ApiServer;
  close(): Promise<void>;
}

/** An API server that a test may have fail. */
export interface ApiServer {
  /** Ends it at once. */
  stop(): Promise<void>;
  /** Starts it again, and waits until it serves. */
  start(): Promise<void>;
  /** It takes connections, and answers nothing. */
  freeze(): void;
  thaw(): void;
}

/**
 * How to open a cluster: the one that $USCTP_TEST_KUBECONFIG names, or one made of the programs in $KUBEBUILDER_ASSETS, as
 * setup-envtest lays them out. Undefined, and said aloud, where there is neither.
 */
export function clusterOpener(): (() => Promise<Cluster>) | undefined {
  const { USCTP_TEST_KUBECONFIG: kubeconfig, KUBEBUILDER_ASSETS: assets } = process.env;
  if (kubeconfig !== undefined) return async () => ({ kubeconfig, close: async () => {} });
  if (assets !== undefined && programs.every((name) => existsSync(join(assets, name)))) {
    return () => startControlPlane(assets);
  }
  console.log('NOT RUN: the tests against a real Kubernetes need $KUBEBUILDER_ASSETS (etcd, kube-apiserver) or');
  console.log('         $USCTP_TEST_KUBECONFIG');
  return undefined;
}

/** Starts etcd and kube-apiserver on loopback, in a folder of their own, and waits until they serve. */
async function startControlPlane(assets: string): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'usctp-control-plane-'));
  const running = new Map<Program, ChildProcess>();
  const start = (name: Program, args: readonly string[]) => {
    const log = openSync(join(folder, `${name}.log`), 'a');
    running.set(name, spawn(join(assets, name), args, { cwd: folder, stdio: ['ignore', log, log] }));
  };
  const stop = async (name: Program) => {
    const child = running.get(name);
    running.delete(name);
    if (child === undefined || !isRunning(child)) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  };
  const killAll = () => {
    for (const child of running.values()) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  const close = async () => {
    await Promise.all(programs.map(stop));
    process.off('exit', killAll);
    rmSync(folder, { recursive: true });
  };
  try {
    const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
    start('etcd', etcdArguments(client, peer));
    const args = apiServerArguments(folder, client, secure);
    const kubeconfig = writeKubeconfig(folder, secure);
    const startServer = async () => {
      start('kube-apiserver', args);
      await waitUntilReady(kubeconfig, running, folder);
    };
    await startServer();
    const apiServer = {
      stop: () => stop('kube-apiserver'),
      start: startServer,
      freeze: () => running.get('kube-apiserver')?.kill('SIGSTOP'),
      thaw: () => running.get('kube-apiserver')?.kill('SIGCONT'),
    };
    return { kubeconfig, apiServer, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function etcdArguments(client: number, peer: number): string[] {
  const [clients, peers] = [client, peer].map((port) => `http://127.0.0.1:${port}`);
  return [
    ...['--name=etcd', '--data-dir=etcd', '--unsafe-no-fsync'],
    ...[`--listen-client-urls=${clients}`, `--advertise-client-urls=${clients}`],
    ...[`--listen-peer-urls=${peers}`, `--initial-advertise-peer-urls=${peers}`, `--initial-cluster=etcd=${peers}`],
  ];
}

/** One administrator, by token; anybody else by impersonation or by a certificate of the tests' authority. */
function apiServerArguments(folder: string, etcd: number, secure: number): string[] {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  writeFileSync(join(folder, 'accounts.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(join(folder, 'accounts.key'), privateKey.export({ type: 'sec1', format: 'pem' }));
  writeFileSync(join(folder, 'tokens.csv'), 'secret,admin,1,"system:masters"\n');
  return [
    ...[`--etcd-servers=http://127.0.0.1:${etcd}`, '--bind-address=127.0.0.1', `--secure-port=${secure}`],
    ...[`--tls-cert-file=${certificateFile('server.crt')}`, `--tls-private-key-file=${certificateFile('server.key')}`],
    ...[
      `--client-ca-file=${certificateFile('authority.crt')}`,
      '--token-auth-file=tokens.csv',
      '--cert-dir=certificates',
    ],
    ...['--service-account-key-file=accounts.pub', '--service-account-signing-key-file=accounts.key'],
    ...['--service-account-issuer=https://kubernetes.default.svc', '--service-cluster-ip-range=10.96.0.0/16'],
    // Nothing makes the accounts and their tokens that this one demands of pods.
    ...['--authorization-mode=RBAC', '--disable-admission-plugins=ServiceAccount'],
  ];
}

function writeKubeconfig(folder: string, port: number): string {
  const file = join(folder, 'kubeconfig');
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority': certificateFile('authority.crt') };
  const certificate = { 'client-certificate': certificateFile('jane.crt'), 'client-key': certificateFile('jane.key') };
  const content = {
    'current-context': 'admin',
    clusters: [{ name: 'c', cluster }],
    users: [
      { name: 'admin', user: { token: 'secret' } },
      { name: 'jane', user: certificate },
    ],
    contexts: [{ name: 'admin', context: { cluster: 'c', user: 'admin' } }],
  };
  writeFileSync(file, JSON.stringify(content)); // JSON is YAML
  return file;
}

async function waitUntilReady(
  kubeconfig: string,
  running: ReadonlyMap<Program, ChildProcess>,
  folder: string,
): Promise<void> {
  const client = new ApiClient(await findConnection({ kubeconfig }));
  const end = performance.now() + deadline;
  for (;;) {
    const ended = [...running.values()].find((child) => !isRunning(child));
    if (ended !== undefined || performance.now() > end) {
      const logs = programs.map((name) => readFileSync(join(folder, `${name}.log`), 'utf8').slice(-1500));
      throw new Error(`the control plane did not start\n${logs.join('\n')}`);
    }
    try {
      // Pods need the namespace, which the API server makes last.
      await client.request({ path: '/api/v1/namespaces/default' });
      client.close();
      return;
    } catch {
      await pause(100); // it is not there yet, or not ready
    }
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // of a TCP server
  server.close();
  return port;
}
