import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { type SimulatedAssociation, SimulatedNetwork } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';

const streamCount = 3;

/** What one side does, and how long after what it did before, in ms. */
const step = fc.record({
  wait: fc.nat(300),
  stream: fc.nat(streamCount - 1),
  action: fc.constantFrom('send', 'send', 'send', 'reset', 'reset all', 'request'),
  size: fc.integer({ min: 1, max: 4000 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(association: SimulatedAssociation, { stream, action, size }: Step, number: number): void {
  if (action === 'send') association.send(Buffer.alloc(size), { stream, ppid: number });
  else if (action === 'reset all') association.reconfigure({ type: 'RESET-OUTBOUND', streams: 'all' });
  else association.reconfigure({ type: action === 'reset' ? 'RESET-OUTBOUND' : 'RESET-INBOUND', streams: [stream] });
}

/** Where a stream does not go on by one, it begins anew. */
function isCounted(ssns: readonly number[]): boolean {
  return ssns.every((ssn, i) => ssn === 0 || ssn === (ssns[i - 1] ?? -1) + 1);
}

describe('streams that are reset at random (RFC 6525)', (test) => {
  test('lose nothing, keep their order, and count from 0 after each reset', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.nat(),
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        (steps, seed, loss) => {
          const network = new SimulatedNetwork({ seed });
          const options = {
            acceptReconfiguration: true,
            associationMaxRetransmissions: 255,
            pathMaxRetransmissions: 255,
          };
          const a = network.host({ addresses: ['192.0.2.1'], port: 1, options });
          const z = network.host({ addresses: ['192.0.2.2'], port: 2, options });
          z.listen();
          const atA = a.connect(z);
          network.advanceBy(1000);
          const atZ = z.association;
          assert.ok(atZ);
          for (const link of network.links(a, z))
            link.configure({ delay: 20, loss, reordering: loss, duplication: loss });
          for (const [number, one] of steps.entries()) {
            network.advanceBy(one.wait);
            take(number % 2 === 0 ? atA : atZ, one, number);
          }
          for (const link of network.links(a, z)) link.configure({ delay: 20, loss: 0 });
          network.advanceBy(1_200_000);
          for (const [from, to, parity] of [
            [atA, atZ, 0],
            [atZ, atA, 1],
          ] as const) {
            assert.is(
              from.events.filter((event) => event.type === 'reconfigured' && event.error !== undefined).length,
              0,
            );
            for (let stream = 0; stream < streamCount; stream += 1) {
              const came = to.messages.filter(({ streamId }) => streamId === stream);
              const sent = steps.flatMap((one, number) =>
                number % 2 === parity && one.action === 'send' && one.stream === stream ? [number] : [],
              );
              assert.equal(
                came.map(({ ppid }) => ppid),
                sent,
              );
              assert.ok(isCounted(came.map(({ ssn }) => ssn)));
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
