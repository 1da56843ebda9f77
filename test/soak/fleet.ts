import {
  SeededRandom,
  type SimulatedAssociation,
  type SimulatedEvent,
  type SimulatedHost,
  SimulatedNetwork,
} from '../../lib/src/simulation/index.ts';
import { Client } from './client.ts';
import { sessionOf } from './direction.ts';
import { forget, options } from './ends.ts';
import { type Ending, Session, type Side } from './session.ts';

const serverAddresses = ['10.0.0.1', '172.16.0.1'] as const;

/** Problems that are kept; one is as good as thousands. */
const maxProblems = 20;

/** One server, its clients, and all sessions that they have. */
export class Fleet {
  readonly network: SimulatedNetwork;
  readonly random: SeededRandom;
  readonly server: SimulatedHost;
  /** No session begins after this, and those that there are begin to end, in ms. */
  readonly closingTime: number;
  readonly clients: readonly Client[];
  readonly problems: string[] = [];
  readonly counts = { packets: 0, messages: 0, abandoned: 0, reconfigurations: 0 };
  /** Sessions by how they ended. */
  readonly endings = new Map<Ending, number>();
  readonly #sessions: Session[] = [];
  readonly #clientAt = new Map<string, Client>();
  readonly #clientOf = new Map<SimulatedAssociation, Client>();

  constructor(seed: number, clientCount: number, closingTime: number) {
    this.network = new SimulatedNetwork({ seed });
    this.random = new SeededRandom(seed);
    this.closingTime = closingTime;
    this.server = this.network.host({
      addresses: serverAddresses,
      port: 5000,
      options: { ...options, maxAssociations: clientCount },
      onEvent: (association, event) => this.#atServer(association, event),
    });
    this.server.listen();
    this.network.intercept = () => {
      this.counts.packets += 1;
      return false;
    };
    this.clients = Array.from({ length: clientCount }, (_, index) => new Client(this, index));
    for (const client of this.clients) for (const ip of client.addresses) this.#clientAt.set(ip, client);
  }

  report(problem: string): void {
    if (this.problems.length < maxProblems) this.problems.push(`at ${Math.round(this.network.now)} ms, ${problem}`);
  }

  /** Begins a session with the client at this address, which is to end in this way. */
  open(address: string, ending: Ending): Session {
    const session = new Session(this.#sessions.length, ending, (problem) => this.report(`${address}: ${problem}`));
    this.#sessions.push(session);
    this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
    return session;
  }

  /** Takes what is told of messages at one side. */
  note(side: Side, event: SimulatedEvent): void {
    const other = side === 'client' ? 'server' : 'client';
    switch (event.type) {
      case 'message':
        this.counts.messages += 1;
        this.#sessions[sessionOf(event.message.ppid)]?.from[other].arrived(event.message);
        return;
      case 'acknowledged':
        this.#sessions[sessionOf(event.message.ppid)]?.from[side].acknowledged(event.message.ppid);
        return;
      case 'sendFailed':
        this.counts.abandoned += event.isAbandoned ? 1 : 0;
        this.#sessions[sessionOf(event.message.ppid)]?.from[side].failed(event.message.ppid, event);
        return;
      case 'reconfigured':
        this.counts.reconfigurations += event.error === undefined ? 1 : 0;
        return;
      default:
        return;
    }
  }

  #atServer(association: SimulatedAssociation, event: SimulatedEvent): void {
    const client = this.#clientWith(association);
    if (client === undefined) this.report('the server has an association with a stranger');
    this.note('server', event);
    client?.handle('server', association, event);
    forget(association);
    if (event.type === 'closed') this.#clientOf.delete(association);
  }

  #clientWith(association: SimulatedAssociation): Client | undefined {
    let client = this.#clientOf.get(association);
    if (client === undefined) {
      const [path] = association.core.paths;
      client = this.#clientAt.get(path?.address.ip ?? '');
      if (client !== undefined) this.#clientOf.set(association, client);
    }
    return client;
  }
}
