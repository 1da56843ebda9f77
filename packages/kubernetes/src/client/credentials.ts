import { KubernetesError } from '../errors.ts';
import { type ExecTarget, execCredentials } from './exec-plugin.ts';
import { fileOrData } from './file-or-data.ts';
import type { UserEntry } from './kubeconfig.ts';
import { tokenFileCredentials } from './token-file.ts';

/** What proves who we are: headers, or a client certificate with its key (PEM), or both. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly cert?: Buffer | string;
  readonly key?: Buffer | string;
}

/** Where credentials come from, each time that a request needs some. */
export interface CredentialSource {
  /** @throws KubernetesError `ERR_KUBERNETES_CREDENTIALS` when there are none to be had. */
  current(): Promise<Credentials>;
  /** The API server has refused them (401): the next ones are to be new, if that is possible. */
  refused(): void;
}

/**
 * The credentials of a user of a kubeconfig; without any, requests are anonymous.
 * @throws KubernetesError `ERR_KUBECONFIG` for what cannot be used.
 */
export async function credentialsOf(user: UserEntry, target: ExecTarget): Promise<CredentialSource> {
  if (user['auth-provider'] !== undefined) {
    const { name } = user['auth-provider'];
    const reason = `the auth-provider ${name} was removed in Kubernetes 1.26; its vendor has an exec plugin instead`;
    throw new KubernetesError('ERR_KUBECONFIG', reason);
  }
  if (user.exec !== undefined) return execCredentials(user.exec, target);
  if (user.tokenFile) return tokenFileCredentials(user.tokenFile);
  return constantCredentials({ ...(await certificateOf(user)), headers: headersOf(user) });
}

/** A bearer token, as it was given. */
export function tokenCredentials(token: string): CredentialSource {
  return constantCredentials({ headers: headersOf({ token }) });
}

async function certificateOf(user: UserEntry): Promise<Omit<Credentials, 'headers'>> {
  const cert = await fileOrData(user['client-certificate'], user['client-certificate-data']);
  const key = await fileOrData(user['client-key'], user['client-key-data']);
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined) {
    const missing = cert === undefined ? 'client-certificate' : 'client-key';
    throw new KubernetesError('ERR_KUBECONFIG', `the user of the kubeconfig has no ${missing}`);
  }
  return { cert, key };
}

function headersOf({ token, username, password }: UserEntry): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` };
  if (!username) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}

function constantCredentials(credentials: Credentials): CredentialSource {
  return { current: async () => credentials, refused: () => {} };
}
