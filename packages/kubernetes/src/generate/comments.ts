interface Comment {
  /** Matches the path to the line, which begins with the kind of the object. */
  readonly path: RegExp;
  readonly text: string;
  /** Where it depends on the value of the line. */
  readonly value?: unknown;
}

/** Why lines of manifests are there. */
const comments: readonly Comment[] = [
  { path: /^ClusterRole\.rules$/, text: 'what the node says; its label and condition; where asked for, its taint' },
  { path: /^Role\.rules$/, text: 'the Events of nodes are in this namespace' },
  { path: /^DaemonSet\..*spec\.nodeSelector$/, text: 'what it looks at is of Linux' },
  { path: /^DaemonSet\..*spec\.tolerations$/, text: 'dedicated nodes above all' },
  { path: /^DaemonSet\..*\.terminationGracePeriodSeconds$/, text: 'it ends within one' },
  { path: /^DaemonSet\..*\.livenessProbe$/, text: 'it still looks at the host' },
  { path: /^DaemonSet\..*\.readinessProbe$/, text: 'the API server takes its reports' },
  { path: /^DaemonSet\..*\.volumeMounts\.readOnly$/, text: 'it reads what anybody on the host may' },
  { path: /\.mountPropagation$/, text: 'what the host unmounts must not stay mounted here' },
  { path: /spec\.nodeSelector$/, text: 'nodes whose kernel leaves SCTP to the pods: usctp-k8s dedicate' },
  { path: /spec\.tolerations$/, text: 'their taint keeps others away' },
  { path: /labels\.[^ ]+\/sctp-stack$/, text: 'opts in, where usctp-k8s generate policy is in force' },
  { path: /capabilities\.add$/, text: 'raw sockets; not every container runtime grants it unasked' },
  { path: /securityContext\.runAsUser$/, value: 0, text: 'NET_RAW has no effect for others' },
  { path: /\.allowPrivilegeEscalation$/, value: true, text: 'file capabilities have no effect without' },
  { path: /lifecycle\.preStop$/, text: 'Services learn of the end before SIGTERM' },
  { path: /\.terminationGracePeriodSeconds$/, text: 'that pause, then SHUTDOWN to every peer' },
  { path: /\.readinessProbe$/, text: 'the kubelet has no probe for SCTP' },
  { path: /\.clusterIP$/, value: 'None', text: 'peers find the pods by A and AAAA, the port by SRV' },
  { path: /\.ipFamilyPolicy$/, text: 'Kubernetes 1.21 or newer' },
  { path: /\.externalTrafficPolicy$/, value: 'Local', text: 'only nodes with a pod answer; peers keep their address' },
  { path: /\.externalTrafficPolicy$/, value: 'Cluster', text: 'peers get the address of a node, and another port' },
  { path: /spec\.externalIPs$/, text: 'the network has to route these to nodes' },
  { path: /spec\.affinity$/, text: 'the port of a node is for one pod' },
  {
    path: /matchConditions\.name$/,
    value: 'not-a-kubelet',
    text: 'kubelets show static pods by mirror pods, which tolerate all taints',
  },
  { path: /spec\.matchResources$/, text: 'what has to be on every node, as kube-proxy and network plugins' },
  { path: /spec\.validationFailureAction$/, text: 'in the place where every release of Kyverno looks' },
  { path: /rules\.exclude$/, text: 'kubelets, and what has to be on every node' },
  { path: /spec\.policyTypes$/, text: 'no other protocol or port is let in; usctp probe runs in the pod' },
  {
    path: /\.pod-security\.kubernetes\.io\/enforce$/,
    value: 'privileged',
    text: 'baseline forbids NET_RAW, and mounts of the host',
  },
  { path: /\.pod-security\.kubernetes\.io\/enforce$/, value: 'restricted', text: 'SCTP in UDP needs no privilege' },
  { path: /rollingUpdate\.maxSurge$/, text: 'an old pod has the port until it has ended' },
];

/** The comment for a line of a manifest, by the keys that lead to it; undefined where it speaks for itself. */
export function commentOf(path: string, value: unknown): string | undefined {
  return comments.find((comment) => comment.path.test(path) && ('value' in comment ? comment.value === value : true))
    ?.text;
}
