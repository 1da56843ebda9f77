import type { EventEmitter } from 'node:events';
import type { Association as CoreAssociation } from '../association/association.ts';
import type { AssociationEvent } from '../association/event.ts';
import { SctpError, unreachable } from '../errors.ts';
import type { AssociationEvents } from './association-events.ts';
import type { AssociationStreams } from './association-streams.ts';
import { publishObservation, publishRestart } from './diagnostics.ts';
import type { HeartbeatWaiters } from './heartbeat-waiters.ts';
import type { Inbox } from './inbox.ts';
import type { ReconfigurationWaiters } from './reconfiguration-waiters.ts';
import type { SendWaiters } from './send-waiters.ts';

/** Who is told of the events of one association. */
export interface Listeners {
  readonly core: CoreAssociation;
  readonly user: EventEmitter<AssociationEvents>;
  readonly inbox: Inbox;
  readonly streams: AssociationStreams;
  readonly sends: SendWaiters;
  readonly heartbeats: HeartbeatWaiters;
  readonly reconfigurations: ReconfigurationWaiters;
  readonly closed: (error: SctpError | undefined) => void;
}

/** Tells an event to those whom it concerns. */
export function relay(event: AssociationEvent, listeners: Listeners): void {
  const { core, user, inbox, streams, sends, heartbeats, reconfigurations } = listeners;
  switch (event.type) {
    case 'readable':
      if (event.streamId === undefined) inbox.handleReadable();
      else streams.handleReadable(event.streamId);
      return;
    case 'sent':
      sends.settle(event.message.id);
      return;
    case 'acknowledged':
      sends.settle(event.message.id);
      makeRoom(event.message.streamId, listeners);
      return;
    case 'sendFailed': {
      const { id, data, streamId: stream, ppid, unordered } = event.message;
      if (event.isAbandoned) sends.abandon(id, event.wasSent);
      // What was handed to the core was a Buffer, made by `send`.
      const failed = { data: data as Buffer, stream, ppid, unordered, wasSent: event.wasSent };
      try {
        user.emit('sendFailed', failed);
      } finally {
        // Also when a listener throws: others wait for the room.
        if (core.state !== 'CLOSED') makeRoom(stream, listeners);
      }
      return;
    }
    case 'path': {
      const path = core.pathStatuses.find(({ address }) => address === event.address.ip);
      if (path !== undefined) user.emit('path', { ...path, state: event.state });
      return;
    }
    case 'heartbeat':
      heartbeats.settle(event.address.ip, event.roundTripTime);
      return;
    case 'streamReset':
      user.emit('streamReset', { direction: event.direction, streams: event.streams });
      return;
    case 'streamChange':
      user.emit('streamChange', { outboundStreams: event.outboundStreams, inboundStreams: event.inboundStreams });
      return;
    case 'reconfigured':
      reconfigurations.settle(event.id, event.error);
      return;
    case 'observation':
      publishObservation(listeners, event.observation);
      return;
    case 'peerShutdown':
      user.emit('peerShutdown');
      return;
    case 'closed':
      listeners.closed(event.error);
      return;
    case 'peerError':
      user.emit('peerError', event.causes);
      return;
    case 'established':
      user.emit('established');
      return;
    case 'restart': {
      const unknown = (what: string) =>
        new SctpError('ERR_SCTP_PEER_RESTARTED', `the peer restarted before it ${what}`);
      sends.fail(unknown('acknowledged'));
      heartbeats.fail(unknown('answered'));
      reconfigurations.fail(unknown('answered'));
      publishRestart(listeners);
      user.emit('restart');
      return;
    }
    default:
      unreachable(event);
  }
}

/** Less is buffered on the stream. */
function makeRoom(stream: number, { core, user, sends }: Listeners): void {
  if (sends.isFull && sends.makeRoom(stream, core.bufferUse(stream))) user.emit('drain');
}
