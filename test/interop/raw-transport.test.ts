import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import { raw, type TransportPort } from '../../lib/src/transport/index.ts';
import { loadRawAddon } from '../../lib/src/transport/raw-addon.ts';
import { describe } from '../helpers/describe.ts';
import { hasRoot } from '../helpers/root.ts';
import { Inbox, packetTo, portOptions, within } from '../unit/transport/inbox.ts';

const prelude = `
    const { raw } = await import(${JSON.stringify(new URL('../../lib/src/transport/index.ts', import.meta.url).href)});
    const { address } = await import(${JSON.stringify(new URL('../../lib/src/address.ts', import.meta.url).href)});
    const receiver = { receive() {}, fail() {} };
    const open = (port) => raw().open({ port, receiver, localAddresses: [] });`;

describe('raw transport on loopback', (test) => {
  if (!hasRoot('tests of the raw transport')) return;
  let opened: TransportPort[] = [];
  const open = async (port: number, inbox: Inbox, localAddresses: string[] = []): Promise<TransportPort> => {
    const taken = await raw().open(portOptions(port, inbox, localAddresses));
    opened.push(taken);
    return taken;
  };
  test.after.each(() => {
    for (const port of opened) port.close();
    opened = [];
  });

  test('carries IPv4 packets with the addresses that were chosen', async () => {
    const [inboxA, inboxZ] = [new Inbox(), new Inbox()];
    const a = await open(47001, inboxA, ['127.0.0.2', '127.0.0.3']);
    const z = await open(47002, inboxZ, ['127.0.0.1']);
    a.send(packetTo(z.port, [1, 2, 3]), address('127.0.0.1'), address('127.0.0.3'));
    const arrival = await inboxZ.next();
    assert.equal(arrival, {
      packet: packetTo(z.port, [1, 2, 3]),
      from: address('127.0.0.3'),
      to: address('127.0.0.1'),
    });
    z.send(packetTo(a.port, [4]), arrival.from, arrival.to);
    assert.equal((await inboxA.next()).packet, packetTo(a.port, [4]));
    assert.equal([a.statistics.packetsSent, a.statistics.sendErrors], [2, 0]);
  });

  test('leaves the source address to the kernel where none is given', async () => {
    const inbox = new Inbox();
    const port = await open(47001, inbox);
    for (const ip of ['127.0.0.1', '::1']) {
      port.send(packetTo(47001), address(ip), undefined);
      assert.is((await inbox.next()).from.ip, ip);
    }
  });

  test('carries IPv6 packets with and without the source chosen', async () => {
    const inbox = new Inbox();
    const port = await open(47001, inbox, ['::1']);
    for (const from of [address('::1'), undefined, address('::1')]) {
      port.send(packetTo(47001, [5]), address('::1'), from);
      assert.equal(await inbox.next(), { packet: packetTo(47001, [5]), from: address('::1'), to: undefined });
    }
  });

  test('forbids fragmentation and sets 64 hops in IPv4', async () => {
    const addon = await loadRawAddon();
    const { wrap } = addon.createSocket({ protocol: 132, addressFamily: 1, bufferSize: 1 });
    wrap.removeAllListeners('recvReady');
    try {
      const ready = new Promise<void>((resolve) => wrap.on('recvReady', resolve));
      const port = await open(47001, new Inbox());
      port.send(packetTo(47001), address('127.0.0.1'), undefined);
      await within(3000, ready);
      const read = Buffer.alloc(100);
      wrap.recv(read, (_, length) => assert.is(length, 32));
      assert.equal([read.readUInt16BE(6), read[8], read[9]], [0x4000, 64, 132]);
    } finally {
      wrap.close();
    }
  });

  test('has one socket of each family for all ports, and none after the last', async () => {
    const ports = [await open(47001, new Inbox()), await open(47002, new Inbox())];
    assert.equal([ownRawSockets('raw'), ownRawSockets('raw6')], [1, 1]);
    for (const port of ports) port.close();
    assert.equal([ownRawSockets('raw'), ownRawSockets('raw6')], [0, 0]);
  });

  test('receives a burst that is larger than one wake-up', async () => {
    const inbox = new Inbox();
    const port = await open(47001, inbox);
    for (let index = 0; index < 500; index += 1) {
      port.send(packetTo(47001, [index & 0xff]), address('127.0.0.1'), undefined);
    }
    for (let index = 0; index < 500; index += 1) assert.is((await inbox.next()).packet[12], index & 0xff);
  });

  test('receives while unreferenced', async () => {
    const inbox = new Inbox();
    const port = await open(47001, inbox);
    port.unref();
    port.send(packetTo(47001), address('127.0.0.1'), undefined);
    await inbox.next();
  });

  test('lets the process end once all ports are closed or unreferenced', async () => {
    const { code } = await run([], '(await open(47001)).close(); (await open(47002)).unref();');
    assert.is(code, 0);
  });

  test('counts packets that are larger than the MTU, and knows it', async () => {
    const { output } = await run(
      ['unshare', '-n', '-m', 'sh', '-c', 'mount -t sysfs sysfs /sys && ip link set lo mtu 1400 up && exec "$@"', 'sh'],
      `const port = await open(47001);
       for (const ip of ['127.0.0.1', '::1']) {
         const to = address(ip);
         const header = to.family === 4 ? 20 : 40;
         for (const from of [undefined, to]) {
           for (const length of [1400 - header, 1401 - header]) port.send(new Uint8Array(length), to, from);
         }
         console.log([port.mtuTo(to), port.statistics.packetsSent, port.statistics.sendErrors].join(' '));
       }
       port.close();`,
    );
    assert.is(output, '1400 2 2\n1400 4 4\n');
  });

  test('says what to do when the privilege is missing', async () => {
    const { output } = await run(
      ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
      'await open(47001).catch(({ code, message }) => console.log(code, message));',
    );
    assert.match(output, /^ERR_SCTP_NO_PRIVILEGE .*CAP_NET_RAW/);
  });
});

/** Raw sockets for SCTP that this process has, by the table of the family: `raw` or `raw6`. */
function ownRawSockets(table: 'raw' | 'raw6'): number {
  const lines = readFileSync(`/proc/self/net/${table}`, 'utf8').split('\n');
  const inodes = lines.filter((line) => /^ *\d+: \S+:0084 /.test(line)).map((line) => line.trim().split(/\s+/)[9]);
  const links = readdirSync('/proc/self/fd').map((fd) => linkOf(`/proc/self/fd/${fd}`));
  return inodes.filter((inode) => links.includes(`socket:[${inode}]`)).length;
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // the descriptor by which the folder was read
  }
}

/** Runs the program in a process of its own, started by the command given. */
async function run(command: readonly string[], body: string): Promise<{ code: unknown; output: string }> {
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', prelude + body];
  const [file = '', ...args] = [...command, ...node];
  const child = spawn(file, args, { cwd: new URL('..', import.meta.url), stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [output, [code]] = await within(20_000, Promise.all([text(child.stdout), once(child, 'exit')]));
    return { code, output };
  } finally {
    child.kill();
  }
}
