import type { Finding } from './finding.ts';
import { type Host, mountProc } from './host.ts';
import { isPod } from './kubernetes-check.ts';

/** Bit of CAP_NET_RAW in the masks of /proc/self/status (capability.h). */
const capNetRaw = 13n;
/** What helps where raw IP does not work. */
export const useUdp = 'use UDP, which needs neither addon nor privilege: --transport udp';

/** Whether CAP_NET_RAW is there, and what to do where it is not. `isOpened` tells whether a raw socket was opened; undefined when that could not be tried. */
export function judgeCapability(host: Host, severity: Finding['severity'], isOpened: boolean | undefined): Finding {
  const check = 'capability';
  const isEffective = hasCapability(host, 'CapEff');
  if (isOpened ?? isEffective) return { check, severity: 'ok', text: 'CAP_NET_RAW is effective' };
  if (isEffective === undefined && isOpened === undefined) {
    const text = 'the capabilities of this process cannot be read from /proc/self/status';
    return { check, severity: 'unknown', text, remedy: mountProc };
  }
  if (isEffective) {
    const text = 'CAP_NET_RAW is effective, but not here: the network belongs to another user namespace';
    return { check, severity, text, remedy: `run it outside of the user namespace, or ${useUdp}` };
  }
  const text = 'CAP_NET_RAW is not effective';
  if (hasCapability(host, 'CapBnd') === false) {
    const why = `${text}, and whoever started this has ruled it out (its bounding set)`;
    return { check, severity, text: why, remedy: isPod(host) ? addInPod : addByStarter };
  }
  const setcap = `setcap cap_net_raw+ep ${host.execPath}`;
  if (/^NoNewPrivs:\s*1$/m.test(host.read('/proc/self/status') ?? '')) {
    const why = `${text}, and no file can give it, as no_new_privs is set`;
    return { check, severity, text: why, remedy: isPod(host) ? allowInPod(setcap) : allowByStarter };
  }
  return { check, severity, text, remedy: isPod(host) ? `in the image: RUN ${setcap}` : `sudo ${setcap}` };
}

const addByStarter = 'docker run --cap-add NET_RAW, or CapabilityBoundingSet=CAP_NET_RAW in the unit of systemd';
const allowByStarter =
  'AmbientCapabilities=CAP_NET_RAW in the unit of systemd, or docker run without --security-opt no-new-privileges';
const addInPod = patchPod('"capabilities":{"add":["NET_RAW"]}');

/** Kubernetes gives a capability to root alone: whoever else runs node needs it from the file. */
function allowInPod(setcap: string): string {
  return `in the image: RUN ${setcap}, then ${patchPod('"allowPrivilegeEscalation":true')}`;
}

/** Merges, so that what else stands in the context stays. */
function patchPod(setting: string): string {
  const containers = `"containers":[{"name":"CONTAINER","securityContext":{${setting}}}]`;
  return `kubectl patch deployment NAME -p '{"spec":{"template":{"spec":{${containers}}}}}'`;
}

/** By a mask of /proc/self/status, and not by who the user is; undefined when it cannot be read. */
function hasCapability(host: Host, mask: 'CapEff' | 'CapBnd'): boolean | undefined {
  const [, bits] = new RegExp(`^${mask}:\\s*([0-9a-f]+)$`, 'm').exec(host.read('/proc/self/status') ?? '') ?? [];
  return bits === undefined ? undefined : ((BigInt(`0x${bits}`) >> capNetRaw) & 1n) === 1n;
}
