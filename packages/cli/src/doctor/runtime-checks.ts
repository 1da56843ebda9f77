import { SctpError } from 'usctp';
import { type Check, type Finding, problemOf } from './finding.ts';
import type { Host } from './host.ts';
import { isPod } from './kubernetes-check.ts';

const oldestNode = [20, 19] as const;
/** Bit of CAP_NET_RAW in the masks of /proc/self/status (capability.h). */
const capNetRaw = 13n;
const useUdp = 'use UDP, which needs neither addon nor privilege: --transport udp';

/** Node.js as old as the package allows, or newer. */
export const checkNode: Check = ({ nodeVersion }) => {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const finding = { check: 'node', text: `Node.js ${nodeVersion}` };
  if (isNewEnough) return [{ ...finding, severity: 'ok' }];
  const remedy = 'nvm install 22';
  return [{ ...finding, severity: 'problem', text: `${finding.text} is older than ${oldestNode.join('.')}`, remedy }];
};

/** Whether raw sockets can be opened: by the addon, and with the privilege. */
export const checkRawSocket: Check = async (host, purpose) => {
  const severity = problemOf('raw', purpose);
  if (host.platform !== 'linux') {
    const text = `raw IP works on Linux, not on ${host.platform}`;
    return [{ check: 'addon', severity, text, remedy: useUdp }];
  }
  const result = await host.openRaw();
  const error = 'error' in result ? result.error : undefined;
  const code = error instanceof SctpError ? error.code : undefined;
  if (error === undefined || code === 'ERR_SCTP_NO_PRIVILEGE') {
    const addon: Finding = { check: 'addon', severity: 'ok', text: 'the addon raw-socket loads' };
    return [addon, judgeCapability(host, severity, error === undefined)];
  }
  const text = error instanceof Error ? error.message : String(error);
  const isUnbuilt = text.includes('is not built');
  const install = `sudo apt-get install -y python3 make g++ && npm ${isUnbuilt ? 'rebuild' : 'install'} raw-socket`;
  const remedy = code === 'ERR_SCTP_NO_RAW_SOCKET' ? install : useUdp;
  return [{ check: 'addon', severity, text, remedy }, judgeCapability(host, severity, undefined)];
};

/** `isOpened` tells whether a raw socket was opened; undefined when that could not be tried. */
function judgeCapability(host: Host, severity: Finding['severity'], isOpened: boolean | undefined): Finding {
  const check = 'capability';
  const isEffective = hasCapability(host, 'CapEff');
  if (isOpened ?? isEffective) return { check, severity: 'ok', text: 'CAP_NET_RAW is effective' };
  if (isEffective === undefined && isOpened === undefined) {
    const text = 'the capabilities of this process cannot be read from /proc/self/status';
    return { check, severity: 'unknown', text, remedy: 'sudo mount -t proc proc /proc' };
  }
  if (isEffective) {
    const text = 'CAP_NET_RAW is effective, but not here: the network belongs to another user namespace';
    return { check, severity, text, remedy: `run it outside of the user namespace, or ${useUdp}` };
  }
  if (isPod(host)) return { check, severity, text: 'CAP_NET_RAW is not effective', remedy: podRemedy };
  if (hasCapability(host, 'CapBnd') === false) {
    const text = 'CAP_NET_RAW is not effective, and whoever started this has ruled it out (its bounding set)';
    const remedy = 'docker run --cap-add NET_RAW, or CapabilityBoundingSet=CAP_NET_RAW in the unit of systemd';
    return { check, severity, text, remedy };
  }
  return { check, severity, text: 'CAP_NET_RAW is not effective', remedy: setcap };
}

const setcap = 'sudo setcap cap_net_raw+ep "$(readlink -f "$(command -v node)")"';

const podRemedy =
  'kubectl patch deployment NAME --type json -p \'[{"op":"add","path":' +
  '"/spec/template/spec/containers/0/securityContext","value":{"capabilities":{"add":["NET_RAW"]}}}]\'';

/** By a mask of /proc/self/status, and not by who the user is; undefined when it cannot be read. */
function hasCapability(host: Host, mask: 'CapEff' | 'CapBnd'): boolean | undefined {
  const [, bits] = new RegExp(`^${mask}:\\s*([0-9a-f]+)$`, 'm').exec(host.read('/proc/self/status') ?? '') ?? [];
  return bits === undefined ? undefined : ((BigInt(`0x${bits}`) >> capNetRaw) & 1n) === 1n;
}
