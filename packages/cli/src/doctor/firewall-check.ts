import type { Check, Finding, Purpose } from './finding.ts';

const check = 'firewall';

/** Hints that a packet filter keeps SCTP out, from nftables or else iptables. Hints only: the rules are not run. */
export const checkFirewall: Check = (host, purpose) => {
  if (host.platform !== 'linux') return [];
  const nft = host.run('nft', 'list', 'ruleset');
  if ('output' in nft) return [judgeNft(nft.output, purpose)];
  const iptables = host.run('iptables', '-S');
  if ('output' in iptables) return [judgeIptables(iptables.output, purpose)];
  return [judgeUnreadable(nft.isAbsent && iptables.isAbsent)];
};

function judgeNft(ruleset: string, purpose: Purpose): Finding {
  const closed = ruleset.split(/^table /m).flatMap(closedChains);
  for (const { table, chain, rules } of closed) {
    if (mentions(rules, purpose)) continue;
    const text = `the chain ${chain} of ${table} drops what it has no rule for, and has none for ${trafficOf(purpose)}`;
    const match = purpose.transport === 'raw' ? 'meta l4proto sctp' : `udp dport ${purpose.udpPort}`;
    return { check, severity: 'warning', text, remedy: `sudo nft insert rule ${table} ${chain} ${match} accept` };
  }
  const dropped = ruleset.split('\n').find((line) => mentions(line, purpose) && /\b(drop|reject)\b/.test(line));
  if (dropped === undefined) {
    return { check, severity: 'ok', text: `nftables has no rule against ${trafficOf(purpose)}` };
  }
  const text = `nftables has the rule \`${dropped.trim()}\``;
  return { check, severity: 'warning', text, remedy: 'sudo nft --handle list ruleset, then sudo nft delete rule' };
}

interface Chain {
  readonly table: string;
  readonly chain: string;
  readonly rules: string;
}

/** Chains of a table on the way in whose policy is to drop. */
function closedChains(text: string): Chain[] {
  const table = text.slice(0, text.indexOf('{')).trim();
  return [...text.matchAll(/chain (\S+) \{([^}]*)\}/g)]
    .map(([, chain = '', rules = '']) => ({ table, chain, rules }))
    .filter(({ rules }) => /hook input/.test(rules) && /policy drop/.test(rules));
}

function judgeIptables(rules: string, purpose: Purpose): Finding {
  const lines = rules.split('\n');
  const own = lines.filter((line) => mentions(line, purpose));
  const against = own.find((line) => /-j (DROP|REJECT)/.test(line));
  const match = purpose.transport === 'raw' ? '-p sctp' : `-p udp --dport ${purpose.udpPort}`;
  if (against !== undefined) {
    const remedy = `sudo iptables ${against.replace(/^-A/, '-D')}`;
    return { check, severity: 'warning', text: `iptables has the rule \`${against}\``, remedy };
  }
  const isClosed = lines.some((line) => /^-P INPUT (DROP|REJECT)/.test(line));
  if (isClosed && own.length === 0) {
    const text = `iptables drops what it has no rule for, and has none for ${trafficOf(purpose)}`;
    return { check, severity: 'warning', text, remedy: `sudo iptables -I INPUT ${match} -j ACCEPT` };
  }
  return { check, severity: 'ok', text: `iptables has no rule against ${trafficOf(purpose)}` };
}

function judgeUnreadable(isAbsent: boolean): Finding {
  if (isAbsent) {
    const text = 'neither nft nor iptables is installed, so the rules of the packet filter cannot be read';
    return { check, severity: 'unknown', text, remedy: 'sudo apt-get install -y nftables && sudo nft list ruleset' };
  }
  const text = 'this user may not read the rules of the packet filter';
  return { check, severity: 'unknown', text, remedy: 'sudo nft list ruleset || sudo iptables -S' };
}

function mentions(rules: string, { transport, udpPort }: Purpose): boolean {
  return transport === 'raw' ? /\b(sctp|132)\b/.test(rules) : new RegExp(`\\b${udpPort}\\b`).test(rules);
}

function trafficOf({ transport, udpPort }: Purpose): string {
  return transport === 'raw' ? 'SCTP' : `UDP port ${udpPort}`;
}
