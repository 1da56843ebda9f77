import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { memory, memoryNetwork, pcapngTap, type Transport, udp } from '../../../lib/src/transport/index.ts';
import { describe } from '../../helpers/describe.ts';
import { Inbox, packetTo, portOptions } from './inbox.ts';

/** Section Header Block and Interface Description Block, as the pcapng specification draws them. */
const fileHeader =
  '0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000 01000000 14000000 65000000 00000000 14000000';
/** 2024-01-02T03:04:05.678901Z in µs is 0x60ded_c0582f35. */
const timeOfDay = 1704164645678.901;

describe('pcapng tap', (test) => {
  test('begins with a section of raw IP', () => {
    const written = tapped(memory());
    assert.is(written.hex(), fileHeader.replaceAll(' ', ''));
  });

  test('writes a packet that is sent, with IPv4 header, time and direction', async () => {
    const written = tapped(memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] }));
    const port = await written.transport.open(portOptions(1, new Inbox()));
    port.send(packetTo(1, [1, 2]), address('192.0.2.9'), undefined);
    assert.is(
      written.hex().slice(96),
      [
        '06000000 50000000 00000000 ed0d0600 352f58c0 22000000 22000000',
        '45000022 00004000 4084b64d c0000201 c0000209',
        '00070001 00000000 00000000 0102 0000',
        '0200 0400 02000000 00000000 50000000',
      ]
        .join('')
        .replaceAll(' ', ''),
    );
  });

  test('writes a packet that is received, and hands it on', async () => {
    const inbox = new Inbox();
    const written = tapped(memory({ network: memoryNetwork(), addresses: ['2001:db8::1'] }));
    const port = await written.transport.open(portOptions(1, inbox));
    port.send(packetTo(1), address('2001:db8::1'), undefined);
    assert.equal((await inbox.next()).packet, packetTo(1));
    const [, , inbound] = written.blocks;
    assert.is(inbound?.readUInt32LE(inbound.length - 12), 1);
    assert.is(
      inbound?.subarray(28, 68).toString('hex'),
      `60000000000c8440${'20010db8000000000000000000000001'.repeat(2)}`,
    );
  });

  test('writes a UDP header with its checksum around what is encapsulated', async () => {
    const written = tapped(encapsulated(51234));
    const port = await written.transport.open(portOptions(1, new Inbox()));
    port.send(packetTo(1), address('192.0.2.9', 9900), address('192.0.2.1'));
    const datagram = written.blocks[1]?.subarray(48, 68);
    assert.is(datagram?.toString('hex'), 'c82226ac00148ce4000700010000000000000000');
    assert.is(written.blocks[1]?.[28 + 9], 17);
  });

  test('takes 9899 for UDP ports, and unspecified for addresses, that are not known', async () => {
    const written = tapped(encapsulated(undefined));
    const port = await written.transport.open(portOptions(1, new Inbox()));
    port.send(packetTo(1), address('::1'), undefined);
    const packet = written.blocks[1]?.subarray(28);
    assert.is(packet?.subarray(8, 24).toString('hex'), '00'.repeat(16));
    assert.is(packet?.subarray(40, 44).toString('hex'), '26ab26ab');
  });

  test('takes the UDP port that the transport sends to while the peer has told none', async () => {
    const written = tapped({ ...encapsulated(51234), peerUdpPort: 9900 });
    const port = await written.transport.open(portOptions(1, new Inbox()));
    port.send(packetTo(1), address('192.0.2.9'), address('192.0.2.1'));
    assert.is(written.blocks[1]?.subarray(48, 52).toString('hex'), 'c82226ac');
    assert.is(udp({ peerPort: 9900 }).peerUdpPort, 9900);
  });

  test('leaves out a packet that no IP packet can hold', async () => {
    const written = tapped(memory());
    const port = await written.transport.open(portOptions(1, new Inbox()));
    port.send(new Uint8Array(65516), address('192.0.2.9'), undefined);
    assert.is(written.blocks.length, 1);
    port.close();
  });

  test('is otherwise the transport below it', async () => {
    const below = memory({ network: memoryNetwork(), addresses: ['192.0.2.1'], mtu: 1280 });
    const { transport } = tapped(below);
    const inbox = new Inbox();
    const port = await transport.open(portOptions(7, inbox));
    assert.equal([port.port, port.localAddresses, port.mtuTo(address('192.0.2.2'))], [7, ['192.0.2.1'], 1280]);
    assert.equal(
      [transport.encapsulationOverhead, transport.localUdpPort, transport.peerUdpPort],
      [0, undefined, undefined],
    );
    assert.is(port.statistics.packetsSent, 0);
    port.unref();
    port.close();
    assert.is((await below.open(portOptions(7, inbox))).port, 7);
  });

  test('passes the failure of the socket on', async () => {
    const inbox = new Inbox();
    await tapped(encapsulated(1)).transport.open({ ...portOptions(1, inbox), catchAll: true });
    assert.is(inbox.failures.length, 1);
  });
});

function tapped(below: Transport) {
  const blocks: Buffer[] = [];
  const transport = pcapngTap(below, (bytes) => blocks.push(Buffer.from(bytes)), { now: () => timeOfDay });
  return { transport, blocks, hex: () => Buffer.concat(blocks).toString('hex') };
}

/** A transport that says that it encapsulates, has two addresses of each family, and fails a catch-all receiver. */
function encapsulated(localUdpPort: number | undefined): Transport {
  const addresses = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'];
  const below = memory({ network: memoryNetwork(), addresses });
  return {
    encapsulationOverhead: 8,
    localUdpPort,
    open: (options) => {
      if (options.catchAll) options.receiver.fail(new Error('gone'));
      return below.open(options);
    },
  };
}
