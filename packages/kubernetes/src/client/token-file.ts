import { readFile } from 'node:fs/promises';
import { KubernetesError } from '../errors.ts';
import type { CredentialSource } from './credentials.ts';

/** How long a token that was read from a file is used, in ms: the kubelet renews it long before it expires. */
const tokenAge = 60_000;

/** Bearer tokens from a file that somebody keeps up to date, read once a minute at most. */
export function tokenFileCredentials(file: string): CredentialSource {
  let token: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    current: async () => {
      if (token === undefined || performance.now() - readAt > tokenAge) {
        token = await readToken(file);
        readAt = performance.now();
      }
      return { headers: { authorization: `Bearer ${token}` } };
    },
    refused: () => {
      token = undefined;
    },
  };
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new KubernetesError('ERR_KUBERNETES_CREDENTIALS', `the token ${file} cannot be read`, { cause: error });
  }
}
