import { existsSync, readFileSync } from 'node:fs';

/** How files are looked at; tests have their own. */
export interface FileChecks {
  readonly exists: (path: string) => boolean;
  /** The text of a file, undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
}

/** Whether the SCTP of the Linux kernel is active on this host. */
export function isKernelSctpLoaded({ exists, read }: FileChecks = systemFiles): boolean {
  if (exists('/proc/net/sctp') || /^sctp /m.test(read('/proc/modules') ?? '')) return true;
  return exists('/sys/module/sctp') && !passedOver.test(read('/proc/cmdline') ?? '');
}

/** A kernel that was started so never starts its SCTP. Where that is built in, /sys/module has it all the same. */
const passedOver = /(^|\s)initcall_blacklist="?([^\s"]*,)?sctp_init([\s",]|$)/;

/** Warns the user, by a warning of the process, of a kernel that ends our associations. */
export function warnOfKernelSctp(
  emitWarning: (text: string, options: { code: string }) => void = process.emitWarning,
): void {
  emitWarning(
    'The kernel module sctp is loaded: for every SCTP packet that is not for a socket of its own the kernel sends ABORT, ' +
      'in every network namespace of the host, which ends the associations of raw(). It cannot be unloaded: keep it ' +
      'out with a line `install sctp /bin/false` in a file of /etc/modprobe.d and restart the host, or use udp().',
    { code: 'USCTP_KERNEL_SCTP' },
  );
}

const systemFiles: FileChecks = { exists: existsSync, read: readText };

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // no /proc: not Linux, or hidden by a sandbox
  }
}
