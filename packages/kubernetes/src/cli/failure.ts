import { ApiError, KubernetesError } from '../errors.ts';

/** Ends the command with an exit code, after all that is to be told of it has been. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(exitCode = 1) {
    super('the command failed');
    this.exitCode = exitCode;
  }
}

/** An error as kubectl words it. @throws the error when it is none of ours. */
export function describeError(error: Error): string {
  if (error instanceof KubernetesError) return `error: ${error.message}`;
  if (!(error instanceof ApiError)) throw error;
  const { reason, message } = error.details;
  const text = `Error from server${reason === undefined ? '' : ` (${reason})`}: ${message ?? error.message}`;
  if (error.status === 403)
    return `${text}\nThe README of @usctp/kubernetes has the ClusterRole that each command needs.`;
  return text;
}
