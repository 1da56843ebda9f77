import type { DecodedMessage, DiameterMessage } from '../codec/message.ts';
import type { Caller } from '../peer/caller.ts';
import { type Capabilities, supports } from '../peer/capabilities.ts';
import { PeerMachine } from '../peer/peer-machine.ts';
import type { CloseReason, PeerOutput, PeerStateName, Side } from '../peer/peer-state.ts';
import type { WatchdogState } from '../peer/watchdog.ts';
import { type CallListener, Calls } from './calls.ts';
import { Alarm } from './clock.ts';
import type { Connection } from './connection.ts';
import { Link, type LinkOwner } from './link.ts';
import type { OpenConnections } from './open-connections.ts';
import type { Malformed, PeerOptions } from './peer-options.ts';
import { PendingRequests } from './pending-requests.ts';
import { ReconnectDelay } from './reconnect-delay.ts';
import type { Transaction } from './transaction.ts';

/** One peer, with its connections, the requests that are pending there, and the time until it is called again. */
export class Peer {
  readonly identity: string;
  /** The identity in small letters, to be compared. */
  readonly key: string;
  readonly #options: PeerOptions;
  readonly #machine: PeerMachine;
  readonly #alarm: Alarm;
  readonly #calls: Calls | undefined;
  readonly #pending = new PendingRequests<Transaction>();
  readonly #links = new Map<Side, Link>();
  readonly #connections: OpenConnections;
  readonly #owner: LinkOwner;
  #isStopped = false;
  #isDraining = false;

  constructor(options: PeerOptions) {
    const { identity, connector, reconnectInterval: interval, clock } = options;
    const fraction = () => clock.fraction();
    this.identity = identity;
    this.key = identity.toLowerCase();
    this.#options = options;
    this.#connections = options.connections;
    this.#machine = new PeerMachine({ ...options, fraction });
    this.#owner = this.#linkOwner();
    this.#alarm = new Alarm(clock, () => this.#ring());
    const delay = new ReconnectDelay({ interval, fraction });
    if (connector !== undefined) this.#calls = new Calls(connector, delay, this.#callListener());
  }

  get state(): PeerStateName {
    return this.#machine.state;
  }

  get watchdogState(): WatchdogState {
    return this.#machine.watchdogState;
  }

  get capabilities(): Capabilities | undefined {
    return this.#machine.capabilities;
  }

