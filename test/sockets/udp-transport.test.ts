import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import { type TransportPort, udp } from '../../lib/src/transport/index.ts';
import { UdpSockets } from '../../lib/src/transport/udp-sockets.ts';
import { describe } from '../helpers/describe.ts';
import { codeOf, errorOf, Inbox, packetTo, portOptions, within } from '../unit/transport/inbox.ts';

describe('UDP transport on loopback', (test) => {
  let opened: TransportPort[] = [];
  const keep = (port: TransportPort): TransportPort => {
    opened.push(port);
    return port;
  };
  test.after.each(() => {
    for (const port of opened) port.close();
    opened = [];
  });

  for (const ip of ['127.0.0.1', '::1']) {
    test(`carries packets both ways between two transports at ${ip}`, async () => {
      const [inboxA, inboxZ] = [new Inbox(), new Inbox()];
      const [transportA, transportZ] = [udp(), udp({ localPort: 0 })];
      const a = keep(await transportA.open(portOptions(0, inboxA, [ip])));
      const z = keep(await transportZ.open(portOptions(3868, inboxZ, [ip])));
      a.send(packetTo(3868, [1, 2, 3]), address(ip, transportZ.localUdpPort), undefined);
      const arrival = await inboxZ.next();
      assert.equal(arrival.packet, packetTo(3868, [1, 2, 3]));
      assert.equal(arrival.from, address(ip, transportA.localUdpPort));
      assert.equal(arrival.to, address(ip));
      z.send(packetTo(a.port, [4]), arrival.from, arrival.to);
      assert.equal((await inboxA.next()).packet, packetTo(a.port, [4]));
      assert.is(a.statistics.packetsReceived, 1);
    });
  }

  test('serves both families on one UDP port when it is opened for all addresses', async () => {
    const inbox = new Inbox();
    const server = udp({ localPort: 0 });
    keep(await server.open(portOptions(3868, inbox)));
    const client = keep(await udp().open(portOptions(0, new Inbox())));
    for (const ip of ['127.0.0.1', '::1']) {
      client.send(packetTo(3868), address(ip, server.localUdpPort), undefined);
      const { from, to } = await inbox.next();
      assert.is(from.ip, ip);
      assert.is(to, undefined);
    }
  });

  test('carries many SCTP ports on one socket, and counts packets to others', async () => {
    const server = udp({ localPort: 0 });
    const inboxes = Array.from({ length: 20 }, () => new Inbox());
    for (const [index, inbox] of inboxes.entries()) {
      keep(await server.open(portOptions(1000 + index, inbox, ['127.0.0.1'])));
    }
    const client = keep(await udp().open(portOptions(0, new Inbox())));
    const to = address('127.0.0.1', server.localUdpPort);
    client.send(packetTo(999), to, undefined);
    for (const index of inboxes.keys()) client.send(packetTo(1000 + index, [index]), to, undefined);
    for (const [index, inbox] of inboxes.entries()) assert.is((await inbox.next()).packet[12], index);
    assert.is(opened[0]?.statistics.packetsDiscarded, 1);
  });

  test('sends from the address asked for, when it is bound to several', async () => {
    const inbox = new Inbox();
    const server = udp({ localPort: 0 });
    keep(await server.open(portOptions(1, inbox, ['127.0.0.1'])));
    const client = keep(await udp().open(portOptions(0, new Inbox(), ['127.0.0.2', '127.0.0.3', '::1'])));
    const to = address('127.0.0.1', server.localUdpPort);
    client.send(packetTo(1), to, address('127.0.0.3'));
    assert.is((await inbox.next()).from.ip, '127.0.0.3');
    client.send(packetTo(1), to, undefined);
    assert.is((await inbox.next()).from.ip, '127.0.0.2');
  });

  test('sends to 9899, or the peer port given, where the peer says none', async () => {
    const listener = createSocket('udp4').bind(0, '127.0.0.1');
    await once(listener, 'listening');
    const client = keep(await udp({ peerPort: listener.address().port }).open(portOptions(0, new Inbox())));
    client.send(packetTo(1), address('127.0.0.1'), undefined);
    const [datagram] = await within(3000, once(listener, 'message')).finally(() => listener.close());
    assert.equal(new Uint8Array(datagram), packetTo(1));
  });

  test('opens 9899 for a server and an ephemeral port for a client, and closes with the last SCTP port', async () => {
    const [server, client] = [udp(), udp()];
    const ports = [await server.open(portOptions(1, new Inbox())), await server.open(portOptions(2, new Inbox()))];
    keep(await client.open(portOptions(0, new Inbox())));
    assert.is(server.localUdpPort, 9899);
    assert.is.not(client.localUdpPort, 9899);
    ports[0]?.close();
    assert.is(server.localUdpPort, 9899);
    ports[1]?.close();
    assert.is(server.localUdpPort, undefined);
    keep(await udp().open(portOptions(1, new Inbox())));
  });

  test('names a UDP port that is in use, and the remedy', async () => {
    const first = udp({ localPort: 0 });
    keep(await first.open(portOptions(1, new Inbox())));
    const second = udp({ localPort: first.localUdpPort ?? 0 });
    const failed = await errorOf(() => second.open(portOptions(1, new Inbox())));
    assert.match(failed?.message ?? '', `UDP port ${first.localUdpPort}`);
    assert.match(failed?.message ?? '', 'udp({ localPort })');
    assert.is(await codeOf(() => second.open(portOptions(1, new Inbox()))), 'ERR_SCTP_PORT_IN_USE');
  });

  test('refuses an SCTP port that is taken, and keeps the socket of the owner', async () => {
    const transport = udp({ localPort: 0 });
    keep(await transport.open(portOptions(1, new Inbox())));
    assert.is(await codeOf(() => transport.open(portOptions(1, new Inbox()))), 'ERR_SCTP_PORT_IN_USE');
    assert.type(transport.localUdpPort, 'number');
  });

  test('refuses an address of another host and stays usable', async () => {
    const transport = udp({ localPort: 0 });
    const options = portOptions(1, new Inbox(), ['127.0.0.1', '203.0.113.77']);
    assert.is(await codeOf(() => transport.open(options)), 'ERR_SCTP_ADDRESS_NOT_AVAILABLE');
    assert.is(transport.localUdpPort, undefined);
    keep(await transport.open(portOptions(1, new Inbox(), ['127.0.0.1'])));
  });

  test('binds further addresses as they are asked for, but not all after some', async () => {
    const transport = udp({ localPort: 0 });
    const open = (port: number, ips: string[]) => transport.open(portOptions(port, new Inbox(), ips));
    for (const port of await Promise.all([open(1, ['127.0.0.1']), open(2, ['127.0.0.1', '127.0.0.2'])])) keep(port);
    assert.is(await codeOf(() => open(3, [])), 'ERR_SCTP_PORT_IN_USE');
  });

  test('counts what cannot be sent', async () => {
    const port = keep(await udp().open(portOptions(0, new Inbox(), ['127.0.0.1'])));
    port.send(packetTo(1), address('::1', 9899), undefined);
    port.send(packetTo(1), address('127.0.0.1', 0), undefined);
    port.send(new Uint8Array(70_000), address('127.0.0.1', 9899), undefined);
    await new Promise(setImmediate);
    assert.is(port.statistics.sendErrors, 3);
    assert.is(port.statistics.packetsSent, 0);
  });

  test('forgets sockets that failed, tells their owner, and binds new ones', async () => {
    const failures: [Error, number | undefined][] = [];
    const fail = (error: Error) => failures.push([error, sockets.port]);
    const sockets = new UdpSockets({ receive: () => {}, fail }, { receiveBufferSize: 65536, sendBufferSize: 65536 });
    const gone = new Error('gone');
    await sockets.bind([], 0);
    const [failed, other] = [sockets.find(undefined, 4), sockets.find(undefined, 6)];
    failed?.emit('error', gone);
    failed?.emit('error', gone);
    assert.equal(failures, [[gone, undefined]]);
    assert.throws(() => other?.address(), /Not running/i);
    await sockets.bind([], 0);
    try {
      assert.is.not(sockets.find(undefined, 4), failed);
      assert.ok(sockets.find(undefined, 4)?.address().port);
    } finally {
      sockets.close();
    }
  });

  test('lets the process end once all ports are closed or unreferenced', async () => {
    const program = `
      import { udp } from ${JSON.stringify(new URL('../../lib/src/transport/index.ts', import.meta.url).href)};
      const receiver = { receive() {}, fail() {} };
      const transport = udp({ localPort: 0 });
      (await transport.open({ port: 1, receiver, localAddresses: [] })).close();
      (await transport.open({ port: 2, receiver, localAddresses: [] })).unref();`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      cwd: new URL('..', import.meta.url),
      stdio: 'inherit',
    });
    try {
      assert.equal(await within(20_000, once(child, 'exit')), [0, null]);
    } finally {
      child.kill();
    }
  });
});
