import { type HostFiles, hostFilesAt } from '@usctp/kubernetes';
import { inFolder } from '../folder.ts';

/** Files of a host whose kernel has a module `sctp` that is not loaded, beside others with names like it. */
export const hostWithModule: Readonly<Record<string, string>> = {
  'proc/modules':
    'xt_sctp 16384 0 - Live 0x0\nnf_conntrack_sctp 16384 1 - Live 0x0\nlibcrc32c 16384 1 sctp_x, Live 0x0\n',
  'proc/cmdline': 'BOOT_IMAGE=/vmlinuz ro quiet\n',
  'proc/sys/kernel/osrelease': '6.1.0\n',
  'proc/sys/kernel/modules_disabled': '0\n',
  'sys/module/xt_sctp/initstate': 'live\n',
  'lib/modules/6.1.0/modules.builtin': 'kernel/net/ipv6/ipv6.ko\n',
  'lib/modules/6.1.0/modules.dep':
    'kernel/net/netfilter/xt_sctp.ko.xz:\nkernel/net/sctp/sctp.ko.xz: kernel/lib/libcrc32c.ko.xz\n',
};

/** The same with the module loaded. */
export const hostWithLoaded: Readonly<Record<string, string>> = {
  ...hostWithModule,
  'proc/modules': 'sctp 430080 4 - Live 0x0\n',
  'sys/module/sctp/initstate': 'live\n',
};

/** Runs the test with a host of these files, in a folder. */
export async function onHost(
  files: Readonly<Record<string, string>>,
  use: (host: HostFiles, folder: string) => void | Promise<void>,
): Promise<void> {
  await inFolder(files, async (folder) => use(hostFilesAt(folder), folder));
}
