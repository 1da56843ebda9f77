import type { Check, Finding } from './finding.ts';
import type { Host } from './host.ts';
import { isKernelSctpActive } from './kernel-check.ts';

/** Least MTU that the option `pathMtu` takes, and the least that IPv6 has (RFC 8200 §5). */
const leastPathMtu = 512;
const leastIPv6Mtu = 1280;

/** MTU of each interface that has an address. */
export const checkMtu: Check = (host) => {
  const check = 'mtu';
  const external = Object.entries(host.interfaces()).filter(([, infos = []]) =>
    infos.some(({ internal }) => !internal),
  );
  return external.map(([name, infos = []]): Finding => {
    const mtu = Number(host.read(`/sys/class/net/${name}/mtu`)?.trim() ?? Number.NaN);
    const text = `${name} has an MTU of ${mtu} bytes`;
    const remedy = `sudo ip link set ${name} mtu 1500`;
    if (Number.isNaN(mtu)) {
      const unreadable = `the MTU of ${name} cannot be read: 1500 bytes are assumed`;
      return { check, severity: 'unknown', text: unreadable, remedy: '--set pathMtu=1280' };
    }
    if (mtu < leastPathMtu) return { check, severity: 'problem', text: `${text}: too few for SCTP`, remedy };
    const hasIPv6 = infos.some(({ family }) => family === 'IPv6');
    if (mtu < leastIPv6Mtu && hasIPv6) {
      return { check, severity: 'warning', text: `${text}: too few for IPv6, which needs ${leastIPv6Mtu}`, remedy };
    }
    return { check, severity: 'ok', text };
  });
};

/**
 * A kernel whose interface can complete SCTP checksums leaves them unfinished. Between containers of a host nothing ever
 * completes them, and raw sockets see wrong ones. Our own packets are always complete.
 */
export const checkChecksumOffload: Check = (host) => {
  const check = 'checksum-offload';
  if (host.platform !== 'linux') return [];
  if (!isKernelSctpActive(host)) {
    const text = 'nobody on this host leaves checksums unfinished, as its kernel speaks no SCTP';
    return [{ check, severity: 'ok', text }];
  }
  const names = Object.keys(host.interfaces()).filter((name) => name === 'lo' || isVirtual(host, name));
  return names.map((name): Finding => ({ check, ...judgeOffload(host, name) }));
};

function judgeOffload(host: Host, name: string): Omit<Finding, 'check'> {
  const result = host.run('ethtool', '-k', name);
  if (!('output' in result)) {
    const why = result.isAbsent ? 'ethtool is not installed' : result.failure;
    const remedy = result.isAbsent ? 'sudo apt-get install -y ethtool' : `sudo ethtool -k ${name}`;
    return { severity: 'unknown', text: `the checksum offload of ${name} cannot be read: ${why}`, remedy };
  }
  const [, state, fixed] = /^\s*tx-checksum-sctp: (on|off)( \[fixed\])?/m.exec(result.output) ?? [];
  if (state !== 'on') return { severity: 'ok', text: `${name} does not offload SCTP checksums` };
  const text = `${name} offloads SCTP checksums: packets of the kernel's SCTP reach raw sockets with wrong ones`;
  const remedy =
    fixed === undefined
      ? `sudo ethtool -K ${name} tx-checksum-sctp off, at the peer's end as well`
      : `that of ${name} is fixed: let the peer use another interface, or --transport udp`;
  return { severity: 'warning', text, remedy };
}

/** Of a veth the link is another interface: its other end. */
function isVirtual(host: Host, name: string): boolean {
  const read = (file: string) => host.read(`/sys/class/net/${name}/${file}`)?.trim();
  return read('iflink') !== read('ifindex');
}

/** Addresses that a peer would be told, and could be. */
export const checkAddresses: Check = async (host, { advertise }) => {
  const check = 'addresses';
  const result = await host.openUdp(0);
  if ('error' in result) {
    const text = `the addresses of this host are not known: ${String(result.error)}`;
    return [{ check, severity: 'unknown', text, remedy: 'ip address' }];
  }
  const all = result.addresses.join(', ');
  const external = Object.values(host.interfaces()).some((infos = []) => infos.some(({ internal }) => !internal));
  if (!external) {
    const text = 'this host has no address but that of loopback';
    return [{ check, severity: 'warning', text, remedy: 'sudo ip address add ADDRESS/LENGTH dev INTERFACE' }];
  }
  if (Array.isArray(advertise)) {
    const foreign = advertise.filter((ip) => !result.addresses.includes(ip));
    const text = `${advertise.join(', ')} are told to peers`;
    if (foreign.length === 0) return [{ check, severity: 'ok', text }];
    const remedy = `--set advertise=${result.addresses.join(',')}`;
    return [{ check, severity: 'warning', text: `${text}, but ${foreign.join(', ')} is not this host's`, remedy }];
  }
  const text =
    advertise === 'all'
      ? `${all} are told to peers`
      : `no address is told to peers, unless several are chosen; --set advertise=all would tell ${all}`;
  return [{ check, severity: 'ok', text }];
};
