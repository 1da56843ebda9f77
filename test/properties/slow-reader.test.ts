import * as assert from 'uvu/assert';
import { SeededRandom, type SimulatedAssociation, SimulatedNetwork } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';

const seedCount = 100;
/** Far more than retransmissions and probes of a closed window take. */
const patience = 3_600_000;

describe('a reader that takes its time', (test) => {
  test(`gets all of it in the end, through buffers of 4,096 bytes and more: seeds 1 to ${seedCount}`, () => {
    for (let seed = 1; seed <= seedCount; seed += 1) {
      try {
        checkSlowReading(seed);
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
    }
  });
});

function checkSlowReading(seed: number): void {
  const random = new SeededRandom(seed);
  const network = new SimulatedNetwork({ seed });
  const receiveBuffer = random.between(4096, 8192);
  const partialDeliveryPoint = random.chance(0.5) ? random.between(1, receiveBuffer) : undefined;
  const options = { receiveBuffer, partialDeliveryPoint, sackEveryPackets: random.between(1, 3) };
  const a = network.host({ addresses: ['192.0.2.1'], port: 5001, options: { noDelay: random.chance(0.5) } });
  const z = network.host({ addresses: ['192.0.2.2'], port: 5002, options });
  for (const link of network.links(a, z))
    link.configure({ delay: random.between(0, 50), loss: random.fraction() * 0.05 });
  z.listen();
  const atA = a.connect(z);
  network.runUntil(() => z.association !== undefined && a.state === 'ESTABLISHED');
  const atZ = z.association;
  assert.ok(atZ);
  atZ.pause();
  const sent = sendAnything(random, atA);
  const pace = random.between(1, 3000);
  const isDone = () => atZ.messages.filter(({ partial }) => !partial).length === sent.length;
  while (!isDone() && network.now < patience) {
    for (let count = random.between(1, 5); count > 0; count -= 1) atZ.read();
    network.advanceBy(random.between(1, pace));
  }
  assert.ok(isDone(), `${joined(atZ).length} of ${sent.length} messages were read`);
  assert.equal(joined(atZ).sort(), sent.sort());
}

/** Sends messages on some streams, small and large ones, and gives what they should be in the end. */
function sendAnything(random: SeededRandom, from: SimulatedAssociation): string[] {
  const count = random.between(5, 25);
  const sent: string[] = [];
  for (let ppid = 0; ppid < count; ppid += 1) {
    const data = random.bytes(random.chance(0.2) ? random.between(2000, 30_000) : random.between(1, 1500));
    from.send(data, { stream: random.between(0, 2), ppid, unordered: random.chance(0.3) });
    sent.push(`${ppid}: ${Buffer.from(data).toString('base64')}`);
  }
  return sent;
}

/** What was read, parts put together. */
function joined({ messages }: SimulatedAssociation): string[] {
  const parts = new Map<number, Buffer[]>();
  for (const { data, ppid } of messages) parts.set(ppid, [...(parts.get(ppid) ?? []), data]);
  return [...parts].map(([ppid, data]) => `${ppid}: ${Buffer.concat(data).toString('base64')}`);
}
