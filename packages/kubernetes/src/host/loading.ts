import { attempt } from './configuration-folders.ts';
import type { HostFiles } from './host-files.ts';
import { readKernelCommandLine } from './kernel-command-line.ts';
import { findModuleFile } from './kernel-module.ts';
import { blacklistLine, doubtOf, effectOf, installLine, readModprobeConfiguration } from './modprobe-configuration.ts';
import { sctpModule } from './module-name.ts';

/** Whether the module can be loaded, and why. */
export interface Loading {
  /** `autoload-blocked`: sockets do not load it, `modprobe sctp` does. */
  readonly state: 'blocked' | 'autoload-blocked' | 'possible' | 'unknown';
  /** What makes it so, as the end of a sentence. */
  readonly reason: string;
  /** Where it is said, as `/etc/modprobe.d/a.conf:1`, when it is a line of a file. */
  readonly at?: string;
}

/** Whether a module that is not in the kernel now could get there. */
export function judgeLoading(host: HostFiles): Loading {
  return attempt<Loading>(
    () => ofKernel(host) ?? ofModprobe(host),
    (problem) => ({ state: 'unknown', reason: problem }),
  );
}

/** What the kernel itself refuses; undefined when it would take the module. */
function ofKernel(host: HostFiles): Loading | undefined {
  if (host.read('/proc/sys/kernel/modules_disabled')?.trim() === '1') {
    return { state: 'blocked', reason: 'kernel.modules_disabled is 1: no module can be loaded until the next boot' };
  }
  const { isRefused, isNeverStarted } = readKernelCommandLine(host);
  const parameter = isRefused ? 'module_blacklist=sctp' : isNeverStarted ? 'initcall_blacklist=sctp_init' : undefined;
  if (parameter !== undefined) return { state: 'blocked', reason: `the kernel was started with ${parameter}` };
  return undefined;
}

function ofModprobe(host: HostFiles): Loading {
  const configuration = readModprobeConfiguration(host);
  const line = installLine(configuration, sctpModule);
  const effect = line === undefined ? undefined : effectOf(line);
  const doubt = doubtOf(configuration, line);
  if (line !== undefined && doubt === undefined && effect === 'blocks') {
    return { state: 'blocked', reason: `${line.at} has \`${line.text}\``, at: line.at };
  }
  const file = findModuleFile(host);
  if (file === undefined) return { state: 'blocked', reason: 'this kernel has no sctp.ko' };
  if (doubt !== undefined) return { state: 'unknown', reason: doubt };
  if (line !== undefined && effect === 'unclear') {
    return { state: 'unknown', reason: `what \`${line.text}\` (${line.at}) does cannot be told`, at: line.at };
  }
  if (line !== undefined) {
    return { state: 'possible', reason: `${line.at} has \`${line.text}\`, the first such line`, at: line.at };
  }
  const listed = blacklistLine(configuration, sctpModule);
  const isListed = listed !== undefined || readKernelCommandLine(host).isBlacklisted;
  if (!isListed) return { state: 'possible', reason: `${file} is there, and nothing keeps it out` };
  const where = listed?.at ?? 'the kernel command line';
  return {
    state: 'autoload-blocked',
    reason: `${where} blacklists it, which keeps sockets from loading it, but not \`modprobe sctp\``,
    ...(listed !== undefined && { at: listed.at }),
  };
}
