import type { Check, Finding, Purpose } from './finding.ts';

const check = 'firewall';

/** Hints that a packet filter keeps SCTP out, from nftables or else iptables. Hints only: the rules are not run. */
export const checkFirewall: Check = (host, purpose) => {
  if (host.platform !== 'linux') return [];
  const nft = host.run('nft', '--handle', 'list', 'ruleset');
  if ('output' in nft) return [judgeNft(nft.output, purpose)];
  const iptables = host.run('iptables', '-S');
  if ('output' in iptables) return [judgeIptables(iptables.output, purpose)];
  return [judgeUnreadable(nft.isAbsent && iptables.isAbsent)];
};

function judgeNft(ruleset: string, purpose: Purpose): Finding {
  const chains = ruleset.split(/^table /m).flatMap(chainsOf);
  for (const { table, chain, rules } of chains.filter(isClosed)) {
    if (mentions(rules, purpose)) continue;
    const text = `the chain ${chain} of ${table} drops what it has no rule for, and has none for ${trafficOf(purpose)}`;
    const match = purpose.transport === 'raw' ? 'meta l4proto sctp' : `udp dport ${purpose.udpPort}`;
    return { check, severity: 'warning', text, remedy: `sudo nft insert rule ${table} ${chain} ${match} accept` };
  }
  for (const { table, chain, rules } of chains) {
    const line = rules.split('\n').find((rule) => mentions(rule, purpose) && /\b(drop|reject)\b/.test(rule));
    if (line === undefined) continue;
    const [rule, handle] = line.trim().split(' # handle ');
    const remedy = `sudo nft delete rule ${table} ${chain} handle ${handle}`;
    return { check, severity: 'warning', text: `nftables has the rule \`${rule}\``, remedy };
  }
  return { check, severity: 'ok', text: `nftables has no rule against ${trafficOf(purpose)}` };
}

interface Chain {
  readonly table: string;
  readonly chain: string;
  readonly rules: string;
}

/** The chains of a table; a rule may have braces of its own. */
function chainsOf(text: string): Chain[] {
  const table = text.slice(0, text.indexOf('{')).trim();
  return [...text.matchAll(/^\tchain (\S+) \{(.*?)^\t\}/gms)].map(([, chain = '', rules = '']) => ({
    table,
    chain,
    rules,
  }));
}

/** Whether it is on the way in, and its policy is to drop. */
function isClosed({ rules }: Chain): boolean {
  return /hook input/.test(rules) && /policy drop/.test(rules);
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
