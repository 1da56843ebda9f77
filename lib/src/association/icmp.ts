import { SctpError, unreachable } from '../errors.ts';
import type { IcmpReport } from '../icmp-message.ts';
import type { AssociationContext } from './context.ts';
import { probePotentiallyFailed } from './heartbeat.ts';
import { countError } from './path-changes.ts';
import { handleProtocolUnreachable } from './protocol-unreachable.ts';
import { canTransmitData, controlOf } from './state.ts';

/** What ICMP says of a packet that the association has sent: its tag was checked (RFC 9260 §10, ICMP6). */
export interface IcmpOfAssociation {
  readonly report: IcmpReport;
  /** Where the packet went to. */
  readonly ip: string;
  /** Of the IP packet, in bytes. */
  readonly length: number;
  readonly isInit: boolean;
}

/** Acts on an ICMP message (RFC 9260 §10, ICMP7 to ICMP9). */
export function handleIcmp(context: AssociationContext, message: IcmpOfAssociation, now: number): void {
  const { report } = message;
  switch (report.type) {
    case 'PACKET-TOO-BIG':
      handlePacketTooBig(context, message, report.nextHopMtu, now);
      return;
    case 'PROTOCOL-UNREACHABLE':
      // About an INIT it is only good while that waits for its answer (ICMP8).
      if (!message.isInit || context.state.name === 'COOKIE-WAIT') handleProtocolUnreachable(context, message.ip, now);
      return;
    case 'PORT-UNREACHABLE':
      if (message.isInit) handlePortUnreachable(context, message, now);
      return;
    case 'UNREACHABLE':
      handleUnreachable(context, message, now);
      return;
    default:
      unreachable(report);
  }
}

/**
 * SCTP has ABORT to say that nobody has a port, so ICMP3 has this ignored. It is, but for the answer to an INIT: that is how
 * packet filters refuse, and kube-proxy where a Service has no endpoints. While there are addresses that have not been
 * refused, INIT goes to the next one at once.
 */
function handlePortUnreachable(context: AssociationContext, { ip }: IcmpOfAssociation, now: number): void {
  const { state, paths } = context;
  if (state.name !== 'COOKIE-WAIT' || state.refusedIps.includes(ip)) return;
  state.refusedIps = [...state.refusedIps, ip];
  if (paths.all.some(({ address }) => !state.refusedIps.includes(address.ip))) {
    state.t1Init.timer.start(0, now);
    return;
  }
  context.dropOutgoing();
  const reason = `${state.refusedIps.join(', ')}: refused by an ICMP message "port unreachable", by a packet filter, or as a Service without endpoints`;
  context.close(new SctpError('ERR_SCTP_CONNECT_FAILED', reason));
}

/** ICMP7: what did not get through goes again at once, as that was no congestion. */
function handlePacketTooBig(
  context: AssociationContext,
  { ip, length }: IcmpOfAssociation,
  nextHopMtu: number | undefined,
  now: number,
): void {
  const path = context.paths.find(ip);
  const takenLength = path?.mtu.packetTooBig({ nextHopMtu, length }, now);
  if (path !== undefined && takenLength !== undefined) {
    controlOf(context.state)?.sender.retransmitLonger(path, takenLength, now);
  }
}

/** ICMP9: an error of the path; one an RTO, so that a burst of packets that found no way is one error. */
function handleUnreachable(context: AssociationContext, { ip }: IcmpOfAssociation, now: number): void {
  const path = context.paths.find(ip);
  if (path === undefined || !canTransmitData(context.state)) return;
  if (now < path.unreachableUntil) return;
  path.unreachableUntil = now + path.rto;
  countError(context, path, false);
  probePotentiallyFailed(context, path, now);
}
