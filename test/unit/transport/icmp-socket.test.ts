import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import type { IcmpMessage } from '../../../lib/src/icmp-message.ts';
import { HostInterfaces } from '../../../lib/src/transport/host-interfaces.ts';
import { internetChecksum, writeIpHeader } from '../../../lib/src/transport/ip-header.ts';
import { SharedRawSockets } from '../../../lib/src/transport/shared-raw-sockets.ts';
import { describe } from '../../helpers/describe.ts';
import { FakeRawAddon, type FakeRawHandle } from './fake-raw-addon.ts';
import { Inbox, packetTo, portOptions } from './inbox.ts';

const [own, peer] = [address('127.0.0.1'), address('192.0.2.9')];

class IcmpInbox extends Inbox {
  readonly messages: IcmpMessage[] = [];

  receiveIcmp(message: IcmpMessage): void {
    this.messages.push(message);
  }
}

function shared() {
  const addon = new FakeRawAddon();
  const environment = { loadAddon: async () => addon, host: new HostInterfaces() };
  const sockets = new SharedRawSockets({ ...environment, isKernelSctpLoaded: () => false, warnOfKernelSctp: () => {} });
  return { addon, sockets };
}

/** "Protocol unreachable" about a packet of ours from this SCTP port, in the IP packet that a raw socket gives. */
function icmpAbout(sourcePort: number, source = own): Uint8Array {
  const bytes = Buffer.alloc(20 + 8 + 20 + 8);
  writeIpHeader(bytes, { source: peer, destination: own, protocol: 1, payloadLength: bytes.length - 20 });
  bytes.set([3, 2], 20);
  writeIpHeader(bytes.subarray(28), { source, destination: peer, protocol: 132, payloadLength: 100 });
  bytes.set(packetTo(5, [], sourcePort).subarray(0, 8), 48);
  bytes.writeUInt16BE(internetChecksum(bytes.subarray(20)), 22);
  return bytes;
}

function arrive(handle: FakeRawHandle | undefined, bytes: Uint8Array): void {
  handle?.incoming.push({ bytes, source: peer.ip });
  handle?.wake();
}

describe('raw sockets for ICMP', (test) => {
  test('are one of each family, opened with the first port and closed with the last', async () => {
    const { addon, sockets } = shared();
    const ports = [await sockets.open(portOptions(1, new Inbox())), await sockets.open(portOptions(2, new Inbox()))];
    assert.equal(
      addon.otherHandles.map(({ family, isClosed }) => [family, isClosed]),
      [
        [4, false],
        [6, false],
      ],
    );
    for (const port of ports) port.close();
    assert.ok(addon.otherHandles.every(({ isClosed }) => isClosed));
  });

  test('take only the types of interest from the kernel', async () => {
    const { addon, sockets } = shared();
    await sockets.open(portOptions(1, new Inbox()));
    const [v4, v6] = addon.otherHandles;
    assert.equal(v4?.options, ['255/1/f7ffffff'], 'all types are kept away but 3');
    assert.equal(v6?.options, [`58/1/e9ffffff${'f'.repeat(56)}`], 'all but 1, 2 and 4');
  });

  test('tell the owner of the port that the packet came from, at one of its addresses', async () => {
    const { addon, sockets } = shared();
    const inboxes = [new IcmpInbox(), new IcmpInbox()];
    for (const [index, inbox] of inboxes.entries()) {
      await sockets.open(portOptions(index + 1, inbox, ['127.0.0.1', '127.0.0.2']));
    }
    const [handle] = addon.otherHandles;
    arrive(handle, icmpAbout(2));
    arrive(handle, icmpAbout(3));
    arrive(handle, icmpAbout(1, address('127.0.0.3')));
    assert.equal(
      inboxes.map(({ messages }) => messages.map(({ type }) => type)),
      [[], ['PROTOCOL-UNREACHABLE']],
    );
  });

  test('are done without where there can be none, and by owners that do not care', async () => {
    const { addon, sockets } = shared();
    const port = await sockets.open(portOptions(1, new Inbox()));
    arrive(addon.otherHandles[0], icmpAbout(1));
    port.close();
    addon.refusesIcmp = true;
    const without = await sockets.open(portOptions(1, new Inbox()));
    without.send(packetTo(1), own, undefined);
    assert.is(without.statistics.packetsSent, 1);
  });

  test('do not keep the process alive when no port does, and read nothing then', async () => {
    const { addon, sockets } = shared();
    const port = await sockets.open(portOptions(1, new Inbox()));
    port.unref();
    assert.ok(addon.otherHandles.every(({ isPaused }) => isPaused));
  });

  test('that fail, or find nothing to read, leave all else as it is', async () => {
    const { addon, sockets } = shared();
    const inbox = new IcmpInbox();
    await sockets.open(portOptions(1, inbox));
    const [handle] = addon.otherHandles;
    arrive(handle, new Uint8Array(3));
    handle?.wake();
    handle?.fail(new Error('9'));
    handle?.wake();
    assert.ok(handle?.isClosed);
    assert.equal([inbox.messages, inbox.failures], [[], []]);
  });
});
