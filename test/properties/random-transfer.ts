import {
  type LinkOptions,
  SeededRandom,
  type SimulatedAssociation,
  type SimulatedHost,
  type SimulatedLink,
  SimulatedNetwork,
} from '../../lib/src/simulation/index.ts';

/** A message on its way from one side, told apart from the others of that side by its PPID. */
export interface PlannedMessage {
  readonly at: number;
  readonly data: Uint8Array;
  readonly stream: number;
  readonly ppid: number;
  readonly unordered: boolean;
}

/** One side of a transfer, and what it is to send. */
export interface Side {
  readonly host: SimulatedHost;
  readonly plan: readonly PlannedMessage[];
  /** When it stops reading for a while; undefined: never. */
  readonly pause: Span | undefined;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Two hosts, the links between them and the traffic in both directions, all chosen by a seed. */
export interface Transfer {
  readonly network: SimulatedNetwork;
  readonly a: Side;
  readonly z: Side;
  /** Sets up the association, sends all messages, shuts down from one side; whether all came to rest. */
  run(): boolean;
}

const streamCount = 4;
/** Time over which the messages of one side are sent, in ms. */
const sendingTime = 2_000;
/** Time for which a side stops reading, or the network is down, at most, in ms. */
const longestSpan = 4_000;
/** The last retransmission of SHUTDOWN ACK may come ten times RTO.Max after the one before. */
const patience = 3_600_000;

/** The transfer that the seed chooses. */
export function randomTransfer(seed: number): Transfer {
  const random = new SeededRandom(seed);
  const network = new SimulatedNetwork({ seed });
  const addressCount = random.chance(0.25) ? 2 : 1;
  const host = (last: number) => {
    const [first, second] = [`192.0.2.${last}`, `198.51.100.${last}`];
    const addresses: [string, ...string[]] = addressCount === 1 ? [first] : [first, second];
    return network.host({ addresses, port: 5000 + last, options: randomOptions(random) });
  };
  const side = (last: number): Side => ({ host: host(last), plan: randomPlan(random), pause: randomSpan(random, 0.3) });
  const [a, z] = [side(1), side(2)];
  for (const link of network.links(a.host, z.host)) link.configure(randomLink(random));
  const closing = random.chance(0.5) ? a : z;
  const outage = randomSpan(random, 0.1);
  return { network, a, z, run: () => run({ network, a, z, closing, outage }) };
}

type Course = Omit<Transfer, 'run'> & { readonly closing: Side; readonly outage: Span | undefined };

function run({ network, a, z, closing, outage }: Course): boolean {
  z.host.listen();
  a.host.connect(z.host);
  const isUp = () => a.host.state === 'ESTABLISHED' && z.host.state === 'ESTABLISHED';
  if (!network.runUntil(isUp)) return false;
  const start = network.now;
  for (const { host, plan, pause } of [a, z]) {
    for (const message of plan) network.at(start + message.at, () => send(host.association, message));
    if (pause === undefined) continue;
    network.at(start + pause.from, () => host.association?.pause());
    network.at(start + pause.to, () => host.association?.resume());
  }
  if (outage !== undefined) {
    network.at(start + outage.from, () => setUp(network.links(a.host, z.host), false));
    network.at(start + outage.to, () => setUp(network.links(a.host, z.host), true));
  }
  network.advanceBy(sendingTime);
  closing.host.association?.shutdown();
  return network.runUntilIdle(patience);
}

function send(association: SimulatedAssociation | undefined, message: PlannedMessage): void {
  association?.send(message.data, message);
}

function setUp(links: readonly SimulatedLink[], isUp: boolean): void {
  for (const link of links) link.isUp = isUp;
}

function randomSpan(random: SeededRandom, probability: number): Span | undefined {
  if (!random.chance(probability)) return undefined;
  const from = random.between(0, sendingTime);
  return { from, to: from + random.between(1, longestSpan) };
}

function randomLink(random: SeededRandom): LinkOptions {
  const delay = random.between(1, 300);
  return {
    delay,
    jitter: random.between(0, delay),
    loss: random.fraction() * 0.1,
    reordering: random.fraction() * 0.2,
    reorderingDelay: random.between(1, 100),
    duplication: random.fraction() * 0.1,
    bandwidth: random.between(1, 50) * 1_000_000,
    queue: random.between(16, 256) * 1024,
    mtu: random.between(576, 2000),
    // Of one in three links a router takes less, and it says so, at times, or never. Nearly all paths take 1,220 bytes.
    pathMtu: random.chance(1 / 3) ? random.between(1220, 2000) : 65_535,
    packetTooBig: random.between(0, 2) / 2,
  };
}

function randomOptions(random: SeededRandom) {
  return {
    receiveBuffer: 2 ** random.between(12, 20),
    sackDelay: random.between(0, 200),
    maxBurst: random.between(2, 10),
    noDelay: random.chance(0.5),
    inboundStreams: streamCount,
    outboundStreams: streamCount,
  };
}

function randomPlan(random: SeededRandom): PlannedMessage[] {
  const times = Array.from({ length: random.between(4, 16) }, () => random.between(0, sendingTime));
  return times
    .sort((first, second) => first - second)
    .map((at, ppid) => ({
      at,
      data: random.bytes(random.chance(0.5) ? random.between(1, 2000) : random.between(1, 20_000)),
      stream: random.between(0, streamCount - 1),
      ppid,
      unordered: random.chance(0.3),
    }));
}
