import { unreachable } from '../../lib/src/errors.ts';
import type {
  LinkOptions,
  SimulatedAssociation,
  SimulatedEvent,
  SimulatedHost,
  SimulatedLink,
} from '../../lib/src/simulation/index.ts';
import type { Limits } from './direction.ts';
import { forget, options } from './ends.ts';
import type { Fleet } from './fleet.ts';
import { type Ending, endings, type Session, type Side } from './session.ts';

const second = 1000;
/** Bytes that wait before no more is sent. */
const backlog = 65_536;

/** One host that calls the server again and again, over links that get worse, go down and come back. */
export class Client {
  readonly addresses: readonly [string, ...string[]];
  readonly #fleet: Fleet;
  /** Undefined after a crash. */
  #host: SimulatedHost | undefined;
  #session: Session | undefined;
  #isCut = false;
  /** What an outage has taken: the links of one address, or all. */
  #down: number | 'all' | undefined;
  /** The session that a restart has ended, until the server notices. */
  #before: Session | undefined;

  constructor(fleet: Fleet, index: number) {
    const last = `${index >> 8}.${index & 0xff}`;
    this.#fleet = fleet;
    this.addresses = fleet.random.chance(0.3) ? [`10.1.${last}`, `172.17.${last}`] : [`10.1.${last}`];
    this.#host = this.#arise();
    for (const { link } of this.#links()) link.configure(this.#faults());
    this.#after(60 * second, () => this.#call());
    this.#after(60 * second, () => this.#breakLinks());
  }

  /** Whether the last session is over, and has left nothing. */
  get isDone(): boolean {
    const isOver = this.#session?.isOver === true && this.#before === undefined;
    return isOver && (this.#host?.endpoint.associationCount ?? 0) === 0;
  }

  /** Something has happened at one side of this client's association. */
  handle(side: Side, association: SimulatedAssociation, event: SimulatedEvent): void {
    const session = this.#session;
    if (session === undefined) {
      this.#fleet.report(`${this.addresses[0]}: ${event.type} at the ${side} without a session`);
      return;
    }
    if (event.type === 'established') this.#established(session, side, association);
    if (event.type === 'restart') this.#restarted();
    // Whoever shuts down takes no requests any more, and the other side may not know yet.
    const isUp = session.ends.client?.state === 'ESTABLISHED' && session.ends.server?.state === 'ESTABLISHED';
    if (event.type === 'reconfigured' && event.error !== undefined && isUp) {
      this.#fleet.report(`${this.addresses[0]}: the ${side} did not get its streams: ${event.error.message}`);
    }
    if (event.type !== 'closed') return;
    association.resume();
    session.end(side, event.error?.code);
    this.#continue(session);
  }

  #arise(): SimulatedHost {
    const { addresses } = this;
    return this.#fleet.network.host({
      addresses,
      port: 6000,
      options,
      onEvent: (association, event) => {
        this.#fleet.note('client', event);
        this.handle('client', association, event);
        forget(association);
      },
    });
  }

  #call(): void {
    const names = Object.keys(endings) as Ending[]; // its own keys: nothing else is in the literal
    this.#session = this.#fleet.open(
      this.addresses[0],
      names[this.#fleet.random.between(0, names.length - 1)] ?? 'the client aborts',
    );
    this.#host ??= this.#arise();
    this.#host.connect(this.#fleet.server);
  }

  #established(session: Session, side: Side, association: SimulatedAssociation): void {
    session.ends[side] = association;
    this.#sendLater(session, side, association);
    this.#pauseLater(session, side, association);
    this.#reconfigureLater(session, side, association);
    if (session.ends.client === undefined || session.ends.server === undefined) return;
    const { network, random, closingTime } = this.#fleet;
    const end = Math.min(network.now + random.between(20, 200) * second, closingTime);
    network.at(end, () => this.#end(session));
  }

  /** Sends a message every now and then, as long as the association takes them. */
  #sendLater(session: Session, side: Side, association: SimulatedAssociation): void {
    this.#after(14 * second, () => {
      if (association.state !== 'ESTABLISHED' || session.hasEnded(side)) return;
      if (association.core.bufferedAmount < backlog) session.from[side].send(association, this.#limits());
      this.#sendLater(session, side, association);
    });
  }

  /** Stops reading for a while, every now and then. */
  #pauseLater(session: Session, side: Side, association: SimulatedAssociation): void {
    this.#after(120 * second, () => {
      if (session.hasEnded(side)) return;
      association.pause();
      this.#after(20 * second, () => {
        association.resume();
        this.#pauseLater(session, side, association);
      });
    });
  }

  /** Has streams begin anew, either way, and adds some, every now and then. */
  #reconfigureLater(session: Session, side: Side, association: SimulatedAssociation): void {
    this.#after(120 * second, () => {
      if (association.state !== 'ESTABLISHED' || session.hasEnded(side)) return;
      const { random } = this.#fleet;
      const streams = random.chance(0.3) ? 'all' : [random.between(0, 3)];
      if (random.chance(0.2)) association.reconfigure({ type: 'ADD-OUTBOUND', count: random.between(1, 3) });
      else association.reconfigure({ type: random.chance(0.5) ? 'RESET-OUTBOUND' : 'RESET-INBOUND', streams });
      this.#reconfigureLater(session, side, association);
    });
  }

  /** Of one message in four. */
  #limits(): Limits {
    const { random } = this.#fleet;
    if (random.chance(0.75)) return {};
    return random.chance(0.5)
      ? { lifetime: random.between(1, 5 * second) }
      : { maxRetransmissions: random.between(0, 2) };
  }

  /** Lets the session end as it is to; on another way to its end it goes on. */
  #end(session: Session): void {
    const { client, server } = session.ends;
    switch (session.ending) {
      case 'the client shuts down':
        client?.shutdown();
        return;
      case 'the server shuts down':
        server?.shutdown();
        return;
      case 'the client aborts':
        client?.abort('soak');
        return;
      case 'the server aborts':
        server?.abort('soak');
        return;
      case 'the links are cut':
        this.#isCut = true;
        this.#setLinks();
        return;
      case 'the client crashes':
        this.#crash(session);
        return;
      case 'the client restarts':
        this.#crash(session);
        this.#before = session;
        this.#after(10 * second, () => this.#call());
        return;
      default:
        unreachable(session.ending);
    }
  }

  #crash(session: Session): void {
    if (this.#host !== undefined) this.#fleet.network.remove(this.#host);
    this.#host = undefined;
    session.end('client', 'CRASH');
  }

  /** The server has found that the client began anew. */
  #restarted(): void {
    if (this.#before === undefined) this.#fleet.report(`${this.addresses[0]} restarted by itself`);
    this.#before?.end('server', 'RESTART');
    this.#before = undefined;
  }

  /** Calls again once the session is over, unless it is late. */
  #continue(session: Session): void {
    const { network, closingTime } = this.#fleet;
    if (!session.isOver) return;
    this.#isCut = false;
    this.#setLinks();
    if (network.now >= closingTime) return;
    this.#after(10 * second, () => this.#call());
  }

  /**
   * Takes links down every now and then: for long where there are others, but not for as long as T5-shutdown-guard, which
   * has to be left time for a failover.
   */
  #breakLinks(): void {
    const { random, network, closingTime } = this.#fleet;
    this.#after(120 * second, () => {
      if (network.now >= closingTime) return;
      const isMultiHomed = this.addresses.length > 1 && random.chance(0.7);
      this.#down = isMultiHomed ? random.between(0, 1) : 'all';
      this.#setLinks();
      this.#after((isMultiHomed ? 30 : 8) * second, () => {
        this.#down = undefined;
        this.#setLinks();
        this.#breakLinks();
      });
    });
  }

  #setLinks(): void {
    for (const { link, index } of this.#links()) {
      link.isUp = !this.#isCut && this.#down !== 'all' && this.#down !== index;
    }
  }

  /** The links between an address of ours, which is the one of that index, and any of the server, either way. */
  #links(): { readonly link: SimulatedLink; readonly index: number }[] {
    const { network, server } = this.#fleet;
    return this.addresses.flatMap((own, index) =>
      server.addresses.flatMap(({ ip }) => [
        { link: network.link(own, ip), index },
        { link: network.link(ip, own), index },
      ]),
    );
  }

  #faults(): Partial<LinkOptions> {
    const { random } = this.#fleet;
    const delay = random.between(1, 150);
    return {
      delay,
      jitter: random.between(0, delay),
      loss: random.fraction() * 0.05,
      reordering: random.fraction() * 0.1,
      reorderingDelay: random.between(1, 100),
      duplication: random.fraction() * 0.05,
      bandwidth: random.between(1, 20) * 1_000_000,
      queue: random.between(32, 256) * 1024,
    };
  }

  /** Does something at some time, at `longest` ms from now at the latest. */
  #after(longest: number, action: () => void): void {
    const { network, random } = this.#fleet;
    network.at(network.now + 1 + random.fraction() * longest, action);
  }
}
