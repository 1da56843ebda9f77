import { Receiver } from '../receiving/receiver.ts';
import { Sender } from '../sending/sender.ts';
import type { AssociationContext } from './context.ts';
import type { Extensions } from './extensions.ts';
import { Reconfiguration } from './reconfiguration.ts';
import type { ControlBlock } from './state.ts';

/** What the peer said of itself in INIT, INIT ACK, or the cookie made from them. */
export interface PeerParameters {
  readonly peerTag: number;
  readonly peerInitialTsn: number;
  readonly peerReceiverWindow: number;
  /** Streams that the peer wants to send on. */
  readonly peerOutboundStreams: number;
  /** Streams that the peer takes. */
  readonly peerInboundStreams: number;
  readonly extensions: Extensions;
}

/** Moves to another control block what the user has sent and nobody has transmitted. */
export function takeOverMessages(context: AssociationContext, from: ControlBlock | undefined, to: ControlBlock): void {
  for (const { message, wasSent } of from?.sender.abandon() ?? []) {
    if (!wasSent && message.streamId < to.sender.streams.count) to.sender.enqueue(message);
    else context.emit({ type: 'sendFailed', message, wasSent, isAbandoned: false });
  }
}

/** Makes the control block of an association whose peer is known now (RFC 9260 §5.1.1). */
export function createControlBlock(context: AssociationContext, peer: PeerParameters): ControlBlock {
  const { options, identity, paths, counters } = context;
  const outboundStreams = Math.min(options.outboundStreams, peer.peerInboundStreams);
  const inboundStreams = Math.min(options.inboundStreams, peer.peerOutboundStreams);
  context.learnPeerTag(peer.peerTag);
  return {
    extensions: peer.extensions,
    sender: new Sender({
      initialTsn: identity.initialTsn,
      peerReceiverWindow: peer.peerReceiverWindow,
      outboundStreams,
      maxBurst: options.maxBurst,
      noDelay: options.noDelay,
      paths,
      isPartiallyReliable: peer.extensions.forwardTsn,
      reports: context,
      counters,
    }),
    receiver: new Receiver({
      initialTsn: peer.peerInitialTsn,
      inboundStreams,
      counters,
      receiveBuffer: options.receiveBuffer,
      maxMessageSize: options.maxMessageSize,
      partialDeliveryPoint: options.partialDeliveryPoint,
      sackDelay: options.sackDelay,
      sackEveryPackets: options.sackEveryPackets,
      keepsPackets: context.keepsPackets,
    }),
    reconfiguration: new Reconfiguration(identity.initialTsn, peer.peerInitialTsn),
  };
}
