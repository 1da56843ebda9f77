import { forUserspaceSctp, headlessServiceManifest, type Manifest, optInLabel } from '@usctp/kubernetes';
import type { Configuration } from '../configuration/schema.ts';
import { DiameterError } from '../errors.ts';

/** What Kubernetes is told of a server beside its file. */
export interface ManifestOptions {
  readonly name: string;
  readonly namespace: string | undefined;
  /** An image that has the command `usctp-diameter`. */
  readonly image: string;
  /** Of the volume for the store: `1Gi`. */
  readonly storage: string;
}

const configurationFolder = '/etc/usctp-diameter';
const fileName = 'server.yaml';
const preStopSeconds = 5;
/** Over UDP nobody needs root. */
const user = 1000;
/** What the end takes beyond the pause and the drain. */
const marginSeconds = 5;

/**
 * Objects that run the server whose file has this text: it is alone, as no two may have its identity, and has its volume
 * again wherever it is started.
 * @throws DiameterError with code ERR_DIAMETER_CONFIGURATION for a file that cannot work in a pod; RangeError for a name that
 * Kubernetes would not take
 */
export function serverManifests(text: string, configuration: Configuration, options: ManifestOptions): Manifest[] {
  requirePod(configuration);
  const { name, namespace } = options;
  const { listen } = configuration;
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  const isEncapsulated = listen.transport === 'udp';
  const service = headlessServiceManifest({
    ...{ name, namespace, udpPort: listen.udpPort },
    ports: [{ name: 'diameter', port: listen.port }],
    encapsulation: isEncapsulated ? 'udp' : 'none',
  });
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [fileName]: text } },
    service,
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { ...metadata, labels: { app: name } },
      spec: {
        replicas: 1,
        serviceName: name,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name, ...(isEncapsulated ? {} : optInLabel()) } },
          spec: podSpec(configuration, options),
        },
        ...(configuration.store !== undefined && { volumeClaimTemplates: [claim(options.storage)] }),
      },
    },
  ];
}

/** What a server needs to be of use in a pod: its address is not known before, and kubelets ask it over HTTP. */
function requirePod({ listen, http }: Configuration): void {
  const faults: string[] = [];
  if (listen.addresses !== undefined)
    faults.push('listen.addresses: leave it out, as the address of a pod is not known');
  if (http === undefined) faults.push('http is missing: kubelets ask there whether the server is ready');
  else if (http.address.startsWith('127.') || http.address === '::1') {
    faults.push(`http.address is ${http.address}: kubelets ask at the address of the pod, so take 0.0.0.0`);
  }
  if (http?.port === 0) faults.push('http.port is 0: kubelets have to know it');
  if (faults.length > 0) throw new DiameterError('ERR_DIAMETER_CONFIGURATION', faults.join('\n'));
}

function podSpec({ listen, http, store, drain }: Configuration, { name, image }: ManifestOptions) {
  const isEncapsulated = listen.transport === 'udp';
  const probe = (path: string) => ({ httpGet: { path, port: 'http' } });
  const container = {
    name,
    image,
    command: ['usctp-diameter', 'serve', '-c', `${configurationFolder}/${fileName}`],
    ports: [
      isEncapsulated
        ? { name: 'sctp-in-udp', protocol: 'UDP', containerPort: listen.udpPort }
        : { name: 'diameter', protocol: 'SCTP', containerPort: listen.port },
      { name: 'http', protocol: 'TCP', containerPort: http?.port },
    ],
    readinessProbe: probe('/readyz'),
    livenessProbe: probe('/healthz'),
    securityContext: {
      ...(isEncapsulated && { runAsNonRoot: true, runAsUser: user }),
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [
      { name: 'configuration', mountPath: configurationFolder, readOnly: true },
      ...(store === undefined ? [] : [{ name: 'store', mountPath: store }]),
    ],
  };
  const spec = {
    containers: [container],
    volumes: [{ name: 'configuration', configMap: { name } }],
  };
  const adapted = forUserspaceSctp(spec, {
    encapsulation: isEncapsulated ? 'udp' : 'none',
    preStopSeconds,
    gracePeriodSeconds: preStopSeconds + Math.ceil(drain / 1000) + marginSeconds,
  });
  // Who is not root has to own the volume.
  return isEncapsulated ? { ...adapted, securityContext: { fsGroup: user } } : adapted;
}

function claim(storage: string) {
  return {
    metadata: { name: 'store' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  };
}
