import { type Check, type Finding, problemOf } from './finding.ts';
import type { Host } from './host.ts';

/** In the order in which a file hides those of its name in the others (modprobe.d(5)). */
const configFolders = [
  '/etc/modprobe.d',
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d',
];
/** The name is early in the order of files: of several `install` lines for a module the first one counts. */
const keepOut = "echo 'install sctp /bin/false' | sudo tee /etc/modprobe.d/00-sctp.conf";
const check = 'kernel-sctp';

/** Whether the SCTP of the kernel is active: it then sends ABORT for every packet that is not its own. */
export function isKernelSctpActive(host: Host): boolean {
  if (host.exists('/proc/net/sctp') || /^sctp /im.test(host.read('/proc/modules') ?? '')) return true;
  if (/^SCTP/m.test(host.read('/proc/net/protocols') ?? '')) return true;
  // What is built in is there even when it was passed over.
  return host.exists('/sys/module/sctp') && !isPassedOver(host);
}

/** Whether the kernel was started so that it never starts its SCTP. */
function isPassedOver(host: Host): boolean {
  return /(^|\s)initcall_blacklist="?([^\s"]*,)?sctp_init([\s",]|$)/.test(host.read('/proc/cmdline') ?? '');
}

/** The kernel's SCTP: active, or able to become so when any program on the host asks for an SCTP socket. */
export const checkKernelSctp: Check = (host, purpose) => {
  if (host.platform !== 'linux') return [{ check, severity: 'ok', text: `there is none on ${host.platform}` }];
  if (isKernelSctpActive(host)) return [judgeActive(host, problemOf('raw', purpose))];
  return [judgeInactive(host)];
};

function judgeActive(host: Host, severity: Finding['severity']): Finding {
  const text = 'the SCTP of the kernel is active: it sends ABORT to the peers of associations that it does not know';
  if (isBuiltIn(host)) {
    const remedy = 'it is built into the kernel and cannot be unloaded: --transport udp';
    return { check, severity, text, remedy };
  }
  // Its control socket in each network namespace holds the module: `modprobe -r sctp` finds it in use for ever.
  return { check, severity, text, remedy: `${keepOut} && sudo reboot` };
}

function judgeInactive(host: Host): Finding {
  if (/^# CONFIG_IP_SCTP is not set$/m.test(kernelConfig(host) ?? '')) {
    return { check, severity: 'ok', text: 'this kernel is built without SCTP' };
  }
  if (isPassedOver(host)) {
    return { check, severity: 'ok', text: 'it is not started, and kept out by `initcall_blacklist` of the kernel' };
  }
  if (host.read('/proc/sys/kernel/modules_disabled')?.trim() === '1') {
    return { check, severity: 'ok', text: 'it is not loaded, and the kernel takes no more modules' };
  }
  const installed = modprobeLines(host).find((line) => /^install\s+sctp\s+\S/.test(line));
  if (installed !== undefined && /^install\s+sctp\s+\S*\/(false|true)\b/.test(installed)) {
    return { check, severity: 'ok', text: `it is not loaded, and kept out by \`${installed}\`` };
  }
  const folder = `/lib/modules/${host.kernelRelease}`;
  const files = host.list(`${folder}/kernel/net/sctp`);
  if (files?.some((name) => /^sctp\.ko(\.\w+)?$/.test(name))) return judgeLoadable(host, folder);
  if (host.exists(folder)) return { check, severity: 'ok', text: `it is not loaded, and not in ${folder}` };
  return {
    check,
    severity: 'unknown',
    text: `it is not loaded; whether it can be is not to be seen here, as ${folder} is missing`,
    remedy: `on the host itself: ${keepOut}`,
  };
}

/** `blacklist` ignores the aliases by which the kernel asks for a module, not its name (modprobe.d(5)). */
function judgeLoadable(host: Host, folder: string): Finding {
  const isBlacklisted = modprobeLines(host).some((line) => /^blacklist\s+sctp\b/.test(line));
  const text = isBlacklisted
    ? 'it is not loaded, and blacklisted, but `modprobe sctp` loads it'
    : `it is not loaded, but in ${folder}: the first program that asks for an SCTP socket loads it`;
  return { check, severity: 'warning', text, remedy: keepOut };
}

function isBuiltIn(host: Host): boolean {
  if (/^CONFIG_IP_SCTP=y$/m.test(kernelConfig(host) ?? '')) return true;
  return /\/sctp\.ko$/m.test(host.read(`/lib/modules/${host.kernelRelease}/modules.builtin`) ?? '');
}

function kernelConfig(host: Host): string | undefined {
  return host.read('/proc/config.gz') ?? host.read(`/boot/config-${host.kernelRelease}`);
}

/** In the order in which modprobe takes them: by the names of their files, whatever folder these are in. */
function modprobeLines(host: Host): string[] {
  const files = new Map<string, string>();
  for (const folder of configFolders) {
    for (const name of host.list(folder) ?? []) {
      if (name.endsWith('.conf') && !files.has(name)) files.set(name, `${folder}/${name}`);
    }
  }
  return [...files.keys()]
    .sort()
    .flatMap((name) => (host.read(files.get(name) ?? '') ?? '').split('\n').map((line) => line.trim()));
}
