import { EventEmitter } from 'node:events';
import { type AnswerOf, type Command, type RequestOf, writeRequest } from '../dictionary/command.ts';
import type { Origin } from '../dictionary/error-answer.ts';
import { DiameterError } from '../errors.ts';
import { BaseMessages, type DisconnectCause } from '../peer/base-messages.ts';
import { Identifiers } from '../peer/identifiers.ts';
import { nameResultCode, resultCode } from '../result-code.ts';
import { checkNodeOptions } from './check-node-options.ts';
import type { Clock } from './clock.ts';
import { LocalRequests } from './local-requests.ts';
import type { DiameterNodeEvents, DiameterNodeStatistics, PeerStatus } from './node-events.ts';
import { capabilitiesOf, type DiameterNodeOptions, type ResolvedOptions, resolveNodeOptions } from './node-options.ts';
import { checkNumber, longestTime } from './number-option.ts';
import { OpenConnections } from './open-connections.ts';
import type { Peer } from './peer.ts';
import type { PeerChange, PeerListener } from './peer-options.ts';
import { PeerTable } from './peer-table.ts';
import type { RequestHandler, RequestOptions, RequestValues } from './request-values.ts';
import { Router } from './router.ts';
import { resultCodeOf } from './routing-avps.ts';
import { RoutingTable } from './routing-table.ts';
import { systemClock } from './system-clock.ts';
import { Traffic } from './traffic.ts';
import type { Outcome } from './transaction.ts';

/** How a node is closed. */
export interface CloseOptions {
  /** What peers are told; default REBOOTING, after which they may call again (RFC 6733 §5.4.3). */
  readonly cause?: DisconnectCause;
  /** After so many ms what has not ended is ended at once; default 10,000. */
  readonly deadline?: number;
}

/**
 * Makes a Diameter node: client, server or relay, with connections to its peers (RFC 6733).
 * @throws RangeError or TypeError for a wrong option
 */
export function createDiameterNode(options: DiameterNodeOptions): DiameterNode {
  return new DiameterNode(options, systemClock);
}

/** A Diameter node. See {@link createDiameterNode}. */
export class DiameterNode extends EventEmitter<DiameterNodeEvents> {
  readonly #options: ResolvedOptions;
  readonly #clock: Clock;
  readonly #identifiers: Identifiers;
  readonly #connections = new OpenConnections();
  readonly #peers: PeerTable;
  readonly #local: LocalRequests;
  readonly #traffic: Traffic;
  #state: 'new' | 'started' | 'closing' | 'closed' = 'new';
  /** A session that was begun before the node was made anew is another one, also when Origin-State-Id is the same. */
  readonly #sessionPrefix: string;
  #sessions = 0;

