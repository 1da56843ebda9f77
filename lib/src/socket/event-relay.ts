import type { EventEmitter } from 'node:events';
import type { Association as CoreAssociation } from '../association/association.ts';
import type { AssociationEvent } from '../association/event.ts';
import { SctpError, unreachable } from '../errors.ts';
import type { AssociationEvents } from './association-events.ts';
import type { StreamLink } from './association-stream.ts';
import { AssociationStreams } from './association-streams.ts';
import { publishObservation, publishRestart } from './diagnostics.ts';
import type { Driver, EventHandler } from './driver.ts';
import { HeartbeatWaiters } from './heartbeat-waiters.ts';
import type { Inbox } from './inbox.ts';
import { ReconfigurationWaiters } from './reconfiguration-waiters.ts';
import { SendWaiters } from './send-waiters.ts';

type User = EventEmitter<AssociationEvents> &
  Pick<StreamLink, 'send'> & { handleClosed(error: SctpError | undefined): void };

/** Who is told of the events of one association. */
interface Listeners {
  readonly core: CoreAssociation;
  readonly driver: Driver;
  readonly user: User;
  readonly inbox: Inbox;
}

/** Tells the events of one association to those whom they concern. */
export class EventRelay implements EventHandler {
  readonly core: CoreAssociation;
  readonly user: User;
  readonly #driver: Driver;
  readonly #inbox: Inbox;
  #sends: SendWaiters | undefined;
  #heartbeats: HeartbeatWaiters | undefined;
  #reconfigurations: ReconfigurationWaiters | undefined;
  #streams: AssociationStreams | undefined;
  #ending: { readonly error: SctpError | undefined } | undefined;

  constructor(listeners: Listeners) {
    this.core = listeners.core;
    this.user = listeners.user;
    this.#driver = listeners.driver;
    this.#inbox = listeners.inbox;
  }

  /** Those that are read and written apart: made when they are first asked for. */
  get streams(): AssociationStreams {
    if (this.#streams === undefined) {
      this.#streams = new AssociationStreams(this.core, this.#driver, this.user);
      if (this.#ending !== undefined) this.#streams.close(this.#ending.error);
    }
    return this.#streams;
  }

  get sends(): SendWaiters {
    this.#sends ??= new SendWaiters(this.#driver.options.sendBuffer);
    return this.#sends;
  }

  get heartbeats(): HeartbeatWaiters {
    this.#heartbeats ??= new HeartbeatWaiters();
    return this.#heartbeats;
  }

  get reconfigurations(): ReconfigurationWaiters {
    this.#reconfigurations ??= new ReconfigurationWaiters();
    return this.#reconfigurations;
  }

  /** Nobody reads streams any more. */
  discard(): void {
    this.#streams?.discard();
  }

  /** The association has ended: streams end, and those who wait for something are told. */
  end(error: SctpError | undefined): void {
    this.#ending = { error };
    this.#streams?.close(error);
    if (!this.#sends?.isWaitedFor && this.#heartbeats === undefined && this.#reconfigurations === undefined) return;
    const reason = error ?? new SctpError('ERR_SCTP_NOT_CONNECTED', 'the association was shut down');
    this.#sends?.close(reason);
    this.#heartbeats?.fail(reason);
    this.#reconfigurations?.fail(reason);
  }

  handle(event: AssociationEvent): void {
    const { core, user } = this;
    switch (event.type) {
      case 'readable':
        if (event.streamId === undefined) this.#inbox.handleReadable();
        else this.#streams?.handleReadable(event.streamId);
        return;
      case 'sent':
        this.#sends?.settle(event.message.id);
        return;
      case 'acknowledged':
        this.#sends?.settle(event.message.id);
        this.#makeRoom(event.message.streamId);
        return;
      case 'sendFailed': {
        const { id, data, streamId: stream, ppid, unordered } = event.message;
        if (event.isAbandoned) this.#sends?.abandon(id, event.wasSent);
        // What was handed to the core was a Buffer, made by `send`.
        const failed = { data: data as Buffer, stream, ppid, unordered, wasSent: event.wasSent };
        try {
          user.emit('sendFailed', failed);
        } finally {
          // Also when a listener throws: others wait for the room.
          if (core.state !== 'CLOSED') this.#makeRoom(stream);
        }
        return;
      }
      case 'path': {
        const path = core.pathStatuses.find(({ address }) => address === event.address.ip);
        if (path !== undefined) user.emit('path', { ...path, state: event.state });
        return;
      }
      case 'heartbeat':
        this.#heartbeats?.settle(event.address.ip, event.roundTripTime);
        return;
      case 'streamReset':
        user.emit('streamReset', { direction: event.direction, streams: event.streams });
        return;
      case 'streamChange':
        user.emit('streamChange', { outboundStreams: event.outboundStreams, inboundStreams: event.inboundStreams });
        return;
      case 'reconfigured':
        this.#reconfigurations?.settle(event.id, event.error);
        return;
      case 'observation':
        publishObservation(this, event.observation);
        return;
      case 'peerShutdown':
        user.emit('peerShutdown');
        return;
      case 'closed':
        user.handleClosed(event.error);
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
        this.#sends?.fail(unknown('acknowledged'));
        this.#heartbeats?.fail(unknown('answered'));
        this.#reconfigurations?.fail(unknown('answered'));
        publishRestart(this);
        user.emit('restart');
        return;
      }
      default:
        unreachable(event);
    }
  }

  /** Less is buffered on the stream. */
  #makeRoom(stream: number): void {
    const sends = this.#sends;
    if (sends?.isFull && sends.makeRoom(stream, this.core.bufferUse(stream))) this.user.emit('drain');
  }
}
