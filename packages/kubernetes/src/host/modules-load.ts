import { attempt, configurationFiles } from './configuration-folders.ts';
import type { HostFiles } from './host-files.ts';
import { readKernelCommandLine } from './kernel-command-line.ts';
import { sctpDiagModule, sctpModule } from './module-name.ts';

/** What would have the module loaded at boot, and what of that cannot be read. */
export interface BootLoading {
  /** Lines of files, as `/etc/modules-load.d/a.conf:1`, and of the kernel's command line. */
  readonly at: readonly string[];
  readonly unreadable: readonly string[];
}

/** Looks at modules-load.d, at /etc/modules, and at `modules_load` of the kernel's command line. */
export function readBootLoading(host: HostFiles): BootLoading {
  const { files, problems } = configurationFiles(host, 'modules-load.d', (name) => /^[^.].*\.conf$/.test(name));
  const unreadable = [...problems];
  const at: string[] = [];
  for (const file of files) {
    if ('problem' in file) unreadable.push(file.problem);
    else at.push(...linesThatLoad(file.text, file.path));
  }
  const note = (problem: string): undefined => {
    unreadable.push(problem);
  };
  // Debian links it into modules-load.d, too: what it says there has been told.
  const isLinked = files.some(({ path }) => attempt(() => host.readLink(path), note)?.endsWith('/modules'));
  if (!isLinked) at.push(...linesThatLoad(attempt(() => host.read('/etc/modules'), note) ?? '', '/etc/modules'));
  if (attempt(() => readKernelCommandLine(host), note)?.isLoaded) at.push('modules_load on the kernel command line');
  return { at, unreadable };
}

function linesThatLoad(text: string, path: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const [name = ''] = line.trim().split(/\s/);
    const module = name.replaceAll('-', '_');
    return module === sctpModule || module === sctpDiagModule ? [`${path}:${index + 1}`] : [];
  });
}
