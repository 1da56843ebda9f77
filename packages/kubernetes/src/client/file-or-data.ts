import { readFile } from 'node:fs/promises';
import { KubernetesError } from '../errors.ts';

/**
 * What a pair of entries of a kubeconfig like `client-key` and `client-key-data` holds; the data counts where there are
 * both, undefined is given where there is neither.
 * @throws KubernetesError `ERR_KUBECONFIG` for a file that cannot be read.
 */
export async function fileOrData(file: string | undefined, data: string | undefined): Promise<Buffer | undefined> {
  if (data) return Buffer.from(data, 'base64');
  if (!file) return undefined;
  try {
    return await readFile(file);
  } catch (error) {
    throw new KubernetesError('ERR_KUBECONFIG', `${file}, which the kubeconfig names, cannot be read`, {
      cause: error,
    });
  }
}
