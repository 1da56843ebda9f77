import type { Check, Finding, Purpose } from './finding.ts';
import { type Host, mountProc } from './host.ts';

const folder = '/proc/sys/net/netfilter';
const check = 'conntrack';
/** Shares of the table from which on it is nearly full, and from which on packets are as good as dropped. */
const nearlyFull = 0.8;
const full = 0.95;
/** An idle path has a packet each way in so many ms at the latest, by default: a heartbeat, RTO and jitter (§8.3). */
const heartbeat = 31_500;

/** Connection tracking: whether it is full, and forgets associations between two heartbeats. */
export const checkConntrack: Check = (host, { transport }) => {
  const count = readNumber(host, 'nf_conntrack_count');
  const max = readNumber(host, 'nf_conntrack_max');
  if (count === undefined || max === undefined || max === 0) {
    if (!host.exists('/sys/module/nf_conntrack')) return [{ check, severity: 'ok', text: 'it is not loaded' }];
    const text = 'it is loaded, but its table cannot be read here';
    const remedy = host.exists('/proc/self') ? 'sudo sysctl net.netfilter.nf_conntrack_count' : mountProc;
    return [{ check, severity: 'unknown', text, remedy }];
  }
  return [judgeTable(count, max), ...judgeTimeouts(host, transport)];
};

function judgeTable(count: number, max: number): Finding {
  const share = count / max;
  const text = `${count} of ${max} connections are tracked`;
  if (share < nearlyFull) return { check, severity: 'ok', text };
  const severity = share < full ? 'warning' : 'problem';
  const remedy = `sudo sysctl -w net.netfilter.nf_conntrack_max=${max * 2}`;
  return { check, severity, text: `${text}: when the table is full, packets of new peers are dropped`, remedy };
}

function judgeTimeouts(host: Host, transport: Purpose['transport']): Finding[] {
  const name = transport === 'udp' ? 'nf_conntrack_udp_timeout_stream' : 'nf_conntrack_sctp_timeout_established';
  const timeout = readNumber(host, name);
  if (timeout === undefined) {
    if (transport === 'udp') return [];
    const text = 'it does not know SCTP: rules and NAT for SCTP do not work by port';
    return [{ check, severity: 'warning', text, remedy: 'sudo modprobe nf_conntrack_proto_sctp, or --transport udp' }];
  }
  const text = `an idle association is forgotten after ${timeout} s`;
  if (timeout * 1000 > heartbeat * 2) return [{ check, severity: 'ok', text }];
  const remedy = `sudo sysctl -w net.netfilter.${name}=210`;
  return [{ check, severity: 'warning', text: `${text}, hardly longer than a heartbeat takes`, remedy }];
}

function readNumber(host: Host, name: string): number | undefined {
  const text = host.read(`${folder}/${name}`)?.trim();
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}
