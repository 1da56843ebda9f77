import type { StateName } from '../../association/state.ts';
import type { PathStatus } from '../../association/status.ts';
import type { PathState } from '../../path/reachability.ts';
import type { Association } from '../../socket/association.ts';

/** An association, as `struct sctp_status` and `struct sctp_info` tell of it. */
export interface Status {
  /** A number that no other association of this process has. */
  readonly tag: number;
  /** Of `enum sctp_sstat_state`: 4 is ESTABLISHED. */
  readonly state: number;
  /** Bytes that this side still takes. */
  readonly rwnd: number;
  /** DATA chunks that were sent and are not acknowledged. */
  readonly unackdata: number;
  /** Messages that wait to be read. */
  readonly penddata: number;
  readonly numberOfIncomingStreams: number;
  readonly numberOfOutgoingStreams: number;
  /** Bytes of a message that fit into one packet. */
  readonly fragmentationPoint: number;
  /** As `penddata`. */
  readonly incomingQueue: number;
  /** Bytes that are queued or not acknowledged. */
  readonly outgoingQueue: number;
  /** Transmissions that went unanswered, of all addresses. */
  readonly overallError: number;
  /** Always 4, the default (RFC 9260 §16). */
  readonly maxBurst: number;
  /** Always 0: no limit but what the path takes. */
  readonly maxSeg: number;
  /** Tag and capabilities of the peer are not told: 0. */
  readonly peer: { readonly tag: number; readonly rwnd: number; readonly cap: number; readonly sack: number };
}

/** An address of the peer, as `struct sctp_paddrinfo` tells of it; times in ms. */
export interface PeerInfo {
  /** Of `enum sctp_spinfo_state`: 0 inactive, 1 potentially failed, 2 active, 3 unconfirmed. */
  readonly state: number;
  readonly cwnd: number;
  readonly srtt: number;
  readonly rto: number;
  readonly mtu: number;
}

/** `enum sctp_sstat_state` from 1 on, in its order. */
const states: readonly StateName[] = [
  'CLOSED',
  'COOKIE-WAIT',
  'COOKIE-ECHOED',
  'ESTABLISHED',
  'SHUTDOWN-PENDING',
  'SHUTDOWN-SENT',
  'SHUTDOWN-RECEIVED',
  'SHUTDOWN-ACK-SENT',
];

/** `enum sctp_spinfo_state`, in its order. */
const pathStates: readonly PathState[] = ['INACTIVE', 'POTENTIALLY-FAILED', 'ACTIVE', 'UNCONFIRMED'];

/** IP, common header and the header of DATA (RFC 9260 §3.1, §3.3.1). */
const headersOfMessage = { 4: 20 + 12 + 16, 6: 40 + 12 + 16 } as const;

export function statusOf(association: Association, tag: number): Status {
  const { state, paths, localReceiverWindow, peerReceiverWindow, unacknowledgedChunks, unreadMessages } =
    association.status;
  const [primary] = paths;
  const headers = headersOfMessage[primary?.address.includes(':') ? 6 : 4];
  return {
    tag,
    state: states.indexOf(state) + 1,
    rwnd: localReceiverWindow,
    unackdata: unacknowledgedChunks,
    penddata: unreadMessages,
    numberOfIncomingStreams: association.inboundStreams,
    numberOfOutgoingStreams: association.outboundStreams,
    fragmentationPoint: (primary?.mtu ?? headers) - headers,
    incomingQueue: unreadMessages,
    outgoingQueue: association.bufferedAmount,
    overallError: paths.reduce((sum, { errorCount }) => sum + errorCount, 0),
    maxBurst: 4,
    maxSeg: 0,
    peer: { tag: 0, rwnd: peerReceiverWindow, cap: 0, sack: 0 },
  };
}

export function peerInfoOf({ state, cwnd, srtt = 0, rto, mtu }: PathStatus): PeerInfo {
  return { state: pathStates.indexOf(state), cwnd, srtt: Math.round(srtt), rto: Math.round(rto), mtu };
}
