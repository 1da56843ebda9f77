/** Dedicates Kubernetes nodes to userspace SCTP. */

export type { Clock } from './agent/clock.ts';
export type { ListenOptions } from './agent/http-server.ts';
export type { Log, LogValue } from './agent/log.ts';
export { type AgentOptions, runAgent } from './agent/run-agent.ts';
export { ApiClient, type ApiClientOptions, type ApiRequest } from './client/api-client.ts';
export { type Connection, type ConnectionOptions, findConnection, type ServerIdentity } from './client/connection.ts';
export type { CredentialSource, Credentials } from './client/credentials.ts';
export type { ApiExchange } from './client/http.ts';
export { type ListSelection, listAll, type ObjectList } from './client/list.ts';
export { type WatchEvent, type WatchOptions, watch } from './client/watch.ts';
export { resolveSctpService, watchSctpService } from './discovery/sctp-service.ts';
export { type ServicePlace, srvNameOf } from './discovery/service-name.ts';
export { ApiError, KubernetesError, type KubernetesErrorCode, type StatusObject } from './errors.ts';
export { admissionPolicyManifests, kyvernoPolicyManifest } from './generate/admission-policy.ts';
export type { AdmissionOptions } from './generate/admission-rules.ts';
export { agentManifests } from './generate/agent.ts';
export type { AgentManifestOptions } from './generate/agent-settings.ts';
export type { ApplicationOptions, SctpPort } from './generate/application.ts';
export { type NoSelectorOptions, noSelectorManifests } from './generate/endpoints.ts';
export type { Manifest } from './generate/manifest.ts';
export { type NamespaceOptions, namespaceManifest } from './generate/namespace.ts';
export { type NetworkPolicyOptions, networkPolicyManifest, type PolicyPeer } from './generate/network-policy.ts';
export type { ContainerLike, PodSpecLike, SecurityContextLike, TolerationLike } from './generate/pod-like.ts';
export { forUserspaceSctp, optInLabel, type SctpPodSpec, type UserspaceSctpOptions } from './generate/pod-spec.ts';
export { renderManifests } from './generate/render.ts';
export { type SeccompOptions, seccompProfile } from './generate/seccomp.ts';
export {
  type Architecture,
  renderSeccompProfile,
  type SeccompArgument,
  type SeccompProfile,
  type SeccompRule,
} from './generate/seccomp-profile.ts';
export {
  type ExternalIpsOptions,
  externalIpsServiceManifest,
  headlessServiceManifest,
  type NodePortOptions,
  nodePortServiceManifest,
  type ServiceOptions,
  serviceManifest,
} from './generate/services.ts';
export {
  type DeploymentOptions,
  deploymentManifest,
  type HostPortOptions,
  hostPortManifest,
  type PodOptions,
  podManifest,
} from './generate/workloads.ts';
export { type BlockFormat, blockConfiguration, blockFormats } from './host/block-formats.ts';
export { type Blocking, type BlockOptions, blockNode, unblockNode } from './host/block-node.ts';
export { checkNode, type NodeCheck } from './host/check-node.ts';
export { type HostFiles, hostFilesAt } from './host/host-files.ts';
export type { SocketHolder } from './host/socket-holders.ts';
export { type KernelSctp, type Keys, keysUnder, restrictedPrefix, type SctpStack } from './keys.ts';
export { type Audit, type AuditOptions, audit } from './lint/audit.ts';
export type { ClusterSelection } from './lint/cluster-objects.ts';
export type { LintObject, Path, Position } from './lint/field.ts';
export { type Finding, type LintOptions, lint, lintRules } from './lint/lint.ts';
export { type ManifestFileOptions, readManifestFiles } from './lint/manifest-files.ts';
export { type Manifests, readManifests, type UnreadableDocument } from './lint/read-manifests.ts';
export type { RuleDescription, Severity } from './lint/rule.ts';
export { sarifLog } from './lint/sarif.ts';
export { type ChangeOptions, changeNode, type DryRun, type NodeChange, readNode } from './nodes/change-node.ts';
export { type ConflictingPod, conflictingPods, type Departure, type PodSelection } from './nodes/conflicting-pods.ts';
export { type DedicateOptions, type Dedication, dedicate, release, taintOf } from './nodes/dedicate.ts';
export { dedicateDrained } from './nodes/dedicate-drained.ts';
export { type DrainOptions, type DrainProgress, evictAll, evictConflicting } from './nodes/drain.ts';
export { type RemediateOptions, type Remediation, type RemediationProgress, remediate } from './nodes/remediate.ts';
export { type NodeStatus, nodeStatuses, type StatusSelection, selectNodes, statusesOf } from './nodes/status.ts';
export { waitForAgent } from './nodes/wait-for-agent.ts';
export { watchNodeStatuses } from './nodes/watch-status.ts';
export type { NodeCondition, NodeObject, ObjectMeta, PodObject, Taint, TaintEffect, Toleration } from './objects.ts';
