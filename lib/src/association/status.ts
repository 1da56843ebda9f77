import type { Path } from '../path/path.ts';
import type { PathState } from '../path/reachability.ts';
import type { PathSettings } from '../path-settings.ts';
import type { AssociationContext } from './context.ts';
import { exposedState } from './path-changes.ts';
import { controlOf, type StateName } from './state.ts';

/** The state of one destination address of the peer (RFC 9260 §11.1.8, §11.1.11), and what was set for it. */
export interface PathStatus extends PathSettings {
  /** IP address of the peer, in canonical text form. */
  readonly address: string;
  /** UDP port of the peer; undefined on plain IP. */
  readonly udpPort: number | undefined;
  /** POTENTIALLY-FAILED where the option `potentiallyFailedMaxRetransmissions` allows for it. */
  readonly state: PathState;
  /** Whether data may go there: the user gave the address, or it has answered (RFC 9260 §5.4). */
  readonly isConfirmed: boolean;
  /** Whether data goes there while it is active. */
  readonly isPrimary: boolean;
  /** Whether new data goes there: the primary path, or another one while that is not active. */
  readonly isCurrent: boolean;
  /** Transmissions in a row that went unanswered. */
  readonly errorCount: number;
  /** Smoothed round-trip time in ms; undefined before the first measurement. */
  readonly srtt: number | undefined;
  /** Retransmission timeout in ms. */
  readonly rto: number;
  /** Congestion window in bytes. */
  readonly cwnd: number;
  /** Bytes of DATA chunks that are in flight. */
  readonly flightSize: number;
  /** Largest IP packet, in bytes. */
  readonly mtu: number;
}

/** The state of an association as a whole (RFC 9260 §11.1.8). */
export interface AssociationStatus {
  /** By its name in RFC 9260 §4. */
  readonly state: StateName;
  /** Destination addresses of the peer, the primary path first. */
  readonly paths: readonly PathStatus[];
  /** Bytes that the peer still takes, as far as this side knows. */
  readonly peerReceiverWindow: number;
  /** Bytes that this side still takes, which is what the next SACK tells the peer. */
  readonly localReceiverWindow: number;
  /**
   * Whether both sides support FORWARD TSN: only then a message that was sent can be abandoned (RFC 3758 §4.2). False
   * before INIT ACK.
   */
  readonly partialReliability: boolean;
  /** DATA chunks that were sent and are not cumulatively acknowledged. */
  readonly unacknowledgedChunks: number;
  /** Messages that wait to be read. */
  readonly unreadMessages: number;
}

/** What the user is told of the association. */
export function associationStatus(context: AssociationContext): AssociationStatus {
  const control = controlOf(context.state);
  return {
    state: context.state.name,
    paths: pathStatuses(context),
    peerReceiverWindow: control?.sender.peerReceiverWindow ?? 0,
    localReceiverWindow: control?.receiver.window ?? 0,
    partialReliability: control?.extensions.forwardTsn ?? false,
    unacknowledgedChunks: control?.sender.unacknowledgedChunks ?? 0,
    unreadMessages: control?.receiver.unreadCount ?? 0,
  };
}

/** What the user is told of all paths, the primary one first. */
export function pathStatuses(context: AssociationContext): PathStatus[] {
  const { all, primary } = context.paths;
  return [primary, ...all.filter((path) => path !== primary)].map((path) => pathStatus(context, path));
}

function pathStatus(context: AssociationContext, path: Path): PathStatus {
  const { ip, udpPort } = path.address;
  return {
    address: ip,
    udpPort,
    state: exposedState(context, path),
    isConfirmed: path.isConfirmed,
    isPrimary: path === context.paths.primary,
    isCurrent: path === context.paths.current,
    errorCount: path.errorCount,
    srtt: path.rtt.srtt,
    rto: path.rto,
    cwnd: path.congestionControl.cwnd,
    flightSize: path.flightSize,
    mtu: path.pmtu,
    ...path.settings,
  };
}
