/** Stable codes of every {@link KubernetesError}; a program may switch on them. */
export type KubernetesErrorCode =
  /** A kubeconfig file, or what it names, cannot be read or is not one. */
  | 'ERR_KUBECONFIG'
  /** Credentials cannot be had: an exec plugin failed, a token file is missing. */
  | 'ERR_KUBERNETES_CREDENTIALS'
  /** The API server cannot be reached, or broke off. */
  | 'ERR_KUBERNETES_CONNECTION'
  /** The API server did not answer in time. */
  | 'ERR_KUBERNETES_TIMEOUT'
  /** A node is dedicated otherwise, and was not to be changed, or not to lose what it is for. */
  | 'ERR_KUBERNETES_CONFLICT'
  /** A file of the host cannot be written, or has other lines than it was written with. */
  | 'ERR_KUBERNETES_HOST'
  /** Pods of a node that was to be drained stay, or may not be evicted. */
  | 'ERR_KUBERNETES_DRAIN'
  /** A reboot does not free a node of its kernel's SCTP, or it cannot be told whether it has: see the message. */
  | 'ERR_KUBERNETES_REMEDIATION'
  /** A file of manifests cannot be read. */
  | 'ERR_KUBERNETES_MANIFEST';

/** What goes wrong on the way to the API server, with a stable `code`; what the server refuses is an {@link ApiError}. */
export class KubernetesError extends Error {
  readonly code: KubernetesErrorCode;

  constructor(code: KubernetesErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KubernetesError';
    this.code = code;
  }
}

/** The object `Status` of the API server, as far as it says why. */
export interface StatusObject {
  readonly message?: string;
  /** A word like `NotFound`, `Conflict`, `Forbidden`, `TooManyRequests`, `Expired`. */
  readonly reason?: string;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string }[];
  };
}

/** A request that the API server has refused. */
export class ApiError extends Error {
  /** HTTP status code, 400–599. */
  readonly status: number;
  /** What the server said; empty where it sent no Status object, as a proxy in between does. */
  readonly details: StatusObject;
  /** Seconds after which the server wants to be asked again; undefined where it does not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, request: string, details: StatusObject, retryAfterSeconds: number | undefined) {
    super(`${request}: ${details.message ?? `the API server answered with status ${status}`}`);
    this.name = 'ApiError';
    this.status = status;
    this.details = details;
    this.retryAfterSeconds = details.details?.retryAfterSeconds ?? retryAfterSeconds;
  }
}

/** Whether the error is a refusal of the API server with one of these HTTP status codes. */
export function isApiError(error: unknown, ...statuses: readonly number[]): error is ApiError {
  return error instanceof ApiError && (statuses.length === 0 || statuses.includes(error.status));
}
