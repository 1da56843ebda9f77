/** What a connection tells its owner. */
export interface ConnectionEvents {
  /** One Diameter message has come, whole. The bytes are the receiver's own. */
  message(bytes: Uint8Array): void;
  /** What comes is no sequence of Diameter messages any more: only for transports that do not keep their boundaries. */
  garbled(): void;
  /** The peer has begun anew on the same connection: for Diameter it is another one, made by the peer. */
  restart(): void;
  /** A message, as it was given to `send`, has not arrived, or may not have. */
  sendFailed(bytes: Uint8Array, wasSent: boolean): void;
  /** The connection has ended; nothing comes after that. `error` is undefined when it has done so gracefully. */
  close(error: Error | undefined): void;
}

/** Carries whole Diameter messages to one peer and back. */
export interface Connection {
  /** Addresses of this side: one, or with SCTP all that messages may be sent from. */
  readonly localAddresses: readonly string[];
  /** For people: `sctp 192.0.2.1,198.51.100.1 port 3868`. */
  readonly description: string;
  /** Whether so much waits to be sent that no more requests should be added. */
  readonly isFull: boolean;
  /** Begins to read, as what comes waits until then; called again, it has another owner told from then on. */
  handTo(events: ConnectionEvents): void;
  /**
   * Sends a message; `unordered` lets it overtake others. Never throws: a message that cannot be sent is a
   * `sendFailed`.
   */
  send(bytes: Uint8Array, order: 'ordered' | 'unordered'): void;
  /** Ends gracefully: what was sent arrives first. */
  shutdown(): void;
  /** Ends at once. */
  abort(reason: string): void;
}

/** Makes connections to one peer: `connectSctp`, `connectTcp`, or one of your own. */
export interface Connector {
  /** Whether it finds out whom to call, so that the Origin-Host of who answers is not known before; default false. */
  readonly isDiscovery?: boolean;
  /** @throws (as a rejection) where there is no connection to be had, or `signal` is aborted */
  connect(signal: AbortSignal): Promise<Connection>;
}

/** Takes connections: `listenSctp`, `listenTcp`, or one of your own. */
export interface Listener {
  /** Takes connections from now on. @throws (as a rejection) where that is impossible */
  listen(accept: (connection: Connection) => void): Promise<void>;
  /** Takes no more connections; those there are go on. */
  stopAccepting(): void;
  /** Ends what is left of the connections, and gives the port back. */
  close(): Promise<void>;
}
