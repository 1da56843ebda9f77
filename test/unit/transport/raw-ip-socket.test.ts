import * as assert from 'uvu/assert';
import { type Address, address } from '../../../lib/src/address.ts';
import { AddressCache } from '../../../lib/src/transport/address-cache.ts';
import { protocolSctp, writeIpHeader } from '../../../lib/src/transport/ip-header.ts';
import { RawIpSocket, type RawListener } from '../../../lib/src/transport/raw-ip-socket.ts';
import { describe } from '../../helpers/describe.ts';
import { FakeRawAddon, type FakeRawHandle } from './fake-raw-addon.ts';
import { Inbox, packetTo } from './inbox.ts';

class Listener extends Inbox implements RawListener {
  discarded = 0;

  discard(): void {
    this.discarded += 1;
  }
}

describe('raw IP socket', (test) => {
  test('sets what keeps IPv4 headers and IPv6 fragmentation its own business', () => {
    assert.equal(open(4).handle.options, ['0/3/1', '0/10/3', '1/33/4194304', '1/32/4194304']);
    assert.equal(open(6).handle.options, ['41/23/3', '1/33/4194304', '1/32/4194304']);
  });

  test('is content with the buffers that the system allows', () => {
    const addon = new FakeRawAddon();
    addon.refusedOptions.push(32, 33);
    assert.equal(open(4, addon).handle.options, ['0/3/1', '0/10/3', '1/8/4194304', '1/7/4194304']);
  });

  test('leaves no handle open when an option is refused', () => {
    const addon = new FakeRawAddon();
    addon.refusedOptions.push(3);
    assert.throws(() => open(4, addon), /not permitted/);
    assert.is(addon.handles[0]?.isClosed, true);
  });

  test('cuts the IPv4 header off and tells both addresses', () => {
    const { handle, listener } = open(4);
    arriveIPv4(handle, packetTo(3868, [1]));
    handle.wake();
    const [from, to] = [address('192.0.2.9'), address('192.0.2.1')];
    assert.equal(listener.arrivals, [{ packet: packetTo(3868, [1]), from, to }]);
  });

  test('discards what is no IPv4 packet', () => {
    const { handle, listener } = open(4);
    handle.incoming.push({ bytes: packetTo(3868), source: '192.0.2.9' });
    handle.wake();
    assert.is(listener.discarded, 1);
    assert.is(listener.arrivals.length, 0);
  });

  test('takes an IPv6 packet without header, to an unknown address', () => {
    const { handle, listener } = open(6);
    handle.incoming.push({ bytes: packetTo(3868), source: '2001:db8::9' });
    handle.wake();
    assert.equal(listener.arrivals, [{ packet: packetTo(3868), from: address('2001:db8::9'), to: undefined }]);
  });

  test('reads as many packets at a wake-up as recent ones held', () => {
    const { handle, listener } = open(4);
    const wakeWith = (count: number) => {
      for (let index = 0; index < count; index += 1) arriveIPv4(handle, packetTo(1));
      handle.wake();
      const read = count - handle.incoming.length;
      handle.incoming.length = 0;
      return read;
    };
    assert.equal(
      Array.from({ length: 24 }, () => wakeWith(9)),
      [...Array(8).fill(1), ...Array(8).fill(2), ...Array(8).fill(4)],
    );
    for (let wakeUp = 0; wakeUp < 100; wakeUp += 1) wakeWith(200);
    assert.is(wakeWith(200), 64);
    assert.is(handle.emptyReads, 0);
    wakeWith(3);
    assert.is(handle.emptyReads, 1);
    assert.is(wakeWith(9), 3);
    assert.ok(listener.arrivals.length > 64);
  });

  test('goes back to one packet after a wake-up that held none', () => {
    const { handle } = open(4);
    handle.wake();
    arriveIPv4(handle, packetTo(1));
    handle.wake();
    assert.is(handle.emptyReads, 1);
  });

  test('reads no more once it was closed by a receiver', () => {
    const listener = new Listener();
    const { handle, socket } = open(4, new FakeRawAddon(), listener);
    for (let wakeUp = 0; wakeUp < 8; wakeUp += 1) {
      arriveIPv4(handle, packetTo(1));
      handle.wake();
    }
    arriveIPv4(handle, packetTo(1));
    arriveIPv4(handle, packetTo(1));
    listener.receive = () => socket.close();
    handle.wake();
    assert.is(handle.incoming.length, 1);
    socket.close();
    assert.throws(() => socket.send(packetTo(1), address('192.0.2.9'), undefined), /closed/);
  });

  test('lets the exception of a receiver through', () => {
    const listener = new Listener();
    listener.receive = () => {
      throw new Error('of the receiver');
    };
    const { handle } = open(4, new FakeRawAddon(), listener);
    arriveIPv4(handle, packetTo(1));
    assert.throws(() => handle.wake(), /of the receiver/);
  });

  test('polls no more while unreferenced, and reads by a timer', async () => {
    const { handle, listener, socket } = open(4);
    socket.setReferenced(false);
    socket.setReferenced(false);
    assert.ok(handle.isPaused);
    arriveIPv4(handle, packetTo(1));
    await listener.next();
    socket.setReferenced(true);
    assert.not.ok(handle.isPaused);
    socket.close();
    socket.setReferenced(false);
    assert.not.ok(handle.isPaused);
  });

  test('includes the IPv6 header only to choose the source, and sets the option only on change', () => {
    const { handle, socket } = open(6);
    const [to, from] = [address('2001:db8::9'), address('2001:db8::1')];
    for (const source of [undefined, from, from, undefined]) socket.send(packetTo(1), to, source);
    assert.equal(
      handle.sent.map(({ bytes }) => bytes.length),
      [12, 52, 52, 12],
    );
    assert.equal(
      handle.options.filter((option) => option.startsWith('41/36')),
      ['41/36/1', '41/36/0'],
    );
  });

  test('writes the IPv4 header, with DF', () => {
    const { handle, socket } = open(4);
    socket.send(packetTo(1), address('192.0.2.9'), address('192.0.2.1'));
    const [{ bytes, ip } = { bytes: new Uint8Array(), ip: '' }] = handle.sent;
    assert.is(ip, '192.0.2.9');
    assert.is(Buffer.from(bytes.subarray(0, 20)).toString('hex'), '45000020000040004084b64fc0000201c0000209');
    assert.equal(bytes.slice(20), packetTo(1));
    assert.throws(() => socket.send(new Uint8Array(65516), address('192.0.2.9'), undefined), /too large/);
  });

  test('sends what may be fragmented in fragments', () => {
    const [v4, v6] = [open(4), open(6)];
    const packet = packetTo(1, new Array(1468).fill(7));
    v4.socket.send(packet, address('192.0.2.9'), undefined, 1220);
    v6.socket.send(packet, address('2001:db8::9'), address('2001:db8::1'), 1280);
    assert.equal(
      [v4, v6].map(({ handle }) => handle.sent.map(({ bytes }) => bytes.length)),
      [
        [1220, 300],
        [1280, 296],
      ],
    );
  });

  test('leaves the IPv6 header of fragments to the kernel where no source is given', () => {
    const addon = new FakeRawAddon();
    const { socket } = open(6, addon);
    socket.send(packetTo(1, new Array(1468).fill(7)), address('2001:db8::9'), undefined, 1280);
    const [handle] = addon.otherHandles;
    assert.equal(
      handle?.sent.map(({ bytes }) => [bytes.length, bytes[0]]),
      [
        [1240, 132],
        [256, 132],
      ],
    );
    assert.ok(handle?.isClosed);
  });

  test('closes and tells its owner when polling fails', () => {
    const { handle, listener } = open(4);
    handle.fail(new Error('9'));
    assert.ok(handle.isClosed);
    assert.is(listener.failures.length, 1);
  });
});

function open(family: 4 | 6, addon = new FakeRawAddon(), listener = new Listener()) {
  const socket = new RawIpSocket({ addon, family, addresses: new AddressCache(), listener });
  return { handle: addon.handle(family), listener, socket };
}

function arriveIPv4(handle: FakeRawHandle, packet: Uint8Array): void {
  const source: Address = address('192.0.2.9');
  const bytes = new Uint8Array(20 + packet.length);
  writeIpHeader(bytes, {
    source,
    destination: address('192.0.2.1'),
    protocol: protocolSctp,
    payloadLength: packet.length,
  });
  bytes.set(packet, 20);
  handle.incoming.push({ bytes, source: source.ip });
}
