import { setImmediate } from 'node:timers/promises';
import {
  baseDictionary,
  type Connection,
  type ConnectionEvents,
  type Connector,
  creditControlVocables,
  type DiameterNodeOptions,
  type Listener,
} from '@usctp/diameter';
import { SctpError } from 'usctp';
import {
  type Destination,
  SeededRandom,
  type SimulatedAssociation,
  type SimulatedHost,
  SimulatedNetwork,
} from 'usctp/simulation';
import type { Clock } from '../../../packages/diameter/src/node/clock.ts';
import { DiameterNode } from '../../../packages/diameter/src/node/diameter-node.ts';

const dictionary = baseDictionary.extend(creditControlVocables);

/** Timers as `profiles.diameter` has them, so that a lost connection is noticed within 10 s. */
const options = { rtoInitial: 120, rtoMin: 120, rtoMax: 800, associationMaxRetransmissions: 10 } as const;

/** Nodes on a simulated network: its clock is theirs, and each message is a message of simulated SCTP. */
export class VirtualNodes {
  readonly network: SimulatedNetwork;
  readonly clock: Clock;
  readonly #connections = new Map<SimulatedAssociation, SimulatedConnection>();
  readonly #accepts = new Map<SimulatedHost, (connection: Connection) => void>();

  constructor(seed = 1) {
    this.network = new SimulatedNetwork({ seed, link: { delay: 5 } });
    this.clock = clockOf(this.network, new SeededRandom(seed));
  }

  /** An SCTP endpoint; nodes that call each other have one to call from and one to be called at. */
  host(...addresses: readonly [string, ...string[]]): SimulatedHost {
    const host: SimulatedHost = this.network.host({
      addresses,
      port: 3868,
      options,
      onEvent: (association, event) => {
        if (event.type === 'accepted') this.#accepts.get(host)?.(this.#connectionOf(host, association));
        else this.#connectionOf(host, association).handle(event);
      },
    });
    return host;
  }

  connector(from: SimulatedHost, to: Destination): Connector {
    return {
      connect: (signal) => {
        const association = from.connect(to);
        const connection = this.#connectionOf(from, association);
        signal.addEventListener('abort', () => association.abort('given up'));
        return connection.established;
      },
    };
  }

  listener(host: SimulatedHost): Listener {
    return {
      listen: async (accept) => {
        this.#accepts.set(host, accept);
        host.listen();
      },
      stopAccepting: () => host.listen(false),
      close: async () => {},
    };
  }

  node(identity: string, others: Partial<DiameterNodeOptions> = {}): DiameterNode {
    return new DiameterNode({ identity, realm: 'example', dictionary, ...others }, this.clock);
  }

  /** Goes on by so many ms, and lets promises settle every `step` ms. */
  async run(duration: number, step = 10): Promise<void> {
    const end = this.network.now + duration;
    while (this.network.now < end) {
      this.network.advanceTo(Math.min(this.network.now + step, end));
      await setImmediate();
    }
  }

  #connectionOf(host: SimulatedHost, association: SimulatedAssociation): SimulatedConnection {
    const known = this.#connections.get(association);
    if (known !== undefined) return known;
    const connection = new SimulatedConnection(host, association);
    this.#connections.set(association, connection);
    return connection;
  }
}

/** A connection over simulated SCTP, as `SctpConnection` is one over real SCTP. */
class SimulatedConnection implements Connection {
  readonly isFull = false;
  readonly localAddresses: readonly string[];
  readonly established: Promise<Connection>;
  readonly #association: SimulatedAssociation;
  #events: ConnectionEvents | undefined;
  #settle:
    | { readonly resolve: (connection: Connection) => void; readonly reject: (error: unknown) => void }
    | undefined;

  constructor(host: SimulatedHost, association: SimulatedAssociation) {
    this.localAddresses = host.addresses.map(({ ip }) => ip);
    this.#association = association;
    this.established = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Those that are accepted wait for nobody.
    this.established.catch(() => {});
    association.pause();
  }

  get description(): string {
    return `simulated, from ${this.localAddresses.join(',')}`;
  }

  handTo(events: ConnectionEvents): void {
    this.#events = events;
    this.#association.resume();
  }

  send(bytes: Uint8Array, order: 'ordered' | 'unordered'): void {
    try {
      this.#association.send(bytes, { ppid: 46, unordered: order === 'unordered' });
    } catch (error) {
      if (!(error instanceof SctpError)) throw error;
      this.#events?.sendFailed(bytes, false);
    }
  }

  shutdown(): void {
    this.#association.shutdown();
  }

  abort(reason: string): void {
    this.#association.abort(reason);
  }

  handle(event: Parameters<NonNullable<Parameters<SimulatedNetwork['host']>[0]['onEvent']>>[1]): void {
    if (event.type === 'established') this.#settle?.resolve(this);
    if (event.type === 'message') this.#events?.message(event.message.data);
    if (event.type === 'restart') this.#events?.restart();
    if (event.type === 'sendFailed') this.#events?.sendFailed(event.message.data, event.wasSent);
    if (event.type !== 'closed') return;
    this.#settle?.reject(event.error);
    this.#events?.close(event.error);
  }
}

function clockOf(network: SimulatedNetwork, random: SeededRandom): Clock {
  return {
    now: () => network.now,
    after(delay, callback) {
      let isCancelled = false;
      network.at(network.now + delay, () => {
        if (!isCancelled) callback();
      });
      return () => {
        isCancelled = true;
      };
    },
    fraction: () => random.fraction(),
    uint32: () => random.uint32(),
    seconds: () => 1_000_000 + Math.floor(network.now / 1000),
  };
}
