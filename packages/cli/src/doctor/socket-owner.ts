import type { Host } from './host.ts';

/** An entry of /proc/net/{raw,raw6,udp,udp6}. */
export interface SocketEntry {
  /** The local port; of a raw socket, its IP protocol. */
  readonly port: number;
  readonly inode: string;
}

/** A process that has a socket. */
export interface Owner {
  readonly pid: number;
  readonly name: string;
}

/** The sockets of a table and of its IPv6 counterpart; undefined when neither can be read. */
export function listSockets(host: Host, table: 'raw' | 'udp'): SocketEntry[] | undefined {
  const texts = [table, `${table}6`].flatMap((name) => host.read(`/proc/net/${name}`) ?? []);
  return texts.length === 0 ? undefined : texts.flatMap((text) => text.split('\n').flatMap(parseEntry));
}

/** Processes that have one of the sockets, as far as this one may look. */
export function findOwners(host: Host, sockets: readonly SocketEntry[]): Owner[] {
  const links = new Set(sockets.map(({ inode }) => `socket:[${inode}]`));
  const pids = (host.list('/proc') ?? []).filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) => hasLink(host, pid, links))
    .map((pid) => ({ pid: Number(pid), name: host.read(`/proc/${pid}/comm`)?.trim() ?? 'a process' }));
}

/** `1234 (node), 99 (amf)`; when nothing is known, that. */
export function describeOwners(owners: readonly Owner[]): string {
  if (owners.length === 0) return 'a process that is not this user’s, or not of this PID namespace';
  return owners.map(({ pid, name }) => `process ${pid} (${name})`).join(', ');
}

function hasLink(host: Host, pid: string, links: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  return (host.list(folder) ?? []).some((fd) => links.has(host.readLink(`${folder}/${fd}`) ?? ''));
}

/** The columns: number, local address with port in hexadecimal, …, inode as the tenth. */
function parseEntry(line: string): SocketEntry[] {
  const columns = line.trim().split(/\s+/);
  const [, hexadecimal] = /^[0-9A-F]+:([0-9A-F]{4})$/.exec(columns[1] ?? '') ?? [];
  const inode = columns[9];
  return hexadecimal === undefined || inode === undefined ? [] : [{ port: Number.parseInt(hexadecimal, 16), inode }];
}
