import * as assert from 'uvu/assert';
import { decodePacket } from '../../lib/src/codec/index.ts';
import { type SimulatedAssociation, SimulatedNetwork, type SimulatedPacket } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';

type Side = 'A' | 'Z';

/** Who calls shutdown, and when: at once, or when the SHUTDOWN of the other side has come. */
const endings = ['A', 'A and Z at once', 'Z once A has'] as const;
/** Who has messages to send, as many as take several packets. */
const senders = [[], ['A'], ['Z'], ['A', 'Z']] as const satisfies readonly Side[][];
const chunkTypes = ['DATA', 'SACK', 'SHUTDOWN', 'SHUTDOWN ACK', 'SHUTDOWN COMPLETE'] as const;
const messageCount = 6;

interface Pair {
  readonly network: SimulatedNetwork;
  readonly atA: SimulatedAssociation;
  readonly atZ: SimulatedAssociation;
}

function pair(): Pair {
  const network = new SimulatedNetwork({ link: { delay: 10 } });
  const options = { heartbeatInterval: 0, rtoInitial: 200, rtoMin: 200, rtoMax: 1000 };
  const z = network.host({ addresses: ['192.0.2.2'], port: 5002, options });
  const a = network.host({ addresses: ['192.0.2.1'], port: 5001, options });
  z.listen();
  const atA = a.connect(z);
  network.runUntil(() => z.state === 'ESTABLISHED' && a.state === 'ESTABLISHED');
  assert.ok(z.association);
  return { network, atA, atZ: z.association };
}

/** Sends, and shuts down; `lose` says which packets are lost from then on. */
function end(
  { network, atA, atZ }: Pair,
  ending: (typeof endings)[number],
  sending: readonly Side[],
  lose: (packet: SimulatedPacket, side: Side) => boolean,
): void {
  network.intercept = (packet) => lose(packet, packet.from.ip === '192.0.2.1' ? 'A' : 'Z');
  for (const side of sending) {
    for (let i = 0; i < messageCount; i += 1) (side === 'A' ? atA : atZ).send(new Uint8Array(900).fill(i));
  }
  atA.shutdown();
  if (ending === 'A and Z at once') atZ.shutdown();
  if (ending === 'Z once A has') {
    network.runUntil(() => atZ.state !== 'ESTABLISHED');
    atZ.shutdown();
  }
  network.runUntilIdle();
}

function hasChunk({ bytes }: SimulatedPacket, type: string): boolean {
  return decodePacket(bytes).chunks.some((chunk) => chunk.type === type);
}

/** The contents of messages, each of one byte's value, in the order that they came in. */
function contents({ messages }: SimulatedAssociation): (number | undefined)[] {
  return messages.map(({ data }) => data[0]);
}

const all = Array.from({ length: messageCount }, (_, i) => i);

describe('shutdown with one kind of packet lost (§9.2)', (test) => {
  for (const ending of endings) {
    for (const sending of senders) {
      const who = sending.length === 0 ? 'nobody' : sending.join(' and ');
      test(`${ending} shuts down, ${who} sends: all arrives, and both sides close`, () => {
        for (const type of chunkTypes) {
          for (const side of ['A', 'Z'] as const) {
            for (const count of [1, 2]) {
              const name = `${count} packets of ${side} with ${type} lost`;
              const scene = pair();
              let left = count;
              end(scene, ending, sending, (packet, from) => {
                const isLost = left > 0 && from === side && hasChunk(packet, type);
                if (isLost) left -= 1;
                return isLost;
              });
              const { atA, atZ } = scene;
              assert.equal([atA.state, atZ.state], ['CLOSED', 'CLOSED'], name);
              assert.equal([atA.error, atZ.error], [undefined, undefined], name);
              assert.equal(contents(atZ), sending.some((sender) => sender === 'A') ? all : [], name);
              assert.equal(contents(atA), sending.some((sender) => sender === 'Z') ? all : [], name);
            }
          }
        }
      });
    }
  }
});

/** Ids of the messages that failed. */
function failures({ events }: SimulatedAssociation): number {
  return events.filter(({ type }) => type === 'sendFailed').length;
}

describe('shutdown with the network gone from some packet on (§9.2, T2-shutdown, T5-shutdown-guard)', (test) => {
  for (const ending of endings) {
    for (const sending of senders) {
      const who = sending.length === 0 ? 'nobody' : sending.join(' and ');
      test(`${ending} shuts down, ${who} sends: both sides close, and what did not arrive is reported`, () => {
        for (let last = 0; last < 12; last += 1) {
          const scene = pair();
          let count = 0;
          end(scene, ending, sending, () => {
            count += 1;
            return count > last;
          });
          const { atA, atZ } = scene;
          const name = `after ${last} packets`;
          assert.is(atA.state, 'CLOSED', name);
          // Z may never hear of the shutdown, and have none of its own.
          for (const [from, to] of [[atA, atZ] as const, [atZ, atA] as const]) {
            if (from.state !== 'CLOSED') continue;
            const sent = sending.some((side) => (side === 'A') === (from === atA)) ? messageCount : 0;
            assert.ok(to.messages.length + failures(from) >= sent, `${name}: a message is neither there nor reported`);
          }
        }
      });
    }
  }
});
