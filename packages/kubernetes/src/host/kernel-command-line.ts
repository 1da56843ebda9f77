import type { HostFiles } from './host-files.ts';
import { sctpInitcall, sctpModule } from './module-name.ts';

/** What the kernel was started with that is about the module. */
export interface KernelCommandLine {
  /** `module_blacklist`: the kernel itself refuses the module, whoever wants it. */
  readonly isRefused: boolean;
  /** `initcall_blacklist`: the kernel never starts it, be it built in. */
  readonly isNeverStarted: boolean;
  /** `modprobe.blacklist`: as a line `blacklist` of modprobe.d. */
  readonly isBlacklisted: boolean;
  /** `modules_load`: systemd loads it at boot. */
  readonly isLoaded: boolean;
}

/** @throws UnreadableError */
export function readKernelCommandLine(host: HostFiles): KernelCommandLine {
  const words = (host.read('/proc/cmdline') ?? '').split(/\s+/);
  const names = (pattern: RegExp) =>
    words.flatMap((word) => (pattern.test(word) ? word.slice(word.indexOf('=') + 1).split(',') : []));
  // The kernel takes a quoted value without its quotes, libkmod with them; and it knows no `-` for `_`.
  const kernelNames = (pattern: RegExp) => names(pattern).map((name) => name.replaceAll('"', ''));
  return {
    isRefused: kernelNames(/^module_blacklist=/).includes(sctpModule),
    isNeverStarted: kernelNames(/^initcall_blacklist=/).includes(sctpInitcall),
    isBlacklisted: names(/^modprobe\.blacklist=/).includes(sctpModule),
    isLoaded: names(/^(rd\.)?modules[-_]load=/).includes(sctpModule),
  };
}
