import { SctpError } from 'usctp';
import type { Purpose, Severity } from '../../../packages/cli/src/doctor/finding.ts';
import { eth0, type Symptoms, tableHeader } from './fake-host.ts';

/** A raw socket of SCTP, and a UDP socket at port 9899, with inode 77. */
const rawSocket = `${tableHeader}\n   0: 00000000:0084 00000000:0000 07 00000000:00000000 00:00000000 00000000  0 0 77 2 0 0\n`;
const udpSocket = `${tableHeader}\n   9: 00000000:26AB 00000000:0000 07 00000000:00000000 00:00000000 00000000  0 0 77 2 0 0\n`;
const owner = { '/proc/42/fd/3': 'socket:[77]' };
const ownerName = { '/proc/42/comm': 'amf\n' };
export const loaded = { '/sys/module/sctp/refcnt': '0' };
const portInUse = async (port: number) =>
  port === 0 ? { addresses: ['192.0.2.1'] } : { error: new SctpError('ERR_SCTP_PORT_IN_USE', 'in use') };
export const conntrack = (count: number, timeout = 210) => ({
  '/proc/sys/net/netfilter/nf_conntrack_count': `${count}\n`,
  '/proc/sys/net/netfilter/nf_conntrack_max': '1000\n',
  '/proc/sys/net/netfilter/nf_conntrack_sctp_timeout_established': `${timeout}\n`,
});
const modules = '/lib/modules/6.1.0/kernel/net/sctp/sctp.ko.xz';
const nft = (rules: string) => ({ 'nft --handle list ruleset': { output: `table inet filter {\n${rules}\n}\n` } });
const iptables = (rules: string) => ({
  'nft --handle list ruleset': { failure: 'absent', isAbsent: true },
  'iptables -S': { output: rules },
});
const closedChain = '\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n';

export type Case = readonly [
  check: string,
  what: string,
  symptoms: Symptoms,
  severity: Severity,
  text: RegExp,
  remedy?: RegExp | undefined,
  purpose?: Partial<Purpose>,
];

export const udp = { transport: 'udp' } as const;

