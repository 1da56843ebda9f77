import { type AgentErrand, agentPermissions } from '../agent-permissions.ts';
import { ApiError, type KubernetesError } from '../errors.ts';

/** Why a request has failed, as a label of a metric has it. */
export const failureReasons = [
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'too_many_requests',
  'server_error',
  'connection',
  'timeout',
  'credentials',
  'other',
] as const;

export type FailureReason = (typeof failureReasons)[number];

/** A request of the agent that has failed; the message says what to do about it, where that is known. */
export class ErrandError extends Error {
  readonly reason: FailureReason;
  /** How long the API server wants to be left alone, in ms; 0 when it does not say. */
  readonly retryAfter: number;

  constructor(errand: AgentErrand, cause: ApiError | KubernetesError) {
    const reason = reasonFor(cause);
    const advice = adviceFor(reason, errand);
    super(advice === undefined ? cause.message : `${cause.message}; ${advice}`, { cause });
    this.name = 'ErrandError';
    this.reason = reason;
    this.retryAfter = cause instanceof ApiError ? (cause.retryAfterSeconds ?? 0) * 1000 : 0;
  }
}

const byStatus: Readonly<Record<number, FailureReason>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  429: 'too_many_requests',
};

function reasonFor(error: ApiError | KubernetesError): FailureReason {
  if (error instanceof ApiError) return byStatus[error.status] ?? (error.status >= 500 ? 'server_error' : 'other');
  if (error.code === 'ERR_KUBERNETES_TIMEOUT') return 'timeout';
  return error.code === 'ERR_KUBERNETES_CREDENTIALS' ? 'credentials' : 'connection';
}

function adviceFor(reason: FailureReason, errand: AgentErrand): string | undefined {
  if (reason === 'unauthorized') return 'is the token of the account valid, and the clock of the node right?';
  if (reason === 'not_found') return 'is --node-name the name that the node has in the cluster?';
  if (reason !== 'forbidden') return undefined;
  const { resources, verbs } = agentPermissions[errand];
  const rule = `apiGroups: [""], resources: [${resources.join(', ')}], verbs: [${verbs.join(', ')}]`;
  return `the role of the agent's account needs the rule {${rule}}; usctp-k8s generate agent prints it`;
}
