import type { Check } from './finding.ts';
import type { Host } from './host.ts';

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Whether this runs in a pod of Kubernetes. */
export function isPod(host: Host): boolean {
  return host.environment.KUBERNETES_SERVICE_HOST !== undefined || host.exists(serviceAccount);
}

/** Where this runs: a pod shares the kernel, and so its SCTP module, with its node. */
export const checkKubernetes: Check = (host) => {
  const text = isPod(host)
    ? 'this is a pod: the kernel module sctp and conntrack are those of its node'
    : 'this is no pod of Kubernetes';
  return [{ check: 'kubernetes', severity: 'ok', text }];
};
