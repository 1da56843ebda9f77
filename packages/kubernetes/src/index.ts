/** Dedicates Kubernetes nodes to userspace SCTP, and keeps the kernel's SCTP module off them. */

export { ApiClient, type ApiClientOptions, type ApiRequest } from './client/api-client.ts';
export { type Connection, type ConnectionOptions, findConnection, type ServerIdentity } from './client/connection.ts';
export { type ListSelection, listAll, type ObjectList } from './client/list.ts';
export { type WatchEvent, type WatchOptions, watch } from './client/watch.ts';
export { ApiError, KubernetesError, type KubernetesErrorCode, type StatusObject } from './errors.ts';
