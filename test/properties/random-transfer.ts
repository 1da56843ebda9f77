import {
  type LinkOptions,
  SeededRandom,
  type SimulatedAssociation,
  type SimulatedHost,
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
  const a: Side = { host: host(1), plan: randomPlan(random) };
  const z: Side = { host: host(2), plan: randomPlan(random) };
  for (const link of network.links(a.host, z.host)) link.configure(randomLink(random));
  const closing = random.chance(0.5) ? a : z;
  return { network, a, z, run: () => run({ network, a, z, closing }) };
}

function run(transfer: Omit<Transfer, 'run'> & { readonly closing: Side }): boolean {
  const { network, a, z, closing } = transfer;
  z.host.listen();
  a.host.connect(z.host);
  const isUp = () => a.host.state === 'ESTABLISHED' && z.host.state === 'ESTABLISHED';
  if (!network.runUntil(isUp)) return false;
  for (const { host, plan } of [a, z]) {
    for (const message of plan) network.at(network.now + message.at, () => send(host.association, message));
  }
  network.advanceBy(sendingTime);
  closing.host.association?.shutdown();
  return network.runUntilIdle(patience);
}

function send(association: SimulatedAssociation | undefined, message: PlannedMessage): void {
  association?.send(message.data, message);
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