  /** @internal */
  constructor(options: DiameterNodeOptions, clock: Clock) {
    super();
    const resolved = resolveNodeOptions(options, clock.seconds());
    checkNodeOptions(resolved);
    const { dictionary, identity, realm } = resolved;
    const origin: Origin = { 'Origin-Host': identity, 'Origin-Realm': realm };
    this.#options = resolved;
    this.#sessionPrefix = `${identity};${clock.seconds()}`;
    this.#clock = clock;
    this.#identifiers = new Identifiers(clock.uint32(), clock.seconds());
    this.#local = new LocalRequests({
      ...{ dictionary, origin, clock },
      maxActive: resolved.maxActiveRequests,
      duplicateCacheSize: resolved.duplicateCacheSize,
      failed: (error) => {
        if (this.listenerCount('error') > 0) this.emit('error', error);
      },
    });
    this.#peers = new PeerTable({
      ...{ options: resolved, clock, identifiers: this.#identifiers, connections: this.#connections },
      messages: new BaseMessages({ local: capabilitiesOf(resolved), dictionary, identifiers: this.#identifiers }),
      listener: this.#peerListener(),
    });
    const now = () => clock.now();
    this.#traffic = new Traffic({
      ...{ identity, realm, local: this.#local, requestTimeout: resolved.requestTimeout },
      router: new Router({ peers: this.#peers, routes: new RoutingTable(resolved.routes), now }),
      isRelay: resolved.relay,
      now,
    });
  }

  /** Origin-Host. */
  get identity(): string {
    return this.#options.identity;
  }

  /** All peers, connected or not. */
  get peers(): readonly PeerStatus[] {
    return this.#peers.statuses();
  }

  /** What the node has done since it was made. */
  statistics(): DiameterNodeStatistics {
    return this.#traffic.statistics();
  }

  /** A Session-Id that no other session has (RFC 6733 §8.8). */
  nextSessionId(): string {
    this.#sessions += 1;
    return `${this.#sessionPrefix};${this.#sessions}`;
  }

  /**
   * Answers requests of a command that are for this node, each once: what comes twice is answered the same.
   * `applicationId` is wanted only where the command is of every application.
   */
  handle<C extends Command>(command: C, handler: RequestHandler<C>, applicationId = command.applicationId ?? 0): void {
    this.#local.handle(applicationId, {
      command,
      // `as`: the values have been read by the grammar of this very command.
      answer: (values, message, peer) => handler(values as RequestOf<C>, { message, peer }),
    });
  }

  /**
   * Listens, and begins to call peers; does not wait for them: `open` tells when one is there.
   * @throws (as a rejection) why it cannot listen
   */
  async start(): Promise<void> {
    if (this.#state !== 'new') throw new DiameterError('ERR_DIAMETER_CLOSED', 'a node is started once');
    this.#state = 'started';
    for (const listener of this.#options.listen)
      await listener.listen((connection) => this.#peers.receiveCall(connection));
    for (const peer of this.#peers) peer.start();
  }

  /**
   * Calls a peer again that has sent DPR with a cause after which it is not called by itself. @throws DiameterError for
   * an unknown one
   */
  connect(identity: string): void {
    this.#find(identity).start();
  }

  /** Sends DPR to a peer, and leaves it alone until `connect`. @throws DiameterError for an unknown one */
  disconnect(identity: string, cause: DisconnectCause = 'DO_NOT_WANT_TO_TALK_TO_YOU'): void {
    this.#find(identity).stop(cause);
  }

  /**
   * Sends a request, and resolves with its answer, whatever its Result-Code; it goes to another peer when the first one
   * fails, or cannot deliver it.
   * @throws (as a rejection) DiameterError: `ERR_DIAMETER_ERROR_ANSWER` for an answer with the E bit, and what else
   * {@link DiameterError} lists; TypeError or RangeError for values that are missing, unknown or not of their format, and
   * for a wrong timeout
   */
  async request<C extends Command>(
    command: C,
    values: RequestValues<C>,
    { timeout = this.#options.requestTimeout, applicationId }: RequestOptions = {},
  ): Promise<AnswerOf<C>> {
    if (this.#state !== 'started') throw new DiameterError('ERR_DIAMETER_CLOSED', 'the node is not running');
    checkNumber('timeout', timeout, 1, longestTime);
    const { identity, realm } = this.#options;
    // `as`: RequestOf<C>, whose names are not known here; they are checked at run time.
    const all = { 'Origin-Host': identity, 'Origin-Realm': realm, ...values } as never;
    const endToEnd = this.#identifiers.endToEnd();
    const message = writeRequest(command, all, { endToEnd, ...(applicationId !== undefined && { applicationId }) });
    const outcome = await new Promise<Outcome>((resolve) => this.#traffic.send(message, timeout, resolve));
    return this.#read(command, outcome, timeout);
  }

  /**
   * Ends gracefully: waits for the answers to its requests, sends DPR to all peers, lets handlers finish, and
   * disconnects. Idempotent.
   * @throws (as a rejection) RangeError for a wrong deadline
   */
  async close({ cause = 'REBOOTING', deadline = 10_000 }: CloseOptions = {}): Promise<void> {
    checkNumber('deadline', deadline, 0, longestTime);
    if (this.#state === 'closed') return;
    this.#state = 'closing';
    const { listen } = this.#options;
    for (const listener of listen) listener.stopAccepting();
    let cancel = () => {};
    const isLate = new Promise<void>((resolve) => {
      cancel = this.#clock.after(deadline, resolve);
    });
    await Promise.race([this.#traffic.settled(), isLate]);
    this.#peers.stop(cause);
    await Promise.race([this.#connections.none(), isLate]);
    cancel();
    this.#connections.abortAll('the node is closed');
    await Promise.all(listen.map((listener) => listener.close()));
    this.#state = 'closed';
  }

  /** Closes the node, as `await using` does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #read<C extends Command>(command: C, outcome: Outcome, timeout: number): AnswerOf<C> {
    if (outcome.type === 'timeout') throw new DiameterError('ERR_DIAMETER_TIMEOUT', `no answer within ${timeout} ms`);
    if (outcome.type === 'undelivered') throw undelivered(outcome.resultCode);
    if (outcome.type === 'malformed') throw malformed('the answer cannot be read');
    const { answer } = outcome;
    const reading = this.#options.dictionary.readAnswer(command, answer);
    if (reading.type === 'fault') throw malformed(reading.fault.text);
    // `as`: it was read by the grammar of this very command.
    if (reading.type === 'value') return reading.value as AnswerOf<C>;
    const code = resultCodeOf(answer);
    const text = `${nameResultCode(code)}: ${reading.value['Error-Message'] ?? 'no text'}`;
    throw new DiameterError('ERR_DIAMETER_ERROR_ANSWER', text, { resultCode: code });
  }

  #peerListener(): PeerListener {
    return {
      request: (peer, message, reply) => this.#traffic.request(peer, message, reply),
      malformedRequest: (malformed, reply) => this.#traffic.malformedRequest(malformed, reply),
      answer: (transaction, message) => this.#traffic.answer(transaction, message),
      malformedAnswer: ({ settle }) => settle({ type: 'malformed' }),
      failover: (peer, transactions) => {
        if (transactions.length > 0) this.emit('failover', peer, transactions.length);
        this.#traffic.failOver(transactions);
      },
      expired: (transactions) => this.#traffic.expire(transactions),
      changed: (peer, change) => this.#tell(peer, change),
      incoming: (connection) => this.#peers.receiveCall(connection),
    };
  }

  #tell(peer: string, change: PeerChange): void {
    if (change.type === 'open') {
      const { capabilities, connection } = change;
      this.#peers.opened();
      this.emit('open', peer, { capabilities, connection: connection.description });
    } else if (change.type === 'close') {
      this.#peers.closed(peer);
      this.emit('close', peer, { reason: change.reason, error: change.error });
    } else {
      this.emit(change.type, peer);
    }
  }

  #find(identity: string): Peer {
    const peer = this.#peers.get(identity);
    if (peer === undefined) throw new DiameterError('ERR_DIAMETER_UNKNOWN_PEER', `${identity} is no peer of this node`);
    return peer;
  }
}

function undelivered(code: number): DiameterError {
  const kind = code === resultCode.tooBusy ? 'ERR_DIAMETER_TOO_BUSY' : 'ERR_DIAMETER_UNDELIVERABLE';
  return new DiameterError(kind, `no peer could take the request: ${nameResultCode(code)}`, { resultCode: code });
}

function malformed(text: string): DiameterError {
  return new DiameterError('ERR_DIAMETER_MALFORMED_ANSWER', text);
}
