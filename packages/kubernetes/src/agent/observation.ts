import { checkNode, type NodeCheck } from '../host/check-node.ts';
import { attempt } from '../host/configuration-folders.ts';
import type { HostFiles } from '../host/host-files.ts';
import type { KernelSctp } from '../keys.ts';

/** What is seen of a host, and since when it has been up. */
export interface Observation {
  readonly check: NodeCheck;
  /** Changes with each boot, as the kubelet tells it; undefined where it cannot be seen. */
  readonly bootId: string | undefined;
}

export function observe(host: HostFiles): Observation {
  const bootId = attempt(
    () => host.read('/proc/sys/kernel/random/boot_id')?.trim() || undefined,
    () => undefined, // it is told without
  );
  return { check: checkNode(host), bootId };
}

/** Whether the second one has something to say that the first one has not. */
export function isNews(before: Observation | undefined, { check }: Observation): boolean {
  return before?.check.kernelSctp !== check.kernelSctp || before?.check.summary !== check.summary;
}

/** Whether the kernel has SCTP, by whichever way. */
export function hasKernelSctp(word: KernelSctp | undefined): boolean {
  return word === 'loaded' || word === 'builtin';
}
