import type { Manifest } from '@usctp/kubernetes';

/** The part of a NetworkPolicy that is acted on here: for ingress, from blocks of addresses. */
interface Policy {
  readonly ingress: readonly {
    readonly from?: readonly { readonly ipBlock: { readonly cidr: string } }[];
    readonly ports: readonly { readonly protocol: string; readonly port: number }[];
  }[];
}

/**
 * What a network plugin would make of a NetworkPolicy for one pod, as arguments of iptables: what is let in, then that the
 * rest is refused.
 */
export function rulesOfPolicy({ spec }: Manifest, podIp: string): string[][] {
  const { ingress } = spec as unknown as Policy; // as our generator makes it
  const taken = ingress.flatMap(({ from = [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports }) =>
    from.flatMap(({ ipBlock }) =>
      ports.map(({ protocol, port }) => [
        ...['-s', ipBlock.cidr, '-d', podIp],
        ...['-p', protocol.toLowerCase(), '--dport', String(port), '-j', 'ACCEPT'],
      ]),
    ),
  );
  const answers = ['-m', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED', '-j', 'ACCEPT'];
  return [answers, ...taken, ['-d', podIp, '-j', 'REJECT']].map((rule) => ['iptables', '-A', 'FORWARD', ...rule]);
}
