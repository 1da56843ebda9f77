import type { Association } from '../association/association.ts';
import type { AssociationStatistics } from '../association/association-statistics.ts';
import type { AssociationEvent } from '../association/event.ts';
import type { SctpError } from '../errors.ts';

/** A message that the peer sent. */
export type SimulatedMessage = NonNullable<ReturnType<Association['read']>>;

/** What an association of a simulated host tells its user. */
export type SimulatedEvent =
  | AssociationEvent
  /** The peer has set this association up: always the first event then. */
  | { readonly type: 'accepted' }
  | { readonly type: 'message'; readonly message: SimulatedMessage };

/** How a message is sent; by default ordered, on stream 0, with PPID 0. */
export interface SimulatedSendOptions {
  /** Stream identifier; default 0. */
  readonly stream?: number;
  /** Payload protocol identifier; default 0. */
  readonly ppid?: number;
  /** Whether it may overtake others on its stream; default false. */
  readonly unordered?: boolean;
  /** Asks the peer to acknowledge without delay; default false. */
  readonly sackImmediately?: boolean;
  /** In ms: after it the message is given up; by default never. */
  readonly lifetime?: number;
  /** How often each chunk of it is retransmitted before the message is given up; by default without end. */
  readonly maxRetransmissions?: number;
}

/** What an association needs of its host. */
export interface AssociationHost {
  now(): number;
  /** Something happened on this association. */
  report(association: SimulatedAssociation, event: SimulatedEvent): void;
  /** There may be packets to send, or events. */
  touch(): void;
}

/**
 * One end of an association in the simulation. What a command has to send leaves when the network goes on, or at
 * `network.settle()`.
 */
export class SimulatedAssociation {
  /** The association itself, without I/O; commands given to it directly need `network.settle()`. */
  readonly core: Association;
  /** All that happened, in order. */
  readonly events: SimulatedEvent[] = [];
  /** All messages that were read, in order. */
  readonly messages: SimulatedMessage[] = [];
  readonly #host: AssociationHost;
  #isReading = true;

  /** @internal */
  constructor(core: Association, host: AssociationHost) {
    this.core = core;
    this.#host = host;
  }

  /** The state of RFC 9260 §4. */
  get state(): Association['state'] {
    return this.core.state;
  }

  /** Why the association has ended; undefined while it lives, and after a graceful end. */
  get error(): SctpError | undefined {
    const last = this.events.at(-1);
    return last?.type === 'closed' ? last.error : undefined;
  }

  /** Counts of the association and its paths, named after RFC 3873. */
  statistics(): AssociationStatistics {
    return this.core.statistics();
  }

  /** Whether messages are read as they come. While they are not, the receive window fills up. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /** Leaves messages unread from now on. */
  pause(): void {
    this.#isReading = false;
  }

  /** Reads what waits, and what comes. */
  resume(): void {
    this.#isReading = true;
    this.readAll();
  }

  /** Reads one message that waits, if there is one. */
  read(): SimulatedMessage | undefined {
    const message = this.core.read(this.#host.now());
    if (message === undefined) return undefined;
    this.#host.touch();
    this.messages.push(message);
    this.record({ type: 'message', message });
    return message;
  }

  /** Reads all messages that wait. */
  readAll(): void {
    while (this.read() !== undefined);
  }

  /**
   * Queues a message, text in UTF-8; gives the id that `acknowledged` and `sendFailed` events carry. Bytes are not
   * copied, so not to be changed before they are acknowledged.
   * @throws SctpError as `Association.send` does.
   */
  send(data: Uint8Array | string, options: SimulatedSendOptions = {}): number {
    const now = this.#host.now();
    const message = {
      data: typeof data === 'string' ? Buffer.from(data) : data,
      streamId: options.stream ?? 0,
      ppid: options.ppid ?? 0,
      unordered: options.unordered ?? false,
      sackImmediately: options.sackImmediately ?? false,
      expiresAt: options.lifetime === undefined ? undefined : now + options.lifetime,
      maxRetransmissions: options.maxRetransmissions,
    };
    const id = this.core.send(message, now);
    this.#host.touch();
    return id;
  }

  /**
   * Asks the peer for a change of streams; gives the id that `reconfigured` events carry.
   * @throws SctpError or RangeError as `Association.reconfigure` does.
   */
  reconfigure(request: Parameters<Association['reconfigure']>[0]): number {
    const id = this.core.reconfigure(request, this.#host.now());
    this.#host.touch();
    return id;
  }

  /** Ends gracefully, once all messages are acknowledged. */
  shutdown(): void {
    this.core.shutdown(this.#host.now());
    this.#host.touch();
  }

  /** Ends at once. */
  abort(reason = ''): void {
    this.core.abort(reason, this.#host.now());
    this.#host.touch();
  }

  /** Takes an event of the core, or of the host. @internal */
  record(event: SimulatedEvent): void {
    this.events.push(event);
    this.#host.report(this, event);
    if (event.type === 'readable' && this.#isReading) this.readAll();
  }
}
