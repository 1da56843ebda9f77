import { SctpError } from 'usctp';
import * as assert from 'uvu/assert';
import { type SimulatedAssociation, type SimulatedHost, SimulatedNetwork } from '../../lib/src/simulation/index.ts';
import { Attacker } from './attacker.ts';
import { type Command, type SessionPlan, streamCount } from './session-plan.ts';
import { Watch } from './watch.ts';

/** Time for the attack, for what is left of it, and for everything to end, in ms. */
const attackTime = 12_000;
const recoveryTime = 120_000;
const probeTime = 300_000;
const endTime = 3_600_000;
const honestCount = 12;
const port = 5000;
const probePpid = 0xffffffff;

/** How a session ended. */
export interface SessionOutcome {
  readonly receivedCount: number;
  readonly forgedCount: number;
  /** Whether messages pass between the attacked hosts after it, or their association is closed, or neither. */
  readonly end: 'WORKS' | 'CLOSED' | 'STALLED';
}

/** A message that an attacked host took to be sent. */
interface SentMessage {
  readonly side: 'a' | 'z';
  readonly data: Buffer;
  readonly stream: number;
  readonly unordered: boolean;
  readonly lifetime?: number;
  readonly maxRetransmissions?: number;
}

/** Two hosts under attack, and a third with an association to one of them that nobody touches. */
export class Session {
  readonly network: SimulatedNetwork;
  readonly a: SimulatedHost;
  readonly z: SimulatedHost;
  readonly honest: SimulatedHost;
  readonly #sent: SentMessage[] = [];
  readonly #plan: SessionPlan;
  readonly #watch: Watch;
  readonly #attacker: Attacker;

  constructor(plan: SessionPlan) {
    this.#plan = plan;
    this.network = new SimulatedNetwork({ seed: plan.seed, link: { delay: 10 } });
    const host = (last: number, hasTwoAddresses: boolean) => this.#host(last, hasTwoAddresses);
    this.a = host(1, plan.isMultiHomed);
    this.z = host(2, plan.isMultiHomed);
    this.honest = host(3, false);
    for (const link of this.network.links(this.a, this.z)) link.configure(plan.link);
    this.#watch = new Watch(this.network, [this.a, this.z, this.honest]);
    this.#attacker = new Attacker(this.network, plan.attacks);
    this.network.intercept = (packet) => {
      this.#watch.sent(packet);
      const isHonest = [packet.from.ip, packet.to.ip].includes(this.honest.addresses[0]?.ip ?? '');
      return !isHonest && this.#attacker.see(packet);
    };
  }

  /**
   * Plays the session to its end.
   * @throws Error when a host did what it must not do.
   */
  run(): SessionOutcome {
    this.z.listen();
    this.honest.connect(this.z);
    this.#watch.run(100);
    this.a.connect(this.z);
    const start = this.network.now;
    for (const command of this.#plan.commands) this.network.at(start + command.at, () => this.#give(command));
    for (let i = 0; i < honestCount; i += 1) this.network.at(start + 400 * i, () => this.#sendHonest(i));
    this.#watch.run(attackTime);
    this.#attacker.stop();
    for (const association of [...this.a.associations, ...this.z.associations]) association.resume();
    this.#watch.run(recoveryTime);
    const end = this.#probe();
    this.#checkHonest();
    this.#endAll();
    return { receivedCount: this.#watch.receivedCount, forgedCount: this.#attacker.forgedCount, end };
  }

  /**
   * @throws Error unless each message of the attacked hosts has arrived once, and in its order; one that may be given up,
   * once at most.
   */
  checkDelivery(): void {
    for (const [side, receiver] of [
      ['a', this.#atZ],
      ['z', this.a.association],
    ] as const) {
      const messages = receiver?.messages.filter(({ ppid }) => ppid !== probePpid) ?? [];
      const arrived = messages.map(({ ppid }) => ppid).toSorted((x, y) => x - y);
      const hasArrived = new Set(arrived);
      const due = this.#sent.flatMap((message, ppid) =>
        message.side === side && (hasArrived.has(ppid) || !mayBeGivenUp(message)) ? [ppid] : [],
      );
      assert.equal(arrived, due, `messages of ${side}`);
      for (const { ppid, data } of messages) assert.ok(this.#sent[ppid]?.data.equals(data), `bytes of message ${ppid}`);
      for (let stream = 0; stream < streamCount; stream += 1) {
        const inOrder = messages.filter(({ streamId, unordered }) => streamId === stream && !unordered);
        assert.ok(
          inOrder.every(({ ppid }, i) => ppid > (inOrder[i - 1]?.ppid ?? -1)),
          `order of stream ${stream}`,
        );
      }
    }
  }

  #host(last: number, hasTwoAddresses: boolean): SimulatedHost {
    const addresses: [string, ...string[]] = [`192.0.2.${last}`];
    if (hasTwoAddresses) addresses.push(`198.51.100.${last}`);
    const { receiveBuffer, maxMessageSize, sackDelay } = this.#plan;
    const options = {
      receiveBuffer,
      maxMessageSize,
      sackDelay,
      inboundStreams: streamCount,
      acceptReconfiguration: true,
    };
    // All have the same port, so that nothing but addresses and tags tells them apart.
    return this.network.host({ addresses, port, options });
  }

  get #honestAtZ(): SimulatedAssociation | undefined {
    return this.z.associations[0];
  }

  /** The association of Z that A has set up, as it was set up first. */
  get #atZ(): SimulatedAssociation | undefined {
    return this.z.associations[1];
  }

  #give(command: Command): void {
    const { side, what, stream } = command;
    const association = side === 'a' ? this.a.association : this.#atZ;
    if (association === undefined) return;
    switch (what) {
      case 'pause':
      case 'resume':
      case 'shutdown':
      case 'abort':
        association[what]();
        return;
      default:
        if (association.state !== 'ESTABLISHED' || stream >= association.core.outboundStreams) return;
        if (what === 'send') this.#send(association, command);
        else change(association, what, stream);
    }
  }

