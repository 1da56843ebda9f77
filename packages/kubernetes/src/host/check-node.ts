import type { KernelSctp } from '../keys.ts';
import { attempt } from './configuration-folders.ts';
import type { HostFiles } from './host-files.ts';
import { findModule, type ModulePresence } from './kernel-module.ts';
import { judgeLoading, type Loading } from './loading.ts';
import { initcallBlacklist } from './module-name.ts';
import { type BootLoading, readBootLoading } from './modules-load.ts';
import { findSocketHolders, type SocketHolders } from './socket-holders.ts';

/** What is known of the kernel's SCTP on a host. */
export interface NodeCheck {
  /** Good is what is not loaded and cannot be; what cannot be seen is never good. */
  readonly verdict: 'good' | 'problem' | 'unknown';
  /** The verdict in at most 80 characters. */
  readonly summary: string;
  /** What an agent says of it; undefined when that is not known. */
  readonly kernelSctp: KernelSctp | undefined;
  /** Why, in sentences. */
  readonly reasons: readonly string[];
  /** What to do, in the order in which to do it; empty when all is good. */
  readonly remedies: readonly string[];
  /** Processes with SCTP sockets of the kernel. */
  readonly holders: SocketHolders['holders'];
}

const blockRemedy = 'usctp-k8s node block';
const rebootRemedy =
  'drain the node and reboot it (kubectl usctp remediate): a module that is in use cannot be unloaded';

/** Looks at a host: whether its kernel has SCTP, could get it, and what to do about it. */
export function checkNode(host: HostFiles): NodeCheck {
  return attempt<NodeCheck>(
    () => {
      const presence = findModule(host);
      return presence === undefined ? judgeAbsent(host) : judgePresent(host, presence);
    },
    (problem) => ({
      verdict: 'unknown',
      summary: 'it cannot be seen whether the kernel has SCTP',
      kernelSctp: undefined,
      reasons: [problem],
      remedies: ['run it as root on the node, or give it the root of the host with --host-root'],
      holders: [],
    }),
  );
}

const consequence = 'It answers packets of userspace stacks with ABORT, in every network namespace of the node.';

function judgePresent(host: HostFiles, presence: ModulePresence): NodeCheck {
  const { holders, ownerless, hiddenProcesses } = findSocketHolders(host);
  const sockets = describeSockets({ holders, ownerless, hiddenProcesses });
  if (presence === 'builtin') {
    return {
      verdict: 'problem',
      summary: 'SCTP is built into the kernel: userspace SCTP does not work here',
      kernelSctp: 'builtin',
      reasons: [consequence, ...sockets],
      remedies: [
        `start the kernel with ${initcallBlacklist}, or take another one; or have applications speak SCTP in UDP`,
      ],
      holders,
    };
  }
  const loading = judgeLoading(host);
  const boot = readBootLoading(host);
  const isKeptOut = loading.state === 'blocked';
  return {
    verdict: 'problem',
    summary: 'the kernel module sctp is loaded: userspace SCTP does not work here',
    kernelSctp: 'loaded',
    reasons: [
      consequence,
      ...sockets,
      isKeptOut ? `It does not come back after a boot: ${loading.reason}.` : sentenceOf(loading),
      ...sentencesOf(boot, isKeptOut),
    ],
    remedies: [...(isKeptOut ? [] : [blockRemedy]), ...bootRemedies(boot), rebootRemedy],
    holders,
  };
}

function judgeAbsent(host: HostFiles): NodeCheck {
  const loading = judgeLoading(host);
  const boot = readBootLoading(host);
  const isKeptOut = loading.state === 'blocked';
  const reasons = [sentenceOf(loading), ...sentencesOf(boot, isKeptOut)];
  const absent = { reasons, holders: [] };
  if (isKeptOut) {
    const remedies = bootRemedies(boot);
    return { ...absent, verdict: 'good', summary: 'sctp is not loaded, and kept out', kernelSctp: 'blocked', remedies };
  }
  if (loading.state === 'unknown') {
    const summary = 'sctp is not loaded, but it cannot be seen whether it can be';
    return { ...absent, verdict: 'unknown', summary, kernelSctp: 'absent', remedies: [blockRemedy] };
  }
  const summary =
    loading.state === 'possible'
      ? 'sctp is not loaded, but the next SCTP socket of any program loads it'
      : 'sctp is not loaded, but `modprobe sctp` loads it';
  const remedies = [blockRemedy, ...bootRemedies(boot)];
  return { ...absent, verdict: 'problem', summary, kernelSctp: 'absent', remedies };
}

function sentenceOf({ state, reason }: Loading): string {
  const starts = {
    blocked: 'It cannot be loaded',
    'autoload-blocked': 'It is kept out in part',
    possible: 'It can be loaded',
    unknown: 'Whether it can be loaded is not known',
  } as const;
  return `${starts[state]}: ${reason}.`;
}

function sentencesOf({ at, unreadable }: BootLoading, isKeptOut: boolean): string[] {
  const what = isKeptOut ? 'asks for it at boot, in vain, and that fails' : 'loads it at boot';
  return [
    ...at.map((place) => `${place} ${what}.`),
    ...unreadable.map((problem) => `What is loaded at boot is not known: ${problem}.`),
  ];
}

function bootRemedies({ at }: BootLoading): string[] {
  return at.map((place) => `take the line out: ${place}`);
}

function describeSockets({ holders, ownerless, hiddenProcesses }: SocketHolders): string[] {
  const hidden =
    hiddenProcesses === 0 ? [] : [`Processes that cannot be looked at: ${hiddenProcesses}; run it as root.`];
  return [
    ...holders.map(
      ({ pid, program, ports }) => `Process ${pid} (${program}) has SCTP sockets of it: ${portsOf(ports)}.`,
    ),
    ...(ownerless.length === 0
      ? []
      : [`There are SCTP sockets of processes that cannot be seen: ${portsOf(ownerless)}.`]),
    ...hidden,
  ];
}

function portsOf(ports: readonly number[]): string {
  return `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}`;
}
