import { spawn } from 'node:child_process';
import { KubernetesError } from '../errors.ts';
import type { CredentialSource, Credentials } from './credentials.ts';
import type { ClusterEntry, ExecEntry } from './kubeconfig.ts';

/** Where a plugin's credentials are for, and the environment that it runs in. */
export interface ExecTarget {
  readonly server: URL;
  readonly cluster: ClusterEntry;
  /** Certificates of those who sign the server's. */
  readonly ca: Buffer | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** The object `ExecCredential` that a plugin prints. */
interface ExecCredential {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly status?: {
    readonly expirationTimestamp?: string;
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
  };
}

/** Credentials from a program that prints them, kept until they expire or are refused (client.authentication.k8s.io). */
export function execCredentials(exec: ExecEntry, target: ExecTarget): CredentialSource {
  let kept: { readonly credentials: Credentials; readonly expires: number } | undefined;
  let running: Promise<Credentials> | undefined;
  const run = async (): Promise<Credentials> => {
    const { status = {} } = await runPlugin(exec, target);
    const expires =
      status.expirationTimestamp === undefined ? Number.POSITIVE_INFINITY : Date.parse(status.expirationTimestamp);
    const credentials = credentialsIn(status, exec);
    kept = { credentials, expires };
    return credentials;
  };
  return {
    current: async () => {
      if (kept !== undefined && kept.expires > Date.now()) return kept.credentials;
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    },
    refused: () => {
      kept = undefined;
    },
  };
}

function credentialsIn(status: NonNullable<ExecCredential['status']>, { command }: ExecEntry): Credentials {
  const { token, clientCertificateData: cert, clientKeyData: key } = status;
  if (token === undefined && (cert === undefined || key === undefined)) {
    throw failed(command, 'it printed neither a token nor a certificate with its key');
  }
  return {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}

async function runPlugin(exec: ExecEntry, target: ExecTarget): Promise<ExecCredential> {
  if (typeof exec.command !== 'string') throw failed('of the kubeconfig', 'it names no command');
  const output = await outputOf(exec, environmentOf(exec, target));
  let credential: ExecCredential;
  try {
    credential = JSON.parse(output) as ExecCredential; // checked below
  } catch (error) {
    throw failed(exec.command, 'it did not print JSON', error);
  }
  if (credential?.kind !== 'ExecCredential' || credential.apiVersion !== exec.apiVersion) {
    throw failed(exec.command, `it did not print an ExecCredential of ${exec.apiVersion}`);
  }
  return credential;
}

function environmentOf(exec: ExecEntry, target: ExecTarget): NodeJS.ProcessEnv {
  const { env } = target;
  const spec = {
    interactive: isInteractive(exec),
    ...(exec.provideClusterInfo ? { cluster: clusterInfoOf(target) } : {}),
  };
  const request = { apiVersion: exec.apiVersion, kind: 'ExecCredential', spec };
  const own = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  return { ...env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(request) };
}

/** What the plugin is told of the cluster; fields that are undefined are left out of its JSON. */
function clusterInfoOf({ server, cluster, ca }: ExecTarget): object {
  return {
    server: server.href.replace(/\/$/, ''),
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'proxy-url': cluster['proxy-url'],
    'certificate-authority-data': ca?.toString('base64'),
    config: cluster.extensions?.find(({ name }) => name === 'client.authentication.k8s.io/exec')?.extension,
  };
}

function isInteractive({ interactiveMode = 'IfAvailable', command }: ExecEntry): boolean {
  const hasTerminal = process.stdin.isTTY === true;
  if (interactiveMode === 'Always' && !hasTerminal) throw failed(command, 'it needs a terminal, and there is none');
  return interactiveMode !== 'Never' && hasTerminal;
}

function outputOf(exec: ExecEntry, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const stdin = isInteractive(exec) ? 'inherit' : 'ignore';
    const child = spawn(exec.command, [...(exec.args ?? [])], { env, stdio: [stdin, 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      const hint = error.code === 'ENOENT' && exec.installHint ? `\n${exec.installHint}` : '';
      reject(failed(exec.command, `it cannot be run: ${error.code}${hint}`, error));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(failed(exec.command, `it ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

function failed(command: string, reason: string, cause?: unknown): KubernetesError {
  return new KubernetesError('ERR_KUBERNETES_CREDENTIALS', `the credential plugin ${command} failed: ${reason}`, {
    cause,
  });
}