  #send(association: SimulatedAssociation, command: Command): void {
    const { side, size, stream, unordered, lifetime, maxRetransmissions } = command;
    const fate = { ...(lifetime && { lifetime }), ...(maxRetransmissions !== undefined && { maxRetransmissions }) };
    const message = { side, data: Buffer.alloc(size, this.#sent.length), stream, unordered, ...fate };
    association.send(message.data, { ...message, ppid: this.#sent.length });
    this.#sent.push(message);
  }

  #sendHonest(i: number): void {
    this.honest.association?.send(`${i}`.repeat(500));
    this.#honestAtZ?.send(`${i}`.repeat(500));
  }

  /** Whether messages still pass, in both directions. */
  #probe(): SessionOutcome['end'] {
    const [atA, atZ] = [this.a.association, this.z.associations.slice(1).at(-1)];
    const arrivedBefore = [atA?.messages.length ?? 0, atZ?.messages.length ?? 0];
    for (const association of [atA, atZ]) {
      if (association?.state === 'ESTABLISHED') association.send('probe', { unordered: true, ppid: probePpid });
    }
    const isClosed = () => (atA?.state ?? 'CLOSED') === 'CLOSED' && (atZ?.state ?? 'CLOSED') === 'CLOSED';
    const isArrived = () => [atA, atZ].every((at, i) => (at?.messages.length ?? 0) > (arrivedBefore[i] ?? 0));
    this.#watch.run(probeTime, () => isClosed() || isArrived());
    if (isArrived()) return 'WORKS';
    return isClosed() ? 'CLOSED' : 'STALLED';
  }

  #checkHonest(): void {
    for (const association of [this.honest.association, this.#honestAtZ]) {
      assert.is(association?.state, 'ESTABLISHED', 'the honest association is no more');
      const texts = association?.messages.map(({ data }) => data.toString());
      assert.equal(
        texts,
        Array.from({ length: honestCount }, (_, i) => `${i}`.repeat(500)),
        'honest messages',
      );
    }
  }

  /** Everything that there is can be ended, and nothing is left then. */
  #endAll(): void {
    const all = () => [...this.a.associations, ...this.z.associations, ...this.honest.associations];
    for (const association of all()) association.shutdown();
    this.#watch.run(endTime, () => all().every(({ state }) => state === 'CLOSED'));
    for (const association of all()) association.abort();
    assert.ok(
      this.#watch.run(endTime, () => this.network.isIdle),
      'not at rest',
    );
    for (const { endpoint } of [this.a, this.z, this.honest]) {
      assert.is(endpoint.associationCount, 0, 'associations are left');
      assert.is(endpoint.nextTimeout(), undefined, 'a timer is left');
    }
  }
}

function mayBeGivenUp({ lifetime, maxRetransmissions }: SentMessage): boolean {
  return lifetime !== undefined || maxRetransmissions !== undefined;
}

/** Asks for a change of streams, unless an attacker has taken the extension out of INIT, or added all streams there can be. */
function change(
  association: SimulatedAssociation,
  what: 'reset streams' | 'ask for a reset' | 'add streams',
  stream: number,
): void {
  try {
    if (what === 'reset streams') association.reconfigure({ type: 'RESET-OUTBOUND', streams: [stream] });
    if (what === 'ask for a reset') association.reconfigure({ type: 'RESET-INBOUND', streams: 'all' });
    if (what === 'add streams') association.reconfigure({ type: 'ADD-INBOUND', count: 1 });
  } catch (error) {
    const isExpected =
      error instanceof RangeError || (error instanceof SctpError && error.code === 'ERR_SCTP_NOT_SUPPORTED');
    if (!isExpected) throw error;
  }
}
