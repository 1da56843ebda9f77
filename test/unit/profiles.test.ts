import { connect, createServer, type Message, memory, memoryNetwork, type Profile, ppid, profiles } from 'usctp';
import { resolveOptions } from 'usctp/core';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { within } from './transport/inbox.ts';

/** Ports and identifiers, as IANA has registered them. */
const registered: Readonly<Record<keyof typeof profiles, readonly [port: number, ppid: number]>> = {
  m3ua: [2905, 3],
  m2pa: [3565, 5],
  sua: [14001, 4],
  diameter: [3868, 46],
  s1ap: [36412, 18],
  ngap: [38412, 60],
  xnap: [38422, 61],
  f1ap: [38472, 62],
  e1ap: [38462, 64],
  x2ap: [36422, 27],
};

describe('profiles', (test) => {
  const entries: readonly [string, Profile][] = Object.entries(profiles);

  test('have the ports and identifiers of IANA, which ppid has as well', () => {
    const own = entries.map(([name, profile]) => [name, [profile.port, profile.ppid]]);
    assert.equal(Object.fromEntries(own), registered);
    assert.equal(
      entries.map(([, profile]) => profile.ppid),
      entries.map(([name]) => Object.entries(ppid).find(([known]) => known === name)?.[1]),
    );
  });

  for (const [name, profile] of entries) {
    test(`${name} has options that are in range, and streams that these give it`, () => {
      const { outboundStreams } = resolveOptions(profile.options);
      assert.ok(profile.management.stream < outboundStreams && profile.traffic.stream < outboundStreams);
      assert.equal([profile.management.ppid, profile.traffic.ppid], [profile.ppid, profile.ppid]);
      assert.is(profile.management.unordered, false, 'a management message is not overtaken');
    });
  }

  test('keep management and traffic apart, but for Diameter, whose traffic is unordered', () => {
    for (const [name, { management, traffic }] of entries) {
      if (name === 'diameter') assert.equal([traffic.stream, traffic.unordered], [0, true]);
      else assert.equal([management.stream, traffic.stream, traffic.unordered], [0, 1, false]);
    }
    assert.is(profiles.m2pa.options.outboundStreams, 2);
  });

  test('can be spread into connect, createServer and send', async () => {
    const { m2pa } = profiles;
    const network = memoryNetwork();
    const server = createServer(m2pa.options);
    const received = new Promise<Message>((resolve) => {
      server.on('association', (peer) => peer.on('message', resolve));
    });
    await server.listen({ port: m2pa.port, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const client = await connect({
      ...m2pa.options,
      port: m2pa.port,
      addresses: ['192.0.2.1'],
      transport: memory({ network, addresses: ['192.0.2.2'] }),
    });
    assert.equal([client.outboundStreams, client.inboundStreams], [2, 2]);
    await client.send('user data', m2pa.traffic);
    const message = await within(3000, received);
    assert.equal([String(message.data), message.stream, message.ppid, message.unordered], ['user data', 1, 5, false]);
    await client.shutdown();
    await server.close();
  });
});
