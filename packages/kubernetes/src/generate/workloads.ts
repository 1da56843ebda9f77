import { type Application, type ApplicationOptions, resolveApplication } from './application.ts';
import type { Manifest } from './manifest.ts';
import { dnsLabel, imageName, wholeNumber } from './names.ts';
import { forUserspaceSctp, optInLabel, type UserspaceSctpOptions } from './pod-spec.ts';
import { probeOf } from './probe.ts';

/** What is said of the pods of an application. */
export interface PodOptions
  extends Omit<ApplicationOptions, 'cni'>,
    Pick<UserspaceSctpOptions, 'preStopSeconds' | 'gracePeriodSeconds'> {
  readonly image: string;
  /** Program and arguments; default: the image's. */
  readonly command?: readonly string[] | undefined;
  /**
   * `usctp`: the pod is ready when `usctp probe`, which the image has to have, gets an answer from each port; default.
   * `none`: no probe.
   */
  readonly probe?: 'usctp' | 'none' | undefined;
  /** Address that the probe asks, in the pod; default 127.0.0.1. */
  readonly probeAddress?: string | undefined;
  /**
   * User that runs it, not root; over IP the program that opens sockets needs the file capability `cap_net_raw+ep` then.
   * Default: root over IP, 1000 over UDP.
   */
  readonly runAsUser?: number | undefined;
  /** Profile of seccomp below the kubelet's folder for them; default: the runtime's. */
  readonly localhostProfile?: string | undefined;
}

/** A pod on a dedicated node; within UDP, on any. @throws RangeError that names what would not be taken. */
export function podManifest(options: PodOptions): Manifest {
  const application = resolveApplication(options);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...application.metadata, labels: podLabels(application) },
    spec: podSpec(options, application),
  };
}

/** What is said of a Deployment. */
export interface DeploymentOptions extends PodOptions {
  /** 0–1000, default 1. */
  readonly replicas?: number | undefined;
}

/** A Deployment of such pods. @throws RangeError that names what would not be taken. */
export function deploymentManifest(options: DeploymentOptions): Manifest {
  return deployment(options, {});
}

/** What is said of a Deployment that has ports of its nodes. */
export interface HostPortOptions extends DeploymentOptions {
  /** Port of the node, for an application of one port; default: the pod's. */
  readonly hostPort?: number | undefined;
}

/**
 * A Deployment whose pods are reached by the address of their node: one pod on a node, and an old one ends before a new one
 * begins, as both cannot have the port. @throws RangeError that names what would not be taken.
 */
export function hostPortManifest(options: HostPortOptions): Manifest {
  const { hostPort } = options;
  const { exposed, selector } = resolveApplication(options);
  if (hostPort !== undefined && exposed.length > 1) {
    throw new RangeError(`host port ${hostPort} can be for one port only, not for ${exposed.length}`);
  }
  if (hostPort !== undefined) wholeNumber('host port', hostPort, 1, 65_535);
  const term = { labelSelector: { matchLabels: selector }, topologyKey: 'kubernetes.io/hostname' };
  return deployment(options, {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    hostPortOf: (port) => hostPort ?? port,
  });
}

/** What a Deployment on ports of nodes has beyond another one. */
interface HostPortSettings {
  readonly strategy?: object;
  readonly affinity?: object;
  readonly hostPortOf?: (port: number) => number;
}

function deployment(options: DeploymentOptions, { strategy, ...settings }: HostPortSettings): Manifest {
  const application = resolveApplication(options);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...application.metadata, labels: application.selector },
    spec: {
      replicas: wholeNumber('the number of replicas', options.replicas ?? 1, 0, 1000),
      selector: { matchLabels: application.selector },
      ...(strategy && { strategy }),
      template: { metadata: { labels: podLabels(application) }, spec: podSpec(options, application, settings) },
    },
  };
}

function podLabels({ selector, isEncapsulated, keys }: Application): Readonly<Record<string, string>> {
  return isEncapsulated ? selector : { ...selector, ...optInLabel(keys) };
}

function podSpec(
  options: PodOptions,
  application: Application,
  { affinity, hostPortOf }: HostPortSettings = {},
): NonNullable<Manifest['spec']> {
  const { name, image, command, runAsUser, localhostProfile } = options;
  const { exposed, isEncapsulated, keys } = application;
  const user = userOf(runAsUser, isEncapsulated);
  const probe = probeOf(options, application);
  const seccompProfile = localhostProfile === undefined ? { seccompProfile: { type: 'RuntimeDefault' } } : {};
  const container = {
    name: dnsLabel('the name', name),
    image: imageName(image),
    ...(command !== undefined && command.length > 0 && { command }),
    ports: exposed.map(({ name, protocol, targetPort }) => ({
      name,
      protocol,
      containerPort: targetPort,
      ...(hostPortOf && { hostPort: hostPortOf(targetPort) }),
    })),
    ...(probe && { readinessProbe: probe }),
    securityContext: { ...user, ...seccompProfile },
  };
  const { containers, ...rest } = forUserspaceSctp(
    { ...(affinity && { affinity }), containers: [container] },
    {
      encapsulation: isEncapsulated ? 'udp' : 'none',
      hasFileCapability: runAsUser !== undefined,
      localhostProfile,
      preStopSeconds: options.preStopSeconds,
      gracePeriodSeconds: options.gracePeriodSeconds,
      keys,
    },
  );
  return { ...rest, containers };
}

/** Within UDP nobody needs root: the pod may be in a namespace of the level restricted. */
function userOf(
  runAsUser: number | undefined,
  isEncapsulated: boolean,
): { readonly runAsNonRoot?: boolean; readonly runAsUser?: number } {
  if (runAsUser === undefined && !isEncapsulated) return {};
  return { runAsNonRoot: true, runAsUser: wholeNumber('user', runAsUser ?? 1000, 1, 2 ** 31 - 1) };
}
