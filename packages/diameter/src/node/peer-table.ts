import type { BaseMessages, DisconnectCause } from '../peer/base-messages.ts';
import type { Caller } from '../peer/caller.ts';
import { isSameIdentity } from '../peer/election.ts';
import type { Identifiers } from '../peer/identifiers.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import { awaitCapabilities } from './incoming.ts';
import type { PeerStatus } from './node-events.ts';
import type { PeerConfiguration, ResolvedOptions } from './node-options.ts';
import type { OpenConnections } from './open-connections.ts';
import { Peer } from './peer.ts';
import type { PeerListener } from './peer-options.ts';

/** What peers are made of. */
export interface PeerTableOptions {
  readonly options: ResolvedOptions;
  readonly messages: BaseMessages;
  readonly identifiers: Identifiers;
  readonly clock: Clock;
  readonly connections: OpenConnections;
  readonly listener: PeerListener;
}

/** The peers of a node (RFC 6733 §2.6): those that were configured, and others for as long as they are connected. */
export class PeerTable {
  readonly #options: PeerTableOptions;
  /** By identity, in small letters. */
  readonly #peers = new Map<string, Peer>();
  readonly #configured = new Map<string, PeerConfiguration>();
  /** By realm, in small letters; undefined once that may have changed. A request shall not look at each peer. */
  #byRealm: Map<string, Peer[]> | undefined;
  #isStopped = false;

  constructor(options: PeerTableOptions) {
    this.#options = options;
    for (const configuration of options.options.peers) {
      this.#configured.set(configuration.identity.toLowerCase(), configuration);
      this.#add(configuration);
    }
  }

  get(identity: string): Peer | undefined {
    return this.#peers.get(identity.toLowerCase());
  }

  [Symbol.iterator](): Iterator<Peer> {
    return this.#peers.values();
  }

  /** Disconnects from all of them, and takes no others: a CER may still be on its way. */
  stop(cause: DisconnectCause): void {
    this.#isStopped = true;
    for (const peer of this.#peers.values()) peer.stop(cause);
  }

  statuses(): PeerStatus[] {
    return [...this.#peers.values()].map((peer) => ({
      identity: peer.identity,
      state: peer.state,
      watchdog: peer.watchdogState,
      capabilities: peer.capabilities,
      connection: peer.connection,
      pending: peer.pendingCount,
    }));
  }

  /** Those that serve a realm, as they say, or as they were configured. */
  ofRealm(realm: string): Peer[] {
    this.#byRealm ??= this.#groupByRealm();
    return this.#byRealm.get(realm.toLowerCase()) ?? [];
  }

  /** A peer has made a connection: which one its CER says. */
  receiveCall(connection: Connection): void {
    const { messages, clock, options } = this.#options;
    awaitCapabilities(connection, {
      ...{ messages, clock },
      timeout: options.exchangeTimeout,
      decode: (bytes) => options.dictionary.decodeMessage(bytes),
      isKnown: (host) => this.#isWelcome(host),
      accept: (caller) => this.#accept(caller, connection),
    });
  }

  /** A peer has told of its realm. */
  opened(): void {
    this.#byRealm = undefined;
  }

  /** Its connection has ended: a peer that is known by that alone is forgotten. */
  closed(identity: string): void {
    this.#byRealm = undefined;
    if (!this.#configured.has(identity.toLowerCase())) this.#peers.delete(identity.toLowerCase());
  }

  /** Who calls itself as this node does is another host with a wrong configuration. */
  #isWelcome(host: string): boolean {
    const { acceptUnknownPeers, identity } = this.#options.options;
    return this.get(host) !== undefined || (acceptUnknownPeers && !isSameIdentity(host, identity));
  }

  #accept(caller: Caller, connection: Connection): boolean {
    if (this.#isStopped) return false;
    const { 'Origin-Host': identity } = caller.capabilities;
    const peer = this.get(identity) ?? this.#add({ identity });
    return peer.accept(caller, connection);
  }

  #add({ identity, connect }: PeerConfiguration): Peer {
    const { options, messages, identifiers, clock, connections, listener } = this.#options;
    const peer = new Peer({
      ...{ identity, connector: connect, messages, identifiers, clock, connections },
      expectedHost: connect?.isDiscovery === true ? undefined : identity,
      watchdogInterval: options.watchdogInterval,
      exchangeTimeout: options.exchangeTimeout,
      reconnectInterval: options.reconnectInterval,
      maxPending: options.maxPendingRequests,
      decode: (bytes) => options.dictionary.decodeMessage(bytes),
      listener,
    });
    this.#peers.set(identity.toLowerCase(), peer);
    this.#byRealm = undefined;
    return peer;
  }

  #groupByRealm(): Map<string, Peer[]> {
    const groups = new Map<string, Peer[]>();
    for (const peer of this.#peers.values()) {
      const realm = this.#realmOf(peer).toLowerCase();
      const group = groups.get(realm);
      if (group === undefined) groups.set(realm, [peer]);
      else group.push(peer);
    }
    return groups;
  }

  #realmOf({ identity, capabilities }: Peer): string {
    const configured = this.#configured.get(identity.toLowerCase())?.realm;
    return configured ?? capabilities?.['Origin-Realm'] ?? identity.slice(identity.indexOf('.') + 1);
  }
}