  /** Of the connection that is in use, for people. */
  get connection(): string | undefined {
    return this.#activeLink?.connection.description;
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Whether requests may be sent: `spare` where the watchdog has yet to approve of a new connection. */
  get service(): 'none' | 'spare' | 'full' {
    const { state, watchdogState } = this;
    if (state !== 'I-Open' && state !== 'R-Open') return 'none';
    if (watchdogState === 'OKAY') return 'full';
    return watchdogState === 'REOPEN' ? 'spare' : 'none';
  }

  /** Whether so much is under way that no more requests should be added. */
  get isFull(): boolean {
    return this.#pending.size >= this.#options.maxPending || (this.#activeLink?.connection.isFull ?? false);
  }

  supports(applicationId: number): boolean {
    return this.capabilities !== undefined && supports(this.capabilities, applicationId);
  }

  /** Calls the peer, where that is known how; it is called again until `stop`. */
  start(): void {
    this.#isStopped = false;
    this.#calls?.stop();
    if (this.#calls !== undefined) this.#machine.start(this.#now());
    this.#drain();
  }

  /** Disconnects, and calls no more. */
  stop(cause: Parameters<PeerMachine['stop']>[0]): void {
    this.#isStopped = true;
    this.#calls?.stop();
    this.#machine.stop(cause, this.#now());
    this.#drain();
  }

  /** The peer has called: whether its connection is taken. */
  accept(caller: Caller, connection: Connection): boolean {
    if (this.#isStopped || !this.#machine.accept(caller, this.#now())) return false;
    this.#addLink('responder', connection);
    this.#drain();
    return true;
  }

  /** Sends a request, with a Hop-by-Hop Identifier of its own. Only while there is `service`. */
  send(transaction: Transaction): void {
    const hopByHop = this.#options.identifiers.hopByHop();
    transaction.isUnsent = false;
    transaction.excluded.push(this.key);
    this.#pending.add(hopByHop, transaction, transaction.expiresAt);
    this.#activeLink?.send({ ...transaction.message, hopByHop });
    this.#setAlarm();
  }

  get #activeLink(): Link | undefined {
    const { side } = this.#machine;
    return side === undefined ? undefined : this.#links.get(side);
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #ring(): void {
    const now = this.#now();
    this.#options.listener.expired(this.#pending.takeExpired(now));
    if ((this.#calls?.nextTimeout() ?? Number.POSITIVE_INFINITY) <= now) this.start();
    this.#machine.handleTimeout(now);
    this.#drain();
  }

  #setAlarm(): void {
    this.#alarm.set(
      Math.min(
        this.#machine.nextTimeout() ?? Number.POSITIVE_INFINITY,
        this.#pending.nextTimeout() ?? Number.POSITIVE_INFINITY,
        this.#calls?.nextTimeout() ?? Number.POSITIVE_INFINITY,
      ),
    );
  }

  /** Does what the state machine has put out; what that leads to may add more. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let next = this.#machine.nextOutput(); next !== undefined; next = this.#machine.nextOutput()) {
        this.#perform(next);
      }
    } finally {
      // Also when a listener of the user throws.
      this.#isDraining = false;
      this.#setAlarm();
    }
  }

  #perform(output: PeerOutput): void {
    const { listener } = this.#options;
    switch (output.type) {
      case 'connect':
        this.#calls?.dial();
        return;
      case 'send':
        this.#links.get(output.side)?.sendInOrder(output.message);
        return;
      case 'disconnect':
        this.#drop(output.side, output.isGraceful);
        return;
      case 'message':
        this.#receive(output.message);
        return;
      case 'failover':
        if (this.watchdogState === 'SUSPECT') listener.changed(this.identity, { type: 'suspect' });
        listener.failover(this.identity, this.#pending.takeAll());
        return;
      case 'failback':
        this.#calls?.succeed();
        listener.changed(this.identity, { type: 'okay' });
        return;
      case 'open':
        this.#open(output);
        return;
      case 'restart':
        listener.changed(this.identity, { type: 'restart' });
        return;
      default:
        this.#close(output.reason);
    }
  }

  #open({ side, capabilities }: PeerOutput & { readonly type: 'open' }): void {
    const link = this.#links.get(side);
    this.#calls?.stop();
    if (this.watchdogState === 'OKAY') this.#calls?.succeed();
    if (side === 'initiator') link?.allowReordering();
    if (link === undefined) return;
    this.#options.listener.changed(this.identity, { type: 'open', capabilities, connection: link.connection });
  }

  #close(reason: CloseReason): void {
    if (!this.#isStopped) this.#calls?.scheduleNext(reason, this.#now());
    this.#options.listener.changed(this.identity, { type: 'close', reason, error: this.#calls?.takeError() });
  }

  #receive(message: DiameterMessage): void {
    const { listener } = this.#options;
    if (message.isRequest) {
      const link = this.#activeLink;
      if (link !== undefined) listener.request(this.identity, message, link.replyTo(message));
      return;
    }
    const transaction = this.#pending.take(message.hopByHop);
    if (transaction !== undefined) listener.answer(transaction, message);
  }

  #drop(side: Side, isGraceful: boolean): void {
    if (side === 'initiator') this.#calls?.abandon();
    const link = this.#links.get(side);
    this.#links.delete(side);
    link?.end(isGraceful);
  }

  #addLink(side: Side, connection: Connection): void {
    const link = new Link(side, connection);
    this.#links.set(side, link);
    this.#connections.add(connection);
    link.handTo(this.#owner);
  }

  #callListener(): CallListener {
    return {
      connected: (connection) => {
        this.#addLink('initiator', connection);
        this.#machine.connected(connection.localAddresses, this.#now());
        this.#drain();
      },
      failed: () => {
        this.#machine.connectFailed(this.#now());
        this.#drain();
      },
    };
  }

  #linkOwner(): LinkOwner {
    const { decode, listener } = this.#options;
    return {
      decode,
      received: (link, decoded) => this.#received(link, decoded),
      requestUnsent: (hopByHop) => this.#failOverUnsent(hopByHop),
      lost: (link, how) => {
        this.#connections.delete(link.connection);
        if (this.#isCurrent(link)) {
          this.#links.delete(link.side);
          this.#machine.disconnected(link.side, this.#now());
          this.#drain();
        }
        if (how === 'restarted') listener.incoming(link.connection);
      },
    };
  }

  /** What comes of a connection that counts no more is nobody's. */
  #isCurrent(link: Link): boolean {
    return this.#links.get(link.side) === link;
  }

  #received(link: Link, decoded: Exclude<DecodedMessage, { readonly type: 'runt' }>): void {
    if (!this.#isCurrent(link)) return;
    const isInUse = this.#machine.side === link.side;
    if (isInUse) link.allowReordering();
    if (decoded.type === 'message') this.#machine.receive(link.side, decoded.message, this.#now());
    else if (isInUse) this.#receiveMalformed(link, decoded);
    // What stands before its fault does not make a CEA good.
    else this.#machine.receive(link.side, { ...decoded.message, avps: [] }, this.#now());
    this.#drain();
  }

  #receiveMalformed(link: Link, malformed: Malformed): void {
    const { listener } = this.#options;
    const { message } = malformed;
    if (message.isRequest) {
      listener.malformedRequest(malformed, link.replyTo(message));
      return;
    }
    const transaction = this.#pending.take(message.hopByHop);
    if (transaction !== undefined) listener.malformedAnswer(transaction);
  }

  /** It goes to another peer at once; what may have arrived does so when the connection is lost. */
  #failOverUnsent(hopByHop: number): void {
    const transaction = this.#pending.take(hopByHop);
    if (transaction === undefined) return;
    transaction.isUnsent = true;
    this.#options.listener.failover(this.identity, [transaction]);
  }
}
