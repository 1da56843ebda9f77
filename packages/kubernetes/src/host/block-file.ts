import { sctpDiagModule, sctpModule } from './module-name.ts';

/** Where the lines go: of files it is by name that the first one counts. */
export const blockPath = '/etc/modprobe.d/00-usctp.conf';

/**
 * The lines that keep the module out: `install` is for `modprobe`, and for the aliases by which sockets ask for it;
 * `blacklist` for the aliases, and for scanners of configurations, which ask for both.
 */
export const blockText = [
  "# Keeps the kernel's SCTP out, which answers packets of userspace stacks with ABORT.",
  '# Written by usctp-k8s node block; usctp-k8s node block --undo takes it away.',
  ...[sctpModule, sctpDiagModule].flatMap((module) => [`install ${module} /bin/false`, `blacklist ${module}`]),
  '',
].join('\n');
