import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { memory, memoryNetwork, type Sighting, type Transport, tap } from '../../../lib/src/transport/index.ts';
import { describe } from '../../helpers/describe.ts';
import { Inbox, packetTo, portOptions } from './inbox.ts';

describe('tap', (test) => {
  test('shows what is sent and what is received, between whom', async () => {
    const { transport, seen } = tapped(memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] }));
    const inbox = new Inbox();
    const port = await transport.open(portOptions(1, inbox));
    const own = address('192.0.2.1');
    port.send(packetTo(1), own, undefined);
    await inbox.next();
    assert.equal(seen, [
      { direction: 'out', packet: packetTo(1), source: own, destination: own },
      { direction: 'in', packet: packetTo(1), source: own, destination: own },
    ]);
  });

  test('tells the UDP ports that the packet has on the way', async () => {
    const below = memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] });
    const { transport, seen } = tapped(encapsulated(below));
    const inbox = new Inbox();
    const port = await transport.open(portOptions(1, inbox));
    port.send(packetTo(1), address('192.0.2.1'), undefined);
    port.send(packetTo(2), address('192.0.2.9', 9900), address('192.0.2.1'));
    await inbox.next();
    assert.equal(
      seen.map(({ source, destination }) => [source?.udpPort, destination?.udpPort]),
      [
        [51234, 9899],
        [51234, 9900],
        [undefined, 51234],
      ],
    );
  });

  test('says of the bytes of packets what the transport below says', () => {
    const below = encapsulated(memory({ network: memoryNetwork() }));
    for (const name of ['copiesPackets', 'releasesPackets'] as const) {
      assert.is(tapped({ ...below, [name]: true }).transport[name], true);
      assert.not(tapped(below).transport[name]);
    }
  });

  test('knows no source where the host has a choice', async () => {
    const addresses = ['192.0.2.1', '192.0.2.2', '2001:db8::1'];
    const { transport, seen } = tapped(memory({ network: memoryNetwork(), addresses }));
    const port = await transport.open(portOptions(1, new Inbox()));
    for (const ip of ['192.0.2.9', '2001:db8::9']) port.send(packetTo(1), address(ip), undefined);
    assert.equal(
      seen.map(({ source }) => source?.ip),
      [undefined, '2001:db8::1'],
    );
  });
});

function tapped(below: Transport) {
  const seen: Sighting[] = [];
  const transport = tap(below, (sighting) => seen.push({ ...sighting, packet: sighting.packet.slice() }));
  return { transport, seen };
}

/** A transport that says that it encapsulates. */
function encapsulated(below: Transport): Transport {
  return { encapsulationOverhead: 8, localUdpPort: 51234, peerUdpPort: 9899, open: (options) => below.open(options) };
}
