import { type Keys, keysUnder } from '../keys.ts';
import type { AgentSettings } from './agent-settings.ts';

/** Somebody who has nothing on a host. */
const nobody = 65_534;

const hostRoot = '/host';

/** The pod of an agent: it reads the host's files as anybody could, and has no way to change any. */
export function agentPodSpec(settings: AgentSettings): Readonly<Record<string, unknown>> {
  const { name, image, port, priorityClass } = settings;
  return {
    serviceAccountName: name,
    ...(priorityClass !== undefined && { priorityClassName: priorityClass }),
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ operator: 'Exists' }],
    terminationGracePeriodSeconds: 5,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: nobody,
      runAsGroup: nobody,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'agent',
        image,
        args: argumentsOf(settings),
        env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        ports: [{ name: 'metrics', containerPort: port, protocol: 'TCP' }],
        livenessProbe: { ...probeOf('/healthz'), failureThreshold: 3 },
        readinessProbe: probeOf('/readyz'),
        resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '128Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [{ name: 'host', mountPath: hostRoot, readOnly: true, mountPropagation: 'HostToContainer' }],
      },
    ],
    volumes: [{ name: 'host', hostPath: { path: '/', type: 'Directory' } }],
  };
}

function probeOf(path: string): object {
  return { httpGet: { path, port: 'metrics' }, periodSeconds: 10 };
}

function argumentsOf({ port, heartbeatSeconds, taintsWhenLoaded, keys }: AgentSettings): string[] {
  return [
    ...['agent', `--host-root=${hostRoot}`, `--port=${port}`, `--heartbeat=${heartbeatSeconds}s`],
    ...(taintsWhenLoaded ? ['--taint-when-loaded'] : []),
    ...keyArguments(keys),
  ];
}

/** The prefix where that says it all, else each key that is not as it is without a word. */
function keyArguments(keys: Keys): string[] {
  const [prefix, name] = keys.stack.split('/');
  const own = ownKeys(keys, keysUnder());
  if (own.length === 0) return [];
  if (name !== undefined && ownKeys(keys, keysUnder(prefix)).length === 0) return [`--key-prefix=${prefix}`];
  return own.map(([what, key]) => `--key=${what}=${key}`);
}

function ownKeys(keys: Keys, known: Keys): (readonly [string, string])[] {
  return Object.entries(keys).filter(([what, key]) => known[what as keyof Keys] !== key); // `as`: of the same type
}