/** What is found where; of the addon and the privilege in `runtime-cases.ts`. */
export const cases: readonly Case[] = [
  ['node', 'too old', { nodeVersion: '20.18.3' }, 'problem', /20\.18\.3 is older than 20\.19/, /nvm install/],
  ['node', 'newer', { nodeVersion: '26.0.0' }, 'ok', /26\.0\.0/],
  ['kubernetes', 'of a pod', { environment: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }, 'ok', /this is a pod/],
  ['kubernetes', 'of no pod', {}, 'ok', /no pod/],
  ['raw-sockets', 'none', {}, 'ok', /no other process/],
  [
    'raw-sockets',
    'of another process',
    { files: { '/proc/net/raw': rawSocket, ...ownerName }, links: owner },
    'warning',
    /process 42 \(amf\) has a raw SCTP socket/,
    /kill 42/,
  ],
  [
    'raw-sockets',
    'of who knows whom',
    { files: { '/proc/net/raw6': rawSocket } },
    'warning',
    /not this user/,
    /ss --raw/,
  ],
  [
    'raw-sockets',
    'nowhere, without /proc',
    { files: { '/proc/net/raw': undefined, '/proc/self/status': undefined } },
    'unknown',
    /cannot be read/,
    /^sudo mount -t proc proc \/proc$/,
  ],
  ['raw-sockets', 'unreadable', { files: { '/proc/net/raw': undefined } }, 'unknown', /cannot be read/, /ss --raw/],
  ['kernel-sctp', 'loaded', { files: loaded }, 'problem', /is active/, /sctp \/bin\/false.* && sudo reboot$/],
  ['kernel-sctp', 'loaded, for UDP', { files: loaded }, 'warning', /is active/, /reboot/, udp],
  ['kernel-sctp', 'in a list', { files: { '/proc/modules': 'sctp 1 0 - Live\n' } }, 'problem', /is active/, /reboot/],
  [
    'kernel-sctp',
    'built in',
    { files: { ...loaded, '/lib/modules/6.1.0/modules.builtin': 'kernel/net/sctp/sctp.ko\n' } },
    'problem',
    /is active/,
    /built into the kernel/,
  ],
  [
    'kernel-sctp',
    'built in, and passed over at boot',
    { files: { ...loaded, '/proc/cmdline': 'quiet initcall_blacklist=sctp_init,sctp_diag_init\n' } },
    'ok',
    /not started, and kept out by `initcall_blacklist`/,
  ],
  [
    'kernel-sctp',
    'active, whatever was to be passed over',
    { files: { ...loaded, '/proc/cmdline': 'initcall_blacklist=sctp_init\n', '/proc/net/sctp/eps': '' } },
    'problem',
    /is active/,
    /reboot/,
  ],
  [
    'kernel-sctp',
    'left out of the kernel',
    { files: { '/proc/config.gz': '# CONFIG_IP_SCTP is not set\n' } },
    'ok',
    /built without/,
  ],
  ['kernel-sctp', 'locked out', { files: { '/proc/sys/kernel/modules_disabled': '1\n' } }, 'ok', /no more modules/],
  [
    'kernel-sctp',
    'kept out',
    { files: { [modules]: '', '/etc/modprobe.d/sctp.conf': 'install sctp /bin/false\n' } },
    'ok',
    /kept out by `install sctp \/bin\/false`/,
  ],
  [
    'kernel-sctp',
    'let in by an earlier line',
    {
      files: {
        [modules]: '',
        '/etc/modprobe.d/sctp.conf': 'install sctp /bin/false\n',
        '/run/modprobe.d/own.conf': 'install sctp /sbin/insmod sctp\n',
      },
    },
    'warning',
    /first program .* loads it/,
    /00-sctp\.conf/,
  ],
  [
    'kernel-sctp',
    'kept out by the file that hides another of its name',
    {
      files: {
        [modules]: '',
        '/etc/modprobe.d/sctp.conf': 'install sctp /bin/false\n',
        '/lib/modprobe.d/sctp.conf': 'install sctp /sbin/insmod sctp\n',
      },
    },
    'ok',
    /kept out/,
  ],
  ['kernel-sctp', 'loadable', { files: { [modules]: '' } }, 'warning', /first program .* loads it/, /install sctp/],
  [
    'kernel-sctp',
    'blacklisted',
    { files: { [modules]: '', '/lib/modprobe.d/rare.conf': 'blacklist sctp\n' } },
    'warning',
    /blacklisted, but/,
    /install sctp \/bin\/false/,
  ],
  ['kernel-sctp', 'not there', {}, 'ok', /not loaded, and not in/],
  [
    'kernel-sctp',
    'out of sight',
    { files: { '/lib/modules/6.1.0/modules.dep': undefined } },
    'unknown',
    /not to be seen/,
    /on the host itself/,
  ],
  ['udp-port', 'free', {}, 'ok', /9899 is free/],
  [
    'udp-port',
    'taken',
    { openUdp: portInUse, files: { '/proc/net/udp': udpSocket, ...ownerName }, links: owner },
    'problem',
    /9899 is taken by process 42 \(amf\)/,
    /--udp-port 9900/,
    udp,
  ],
  ['udp-port', 'taken, for raw', { openUdp: portInUse }, 'warning', /is taken/, /--udp-port 9900/],
  ['udp-port', 'refused', { openUdp: async () => ({ error: new Error('EACCES') }) }, 'problem', /EACCES/, /1024/, udp],
  [
    'udp-port',
    'taken by the kernel',
    { openUdp: portInUse, files: { '/proc/sys/net/sctp/udp_port': '9899\n' } },
    'problem',
    /9899 is taken by the SCTP of the kernel/,
    /^sudo sysctl -w net\.sctp\.udp_port=0$/,
    udp,
  ],
  ['addresses', 'by default', {}, 'ok', /advertise=all would tell 192\.0\.2\.1/],
  ['addresses', 'all', {}, 'ok', /^192\.0\.2\.1 are told/, undefined, { advertise: 'all' }],
  ['addresses', 'its own', {}, 'ok', /^192\.0\.2\.1 are told/, undefined, { advertise: ['192.0.2.1'] }],
  ['addresses', 'foreign', {}, 'warning', /198\.51\.100\.1 is not/, /advertise=192/, { advertise: ['198.51.100.1'] }],
  ['addresses', 'loopback', { interfaces: () => ({}) }, 'warning', /no address but/, /ip address add/],
  ['addresses', 'unknown', { openUdp: async () => ({ error: 'EPERM' }) }, 'unknown', /EPERM/, /ip address/],
  ['mtu', 'of Ethernet', {}, 'ok', /eth0 has an MTU of 1500/],
  ['mtu', 'tiny', { files: { '/sys/class/net/eth0/mtu': '300' } }, 'problem', /too few for SCTP/, /mtu 1500/],
  [
    'mtu',
    'too small for IPv6',
    {
      interfaces: () => ({ eth0: [{ ...eth0, family: 'IPv6', scopeid: 0 }] }),
      files: { '/sys/class/net/eth0/mtu': '1000' },
    },
    'warning',
    /too few for IPv6/,
    /mtu 1500/,
  ],
  ['mtu', 'unreadable', { files: { '/sys/class/net/eth0/mtu': undefined } }, 'unknown', /cannot be read/, /pathMtu/],
  ['checksum-offload', 'without a kernel that needs it', {}, 'ok', /nobody on this host/],
  ['conntrack', 'not loaded', {}, 'ok', /not loaded/],
  [
    'conntrack',
    'out of sight',
    { files: { '/sys/module/nf_conntrack/refcnt': '1' } },
    'unknown',
    /cannot be read/,
    /sysctl/,
  ],
  ['conntrack', 'with room', { files: conntrack(799) }, 'ok', /799 of 1000/],
  ['conntrack', 'nearly full', { files: conntrack(800) }, 'warning', /800 of 1000/, /nf_conntrack_max=2000/],
  ['conntrack', 'full', { files: conntrack(990) }, 'problem', /990 of 1000/, /nf_conntrack_max=2000/],
  ['firewall', 'open', {}, 'ok', /no rule against SCTP/],
  [
    'firewall',
    'closed',
    { commands: nft(`${closedChain}\t}`) },
    'warning',
    /chain input of inet filter/,
    /insert rule inet filter input meta l4proto sctp accept/,
  ],
  [
    'firewall',
    'closed but for SCTP',
    { commands: nft(`${closedChain}\t\tmeta l4proto sctp accept\n\t}`) },
    'ok',
    /no rule/,
  ],
  [
    'firewall',
    'closed but for a set of ports and SCTP',
    { commands: nft(`${closedChain}\t\ttcp dport { 22, 80 } accept\n\t\tmeta l4proto sctp accept\n\t}`) },
    'ok',
    /no rule/,
  ],
  [
    'firewall',
    'closed to UDP',
    { commands: nft(`${closedChain}\t\tmeta l4proto sctp accept\n\t}`) },
    'warning',
    /none for UDP port 9899/,
    /udp dport 9899 accept/,
    udp,
  ],
  [
    'firewall',
    'dropping',
    { commands: nft('\tchain a { # handle 1\n\t\tip protocol sctp drop # handle 4\n\t}') },
    'warning',
    /`ip protocol sctp drop`/,
    /^sudo nft delete rule inet filter a handle 4$/,
  ],
  ['firewall', 'of iptables, open', { commands: iptables('-P INPUT ACCEPT\n') }, 'ok', /iptables has no rule/],
  [
    'firewall',
    'of iptables, closed',
    { commands: iptables('-P INPUT DROP\n') },
    'warning',
    /none for SCTP/,
    /-p sctp -j ACCEPT/,
  ],
  [
    'firewall',
    'of iptables, dropping',
    { commands: iptables('-P INPUT ACCEPT\n-A INPUT -p sctp -j DROP\n') },
    'warning',
    /-A INPUT -p sctp -j DROP/,
    /iptables -D INPUT -p sctp -j DROP/,
  ],
  [
    'firewall',
    'unreadable',
    { commands: { 'nft --handle list ruleset': { failure: 'not permitted', isAbsent: false } } },
    'unknown',
    /may not read/,
    /sudo nft/,
  ],
  [
    'firewall',
    'without tools',
    { commands: { 'nft --handle list ruleset': { failure: '', isAbsent: true } } },
    'unknown',
    /neither nft/,
    /apt-get/,
  ],
];
