import * as assert from 'uvu/assert';
import { encodePacket } from '../../lib/src/codec/index.ts';
import { type SimulatedHost, SimulatedNetwork } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';
import { Ladder } from './ladder.ts';

const addressesOfA = ['192.0.2.1', '2001:db8::1'] as const;
const addressesOfZ = ['192.0.2.2', '2001:db8::2'] as const;

/** Two hosts with an address of each family. */
function dualStack(): { network: SimulatedNetwork; a: SimulatedHost; z: SimulatedHost } {
  const network = new SimulatedNetwork({ link: { delay: 5 } });
  const a = network.host({ addresses: [...addressesOfA], port: 5001 });
  const z = network.host({ addresses: [...addressesOfZ], port: 5002 });
  z.listen();
  return { network, a, z };
}

describe('IPv4 and IPv6 in one association (RFC 9260 §5.1.2)', (test) => {
  for (const [first, second] of [addressesOfZ, [...addressesOfZ].reverse()] as [string, string][]) {
    test(`an association has addresses of both families, when ${first} is called`, () => {
      const { network, a, z } = dualStack();
      const atA = a.connect({ addresses: [first], port: 5002 });
      network.runUntil(
        () => atA.core.paths.length === 2 && atA.core.paths.every(({ state }) => state === 'ACTIVE'),
        5000,
      );
      assert.equal(
        atA.core.paths.map(({ address, state }) => [address.ip, address.family, state]),
        [
          [first, first.includes(':') ? 6 : 4, 'ACTIVE'],
          [second, second.includes(':') ? 6 : 4, 'ACTIVE'],
        ],
      );
      assert.equal(z.association?.core.paths.map(({ address }) => address.ip).sort(), [...addressesOfA]);
    });
  }

  test('packets leave from the address of the right family', () => {
    const { network, a } = dualStack();
    const pairs = new Set<string>();
    network.intercept = ({ from, to }) => {
      pairs.add(`${from.ip} ${to.ip}`);
      return false;
    };
    a.connect({ addresses: [...addressesOfZ], port: 5002 });
    network.advanceBy(60_000);
    assert.equal([...pairs].sort(), [
      '192.0.2.1 192.0.2.2',
      '192.0.2.2 192.0.2.1',
      '2001:db8::1 2001:db8::2',
      '2001:db8::2 2001:db8::1',
    ]);
  });

  test('messages are cut to what either family carries', () => {
    const { network, a, z } = dualStack();
    const atA = a.connect({ addresses: [...addressesOfZ], port: 5002 });
    network.advanceBy(5000);
    atA.send(new Uint8Array(100_000));
    network.advanceBy(5000);
    atA.core.setPrimary(addressesOfZ[1], network.now);
    atA.send(new Uint8Array(100_000));
    network.advanceBy(5000);
    assert.equal(
      z.association?.messages.map(({ data }) => data.length),
      [100_000, 100_000],
    );
  });

  test('a peer that lists one family and uses the other is answered without an error', () => {
    const { network, a, z } = dualStack();
    const ladder = new Ladder(network, a);
    const [from, to] = [a.addresses[0], z.addresses[0]];
    assert.ok(from && to);
    const init = {
      type: 'INIT',
      initiateTag: 7,
      advertisedReceiverWindowCredit: 100_000,
      numberOfOutboundStreams: 1,
      numberOfInboundStreams: 1,
      initialTsn: 1,
      parameters: [
        { type: 'Supported Address Types', addressTypes: [6] },
        { type: 'IPv6 Address', ip: addressesOfA[1] },
      ],
    } as const;
    network.deliver({
      bytes: encodePacket({ sourcePort: 5001, destinationPort: 5002, verificationTag: 0, chunks: [init] }),
      from,
      to,
    });
    ladder.hold('Z -> INIT ACK');
    ladder.quiet();
    assert.equal(
      ladder.chunk('INIT ACK').parameters.map(({ type }) => type),
      ['State Cookie', 'IPv4 Address', 'IPv6 Address'],
    );
  });
});
