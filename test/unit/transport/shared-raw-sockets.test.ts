import type { networkInterfaces } from 'node:os';
import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { HostInterfaces } from '../../../lib/src/transport/host-interfaces.ts';
import { raw } from '../../../lib/src/transport/index.ts';
import { SharedRawSockets } from '../../../lib/src/transport/shared-raw-sockets.ts';
import { describe } from '../../helpers/describe.ts';
import { FakeRawAddon } from './fake-raw-addon.ts';
import { codeOf, errorOf, Inbox, packetTo, portOptions } from './inbox.ts';

const peer = address('127.0.0.9');

describe('shared raw sockets', (test) => {
  test('serve all ports by one socket of each family, closed with the last port', async () => {
    const { addon, sockets } = shared();
    const ports = [];
    for (let port = 1; port <= 10; port += 1) ports.push(await sockets.open(portOptions(port, new Inbox())));
    assert.equal(
      addon.handles.map(({ family }) => family),
      [4, 6],
    );
    for (const port of ports.splice(1)) port.close();
    assert.not.ok(addon.handles.some(({ isClosed }) => isClosed));
    ports[0]?.close();
    assert.ok(addon.handles.every(({ isClosed }) => isClosed));
    await sockets.open(portOptions(1, new Inbox()));
    assert.is(addon.handles.length, 4);
  });

  test('open only the families of the addresses given', async () => {
    const { addon, sockets } = shared();
    const port = await sockets.open(portOptions(1, new Inbox(), ['127.0.0.1', '127.0.0.2']));
    assert.equal(
      addon.handles.map(({ family }) => family),
      [4],
    );
    assert.equal(port.localAddresses, ['127.0.0.1', '127.0.0.2']);
    port.send(packetTo(1), address('::1'), undefined);
    assert.is(port.statistics.sendErrors, 1);
  });

  test('send from an address of the port when none is said, and count what the kernel refuses', async () => {
    const { addon, sockets } = shared();
    const port = await sockets.open(portOptions(1, new Inbox(), ['127.0.0.2']));
    port.send(packetTo(1), peer, undefined);
    assert.is(Buffer.from(addon.handle(4).sent[0]?.bytes ?? []).readUInt32BE(12), 0x7f000002);
    addon.handle(4).sendError = new Error('Message too long');
    port.send(packetTo(1), peer, undefined);
    assert.equal(port.statistics, { packetsReceived: 0, packetsSent: 1, sendErrors: 1, packetsDiscarded: 0 });
  });

  test('receive for both families, and count what is no IP', async () => {
    const { addon, sockets } = shared();
    const inbox = new Inbox();
    const port = await sockets.open(portOptions(1, inbox));
    addon.handle(6).incoming.push({ bytes: packetTo(1), source: '::1' });
    addon.handle(6).wake();
    addon.handle(4).incoming.push({ bytes: packetTo(1), source: '127.0.0.1' });
    addon.handle(4).wake();
    assert.is(inbox.arrivals.length, 1);
    assert.is(port.statistics.packetsDiscarded, 1);
    assert.ok(port.mtuTo(peer) >= 1500);
  });

  test('do without IPv6 on a host that has none, unless it is asked for', async () => {
    const { addon, sockets } = shared();
    addon.refusals[6] = new Error('Address family not supported by protocol');
    const port = await sockets.open(portOptions(1, new Inbox()));
    assert.is(addon.handles.length, 1);
    const error = await errorOf(() => sockets.open(portOptions(2, new Inbox(), ['::1'])));
    assert.match(error?.message ?? '', 'not supported');
    assert.not.ok(addon.handle(4).isClosed);
    port.close();
  });

  test('name CAP_NET_RAW and the remedies when the privilege is missing', async () => {
    const { addon, sockets } = shared();
    addon.refusals[4] = new Error('Operation not permitted');
    const error = await errorOf(() => sockets.open(portOptions(1, new Inbox())));
    for (const word of ['CAP_NET_RAW', 'setcap', 'securityContext', 'sudo', 'udp()']) {
      assert.match(error?.message ?? '', word);
    }
    delete addon.refusals[4];
    addon.refusals[6] = new Error('Permission denied');
    assert.is(await codeOf(() => sockets.open(portOptions(1, new Inbox()))), 'ERR_SCTP_NO_PRIVILEGE');
    assert.ok(addon.handles.every(({ isClosed }) => isClosed));
  });

  test('refuse addresses of other hosts and ports that are taken', async () => {
    const { sockets } = shared();
    const foreign = await codeOf(() => sockets.open(portOptions(1, new Inbox(), ['203.0.113.77'])));
    assert.is(foreign, 'ERR_SCTP_ADDRESS_NOT_AVAILABLE');
    const both = await Promise.allSettled([1, 1].map((port) => sockets.open(portOptions(port, new Inbox()))));
    assert.equal(
      both.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
  });

  test('take an address that the host got a moment ago', async () => {
    const interfaces: ReturnType<typeof networkInterfaces> = {};
    const source = { interfaces: () => interfaces, interfaceMtu: () => undefined, now: () => 0 };
    const { sockets } = shared({ host: new HostInterfaces(source) });
    const open = () => sockets.open(portOptions(1, new Inbox(), ['192.0.2.2']));
    assert.is(await codeOf(open), 'ERR_SCTP_ADDRESS_NOT_AVAILABLE');
    interfaces.eth0 = [
      { address: '192.0.2.2', cidr: '192.0.2.2/24', netmask: '', mac: '', family: 'IPv4', internal: false },
    ];
    assert.equal((await open()).localAddresses, ['192.0.2.2']);
  });

  test('warn once of a kernel that has SCTP', async () => {
    const { sockets, warnings } = shared({ isKernelSctpLoaded: true });
    await sockets.open(portOptions(1, new Inbox()));
    await sockets.open(portOptions(2, new Inbox()));
    assert.is(warnings(), 1);
  });

  test('are unreferenced when all ports are', async () => {
    const { addon, sockets } = shared();
    const [a, b] = [await sockets.open(portOptions(1, new Inbox())), await sockets.open(portOptions(2, new Inbox()))];
    a.unref();
    assert.not.ok(addon.handle(4).isPaused);
    b.unref();
    assert.ok(addon.handle(4).isPaused);
    const c = await sockets.open(portOptions(3, new Inbox()));
    assert.not.ok(addon.handle(4).isPaused);
    c.close();
    assert.ok(addon.handle(4).isPaused);
    b.close();
    a.close();
  });

  test('tell every owner when a socket fails', async () => {
    const { addon, sockets } = shared();
    const inboxes = [new Inbox(), new Inbox()];
    for (const [index, inbox] of inboxes.entries()) await sockets.open(portOptions(index + 1, inbox));
    addon.handle(4).fail(new Error('9'));
    assert.equal(
      inboxes.map(({ failures }) => failures.length),
      [1, 1],
    );
  });

  test('are what raw() opens, without encapsulation', async () => {
    const transport = raw();
    assert.is(transport.encapsulationOverhead, 0);
    const foreign = await codeOf(() => transport.open(portOptions(1, new Inbox(), ['203.0.113.77'])));
    assert.is(foreign, 'ERR_SCTP_ADDRESS_NOT_AVAILABLE');
  });
});

function shared({ isKernelSctpLoaded = false, host = new HostInterfaces() } = {}) {
  const addon = new FakeRawAddon();
  let warned = 0;
  const sockets = new SharedRawSockets({
    loadAddon: async () => addon,
    host,
    isKernelSctpLoaded: () => isKernelSctpLoaded,
    warnOfKernelSctp: () => {
      warned += 1;
    },
  });
  return { addon, sockets, warnings: () => warned };
}
