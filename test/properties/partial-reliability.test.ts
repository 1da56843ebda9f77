import * as assert from 'uvu/assert';
import { SeededRandom, type SimulatedAssociation, SimulatedNetwork } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';

/** `USCTP_SEED=n` runs one seed alone; `USCTP_SEEDS=n` runs the seeds from 1 to n. */
const { USCTP_SEED, USCTP_SEEDS = '100' } = process.env;
const [firstSeed, lastSeed] =
  USCTP_SEED === undefined ? [1, Number(USCTP_SEEDS)] : [Number(USCTP_SEED), Number(USCTP_SEED)];
const streamCount = 3;
const messageCount = 60;
/** As long as a message may take that is sent again and again, in ms. */
const patience = 600_000;

describe('messages with lifetimes and few retransmissions, over links that lose, delay and reorder', (test) => {
  test(`each is delivered once and in order, or is told of, and all comes to rest: seeds ${firstSeed} to ${lastSeed}`, () => {
    let [abandonedCount, deliveredCount] = [0, 0];
    for (let seed = firstSeed; seed <= lastSeed; seed += 1) {
      try {
        const { abandoned, delivered } = transfer(seed);
        abandonedCount += abandoned;
        deliveredCount += delivered;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`seed ${seed} (USCTP_SEED=${seed} runs it alone): ${reason}`, { cause: error });
      }
    }
    assert.ok(USCTP_SEED !== undefined || (abandonedCount > 1000 && deliveredCount > 1000));
  });
});

function transfer(seed: number): { readonly abandoned: number; readonly delivered: number } {
  const random = new SeededRandom(seed);
  const network = new SimulatedNetwork({ seed });
  const [a, z] = [1, 2].map((last) =>
    network.host({ addresses: [`192.0.2.${last}`], port: 5000 + last, options: randomOptions(random) }),
  );
  assert.ok(a && z);
  z.listen();
  const atA = a.connect(z);
  assert.ok(network.runUntil(() => a.state === 'ESTABLISHED' && z.state === 'ESTABLISHED'));
  const atZ = z.association;
  assert.ok(atZ);
  for (const link of network.links(a, z)) link.configure(randomLink(random));
  const reliable = new Set<number>();
  sendAll(atA, reliable, random, network);
  network.at(network.now + 300, () => atZ.pause());
  network.at(network.now + 300 + random.between(1, 4000), () => atZ.resume());
  network.advanceBy(2500);
  atA.shutdown();
  assert.ok(network.runUntilIdle(patience), `not at rest after ${network.now} ms: A ${a.state}, Z ${z.state}`);
  assert.equal([a.state, z.state, atA.error, atZ.error], ['CLOSED', 'CLOSED', undefined, undefined]);
  return checkFates(atA, atZ, reliable);
}

function sendAll(
  association: SimulatedAssociation,
  reliable: Set<number>,
  random: SeededRandom,
  network: SimulatedNetwork,
): void {
  const times = Array.from({ length: messageCount }, () => random.between(0, 2000)).sort((one, other) => one - other);
  for (const [ppid, at] of times.entries()) {
    const data = random.bytes(random.between(1, random.chance(0.3) ? 12_000 : 500));
    const limits = {
      ...(random.chance(0.4) ? { lifetime: random.between(1, 1500) } : {}),
      ...(random.chance(0.4) ? { maxRetransmissions: random.between(0, 2) } : {}),
    };
    if (Object.keys(limits).length === 0) reliable.add(ppid);
    const order = { stream: random.between(0, streamCount - 1), ppid, unordered: random.chance(0.2) };
    network.at(network.now + at, () => association.send(data, { ...order, ...limits }));
  }
}

function checkFates(atA: SimulatedAssociation, atZ: SimulatedAssociation, reliable: ReadonlySet<number>) {
  const failed = atA.events.flatMap((event) => (event.type === 'sendFailed' ? [event] : []));
  const acknowledged = atA.events.flatMap((event) => (event.type === 'acknowledged' ? [event.message.ppid] : []));
  const fates = [...failed.map(({ message }) => message.ppid), ...acknowledged].sort((one, other) => one - other);
  assert.equal(fates, [...Array(messageCount).keys()], 'each message has one fate');
  assert.ok(failed.every(({ message, isAbandoned }) => isAbandoned && !reliable.has(message.ppid)));
  const delivered = atZ.messages.map(({ ppid }) => ppid);
  assert.is(new Set(delivered).size, delivered.length, 'a message was delivered twice');
  for (const ppid of acknowledged) assert.ok(delivered.includes(ppid), `message ${ppid} was acknowledged, and is lost`);
  for (const { message, wasSent } of failed) {
    assert.ok(wasSent || !delivered.includes(message.ppid), `message ${message.ppid} was not sent, and has arrived`);
  }
  for (let stream = 0; stream < streamCount; stream += 1) {
    const ofStream = atZ.messages.filter(({ streamId, unordered }) => streamId === stream && !unordered);
    const ppids = ofStream.map(({ ppid }) => ppid);
    assert.equal(
      ppids,
      ppids.toSorted((one, other) => one - other),
      `stream ${stream} is out of order`,
    );
  }
  assert.is(atA.core.bufferedAmount, 0);
  return { abandoned: failed.length, delivered: delivered.length };
}

function randomOptions(random: SeededRandom) {
  return {
    receiveBuffer: 2 ** random.between(12, 18),
    sackDelay: random.between(0, 200),
    noDelay: random.chance(0.5),
    inboundStreams: streamCount,
    outboundStreams: streamCount,
    rtoMin: random.between(50, 1000),
  };
}

function randomLink(random: SeededRandom) {
  const delay = random.between(1, 150);
  return {
    delay,
    jitter: random.between(0, delay),
    loss: random.fraction() * 0.2,
    reordering: random.fraction() * 0.2,
    reorderingDelay: random.between(1, 100),
    duplication: random.fraction() * 0.1,
    bandwidth: random.between(1, 20) * 1_000_000,
  };
}
