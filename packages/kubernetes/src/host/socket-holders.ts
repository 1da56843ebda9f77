import { attempt } from './configuration-folders.ts';
import type { HostFiles } from './host-files.ts';

/** A process that has SCTP sockets of the kernel. */
export interface SocketHolder {
  readonly pid: number;
  /** Name of the program; empty when it cannot be seen. */
  readonly program: string;
  /** Local ports, in ascending order. */
  readonly ports: readonly number[];
}

/** All that could be found, and for how many network namespaces or processes it could not be told. */
export interface SocketHolders {
  readonly holders: readonly SocketHolder[];
  /** Ports of sockets whose process cannot be seen. */
  readonly ownerless: readonly number[];
  /** Processes that could not be looked at: for them it takes root. */
  readonly hiddenProcesses: number;
}

/** Which processes have SCTP sockets of the kernel, in every network namespace that a process of the host is in. */
export function findSocketHolders(host: HostFiles): SocketHolders {
  const pids = (
    attempt(
      () => host.list('/proc'),
      () => undefined,
    ) ?? []
  ).filter((name) => /^\d+$/.test(name));
  let hiddenProcesses = 0;
  const hide = (): undefined => {
    hiddenProcesses += 1;
  };
  const ports = new Map<string, number>();
  const seen = new Set<string>();
  const sockets = new Map<string, string[]>();
  for (const pid of pids) {
    const inodes = attempt(() => socketsOf(host, pid), hide);
    if (inodes !== undefined) sockets.set(pid, inodes);
    const namespace =
      attempt(
        () => host.readLink(`/proc/${pid}/ns/net`),
        () => undefined,
      ) ?? pid;
    if (seen.has(namespace)) continue;
    seen.add(namespace);
    for (const [inode, port] of kernelSockets(host, pid)) ports.set(inode, port);
  }
  const holders = [...sockets].flatMap(([pid, inodes]) => holderOf(host, pid, inodes, ports));
  const owned = new Set([...sockets.values()].flat());
  const ownerless = [...ports].filter(([inode]) => !owned.has(inode)).map(([, port]) => port);
  return { holders, ownerless: inOrder(ownerless), hiddenProcesses };
}

function holderOf(
  host: HostFiles,
  pid: string,
  inodes: readonly string[],
  ports: ReadonlyMap<string, number>,
): SocketHolder[] {
  const own = inodes.flatMap((inode) => ports.get(inode) ?? []);
  if (own.length === 0) return [];
  const program =
    attempt(
      () => host.read(`/proc/${pid}/comm`),
      () => undefined,
    )?.trim() ?? '';
  return [{ pid: Number(pid), program, ports: inOrder(own) }];
}

/** Inodes of the sockets that a process has. @throws UnreadableError */
function socketsOf(host: HostFiles, pid: string): string[] {
  const descriptors = host.list(`/proc/${pid}/fd`) ?? [];
  return descriptors.flatMap((descriptor) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(host.readLink(`/proc/${pid}/fd/${descriptor}`) ?? '') ?? [];
    return inode ?? [];
  });
}

/** Inode and local port of each SCTP socket in the network namespace of a process. */
function kernelSockets(host: HostFiles, pid: string): [inode: string, port: number][] {
  return ['eps', 'assocs'].flatMap((name) => {
    const text =
      attempt(
        () => host.read(`/proc/${pid}/net/sctp/${name}`),
        () => undefined,
      ) ?? '';
    const [heading = '', ...lines] = text.split('\n');
    const columns = heading.trim().split(/\s+/);
    const [inode, port] = [columns.indexOf('INODE'), columns.indexOf('LPORT')];
    return lines.flatMap((line) => {
      const cells = line.trim().split(/\s+/);
      const [inodeText = '', portText = ''] = [cells[inode], cells[port]];
      return /^\d+$/.test(inodeText) && inodeText !== '0' ? [[inodeText, Number(portText)] as [string, number]] : [];
    });
  });
}

function inOrder(ports: readonly number[]): number[] {
  return [...new Set(ports)].sort((first, second) => first - second);
}
