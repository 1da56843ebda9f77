import { checkConntrack } from './conntrack-check.ts';
import type { Check, Finding, Purpose } from './finding.ts';
import { checkFirewall } from './firewall-check.ts';
import type { Host } from './host.ts';
import { checkAddresses, checkChecksumOffload, checkMtu } from './interface-checks.ts';
import { checkKernelSctp } from './kernel-check.ts';
import { checkKubernetes } from './kubernetes-check.ts';
import { checkNode, checkRawSocket } from './runtime-checks.ts';
import { checkOtherRawSockets, checkUdpPort } from './socket-checks.ts';

/** Raw sockets of others are looked for before this process opens its own. */
const checks: readonly Check[] = [
  checkNode,
  checkKubernetes,
  checkOtherRawSockets,
  checkRawSocket,
  checkKernelSctp,
  checkUdpPort,
  checkAddresses,
  checkMtu,
  checkChecksumOffload,
  checkConntrack,
  checkFirewall,
];

/** Looks for what would keep SCTP from working on the host. */
export async function diagnose(host: Host, purpose: Purpose): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(...(await check(host, purpose)));
  return findings;
}
