import { attempt } from './configuration-folders.ts';
import type { HostFiles } from './host-files.ts';
import { readKernelCommandLine } from './kernel-command-line.ts';
import { sctpModule } from './module-name.ts';

/** Where the kernel has its SCTP. `undefined` of {@link findModule}: it has none in it now. */
export type ModulePresence = 'loaded' | 'builtin';

function isModulePresent(host: HostFiles): boolean {
  return host.list(`/sys/module/${sctpModule}`) !== undefined;
}

/** Whether SCTP is in the kernel. @throws UnreadableError, also where neither /proc/modules nor /sys/module is there. */
export function findModule(host: HostFiles): ModulePresence | undefined {
  const modules = host.read('/proc/modules');
  const hasFolder = host.list('/sys/module') !== undefined;
  if (modules !== undefined && new RegExp(`^${sctpModule} `, 'm').test(modules)) return 'loaded';
  if (hasFolder && isModulePresent(host)) {
    // A module that is being loaded, or whose list is hidden, has a state; what is built in has none.
    return host.read(`/sys/module/${sctpModule}/initstate`) === undefined ? builtInIfStarted(host) : 'loaded';
  }
  if (isBuiltIn(host)) return builtInIfStarted(host);
  // What is built in shows in /sys/module, as it has parameters; what is loaded, in /proc/modules, too.
  if (!hasFolder) host.require(modules === undefined ? '/proc/modules' : `${modulesFolder(host)}/modules.builtin`);
  return undefined;
}

/** What is built in may have been passed over at boot; had it not, it would show its sockets in every network namespace. */
function builtInIfStarted(host: HostFiles): 'builtin' | undefined {
  const isPassedOver = readKernelCommandLine(host).isNeverStarted && host.list('/proc/1/net/sctp') === undefined;
  return isPassedOver ? undefined : 'builtin';
}

function isBuiltIn(host: HostFiles): boolean {
  if (/^CONFIG_IP_SCTP=y$/m.test(kernelConfiguration(host) ?? '')) return true;
  const folder = modulesFolder(host);
  return new RegExp(`/${sctpModule}\\.ko$`, 'm').test(host.read(`${folder}/modules.builtin`) ?? '');
}

/** The file of the module, for the kernel that runs; undefined where that has none. @throws UnreadableError as {@link findModule} */
export function findModuleFile(host: HostFiles): string | undefined {
  if (/^# CONFIG_(IP_SCTP|MODULES) is not set$/m.test(kernelConfiguration(host) ?? '')) return undefined;
  const folder = modulesFolder(host);
  const known = host.read(`${folder}/modules.dep`);
  const file = known?.match(/^[^\s:]+/gm)?.find(isSctp);
  if (file !== undefined) return file.startsWith('/') ? file : `${folder}/${file}`;
  const beside = `${folder}/kernel/net/sctp`;
  const name = host.list(beside)?.find(isSctp);
  if (name !== undefined) return `${beside}/${name}`;
  if (known === undefined) host.require(`${folder}/modules.dep`);
  return undefined;
}

function isSctp(path: string): boolean {
  return new RegExp(`(^|/)${sctpModule}\\.ko(\\.\\w+)?$`).test(path);
}

/** Where the modules of the kernel that runs are. @throws UnreadableError */
function modulesFolder(host: HostFiles): string {
  return `/lib/modules/${host.require('/proc/sys/kernel/osrelease').trim()}`;
}

/** How the kernel was built, where it tells. */
function kernelConfiguration(host: HostFiles): string | undefined {
  const release = host.require('/proc/sys/kernel/osrelease').trim();
  return attempt(
    () => host.read('/proc/config.gz') ?? host.read(`/boot/config-${release}`),
    () => undefined, // other files tell the same
  );
}
