import type { NetworkInterfaceInfo } from 'node:os';
import { diagnose } from '../../../packages/cli/src/doctor/diagnose.ts';
import type { Finding, Purpose } from '../../../packages/cli/src/doctor/finding.ts';
import type { CommandResult, Host, OpenResult } from '../../../packages/cli/src/doctor/host.ts';

/** What a host of a test has otherwise than {@link healthy}. */
export interface Symptoms extends Partial<Omit<Host, 'exists' | 'read' | 'list' | 'readLink' | 'run'>> {
  /** Text by path; undefined takes a file away. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  /** Targets by path. */
  readonly links?: Readonly<Record<string, string>>;
  /** Results by command line. */
  readonly commands?: Readonly<Record<string, CommandResult>>;
}

const lo: NetworkInterfaceInfo = {
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal: true,
  cidr: '127.0.0.1/8',
};
export const eth0: NetworkInterfaceInfo = { ...lo, address: '192.0.2.1', internal: false, cidr: '192.0.2.1/24' };

export const tableHeader =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';

const healthyFiles: Readonly<Record<string, string | undefined>> = {
  '/proc/self/status': 'Name:\tnode\nCapEff:\t0000000000002000\n',
  '/proc/net/raw': `${tableHeader}\n`,
  '/proc/net/udp': `${tableHeader}\n`,
  '/lib/modules/6.1.0/modules.dep': '',
  '/sys/class/net/eth0/mtu': '1500\n',
  '/sys/class/net/eth0/iflink': '2\n',
  '/sys/class/net/eth0/ifindex': '2\n',
  '/sys/class/net/lo/iflink': '1\n',
  '/sys/class/net/lo/ifindex': '1\n',
};

const opened: OpenResult = { addresses: ['192.0.2.1'] };

/** A Linux machine on which nothing is wrong, but for the symptoms given. */
export function hostWith({ files = {}, links = {}, commands = {}, ...others }: Symptoms = {}): Host {
  const all = { ...healthyFiles, ...files };
  const paths = [...Object.keys(all).filter((path) => all[path] !== undefined), ...Object.keys(links)];
  const run = (...words: readonly string[]): CommandResult =>
    ({ 'nft --handle list ruleset': { output: '' }, ...commands })[words.join(' ')] ?? {
      failure: 'ENOENT',
      isAbsent: true,
    };
  return {
    platform: 'linux',
    nodeVersion: '20.19.0',
    kernelRelease: '6.1.0',
    pid: 1,
    environment: {},
    programPath: '/srv/app/node_modules/@usctp/cli/dist/doctor/host.js',
    workingFolder: '/srv/app',
    execPath: '/usr/bin/node',
    interfaces: () => ({ lo: [lo], eth0: [eth0] }),
    exists: (path) => paths.some((known) => known === path || known.startsWith(`${path}/`)),
    read: (path) => all[path],
    list: (path) => {
      const below = paths.filter((known) => known.startsWith(`${path}/`));
      if (below.length === 0) return undefined;
      return [...new Set(below.map((known) => known.slice(path.length + 1).split('/')[0] ?? ''))];
    },
    readLink: (path) => links[path],
    run,
    openRaw: async () => opened,
    openUdp: async () => opened,
    ...others,
  };
}

/** The findings of one check on a host with the symptoms. */
export async function findingsOf(
  check: string,
  symptoms: Symptoms,
  purpose: Partial<Purpose> = {},
): Promise<Finding[]> {
  const all = await diagnose(hostWith(symptoms), { transport: 'raw', udpPort: 9899, advertise: undefined, ...purpose });
  return all.filter((finding) => finding.check === check);
}
