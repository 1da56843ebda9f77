import { createInterface } from 'node:readline';
import { gateway, type NodeNetwork } from './node-network.ts';

/** Starts a DNS server in the node, for pods to ask at their gateway; it ends with the network. */
export async function startDns(network: NodeNetwork, records: readonly string[]): Promise<void> {
  const own = [
    '--keep-in-foreground',
    '--log-facility=-',
    '--no-hosts',
    '--no-resolv',
    '--user=',
    '--conf-file=/dev/null',
  ];
  const where = [`--listen-address=${gateway}`, '--bind-interfaces', '--local=/local/'];
  const { stderr } = network.start('node', 'dnsmasq', ...own, ...where, ...records);
  if (stderr === null) return;
  for await (const line of createInterface(stderr)) if (line.includes('started')) return;
  throw new Error('dnsmasq did not start');
}
