/** A rule of a role. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What an agent does at the API server, and the rule that each takes. */
export const agentPermissions = {
  /** What the node says already: since when a condition is so, and whether a change is one. */
  read: { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
  /** Label, annotations and condition at once; permission for `nodes` does not cover it. */
  report: { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
  /** In the namespace `default`, where the events of nodes are. */
  tell: { apiGroups: [''], resources: ['events'], verbs: ['create'] },
  /** With the option only. */
  taint: { apiGroups: [''], resources: ['nodes'], verbs: ['patch'] },
} as const satisfies Readonly<Record<string, PolicyRule>>;

/** Something that an agent does at the API server. */
export type AgentErrand = keyof typeof agentPermissions;
