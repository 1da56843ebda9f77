import { once } from 'node:events';
import { connect, createServer, memory, memoryNetwork, SctpError } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair, quick } from './pair.ts';

const ipv4 = { server: '192.0.2.1', client: '192.0.2.2' };
const ipv6 = { server: '2001:db8::1', client: '2001:db8::2' };

/** A server and an association with it, each with an address of either family. */
async function dualStackPair() {
  const network = memoryNetwork();
  const server = createServer(quick);
  const addresses = [ipv4.server, ipv6.server];
  await server.listen({ port: 7, addresses, transport: memory({ network, addresses }) });
  const accepted = once(server, 'association');
  const localAddresses = [ipv6.client, ipv4.client];
  const transport = memory({ network, addresses: localAddresses });
  const association = await connect({ ...quick, port: 7, addresses: [ipv4.server], localAddresses, transport });
  const [z] = await accepted;
  const end = async () => {
    association.abort();
    z.abort();
    await server.close();
  };
  return { association, z, end };
}

describe('paths of an association', (test) => {
  test('are of both families, and the user hears when the one told by the peer is confirmed', async () => {
    const { association, end } = await dualStackPair();
    const [path] = await once(association, 'path');
    assert.equal([path.address, path.state, path.isConfirmed], [ipv6.server, 'ACTIVE', true]);
    assert.equal(
      association.paths.map(({ address, state }) => [address, state]),
      [
        [ipv4.server, 'ACTIVE'],
        [ipv6.server, 'ACTIVE'],
      ],
    );
    await end();
  });

  test('can be made primary, and carry the data then', async () => {
    const { association, z, end } = await dualStackPair();
    await once(association, 'path');
    association.setPrimary('2001:DB8:0::1');
    const received = once(z, 'message');
    await association.send('over there', { until: 'acknowledged' });
    const [message] = await received;
    assert.is(`${message.data}`, 'over there');
    const [primary] = association.status.paths;
    assert.equal([primary?.address, primary?.isCurrent], [ipv6.server, true]);
    assert.ok(primary?.srtt !== undefined);
    await end();
  });

  test('have settings of their own', async () => {
    const { association, end } = await dualStackPair();
    association.setPath(ipv6.server, { heartbeatInterval: 0, pathMaxRetransmissions: 1 });
    assert.equal(
      association.paths.map(({ heartbeatInterval, pathMaxRetransmissions }) => [
        heartbeatInterval,
        pathMaxRetransmissions,
      ]),
      [
        [30_000, 5],
        [0, 1],
      ],
    );
    assert.throws(() => association.setPath(ipv6.server, { heartbeatInterval: -1 }), RangeError);
    await end();
  });

  test('are named when the one wanted is not among them', async () => {
    const { association, end } = await dualStackPair();
    const isNamed = (error: Error) =>
      error instanceof SctpError &&
      error.code === 'ERR_SCTP_INVALID_ADDRESS' &&
      ['203.0.113.1', ipv4.server, ipv6.server].every((ip) => error.message.includes(ip));
    assert.throws(() => association.setPrimary('203.0.113.1'), isNamed);
    assert.throws(() => association.setPath('203.0.113.1', {}), isNamed);
    assert.ok(isNamed(await rejection(association.heartbeat('203.0.113.1'))));
    await end();
  });
});

describe('association.heartbeat', (test) => {
  test('resolves with the round-trip time', async () => {
    const { association, end } = await dualStackPair();
    const times = await Promise.all([association.heartbeat(ipv4.server), association.heartbeat(ipv4.server)]);
    for (const time of times) assert.ok(time !== undefined && time >= 0 && time < 10_000, `${time}`);
    await end();
  });

  test('resolves with undefined when no answer comes', async () => {
    // The server tells of an address that nobody has.
    const { a, end } = await connectPair({ server: { advertise: ['192.0.2.1', '203.0.113.9'] } });
    assert.is(await a.heartbeat('203.0.113.9'), undefined);
    assert.is(a.paths.find(({ address }) => address === '203.0.113.9')?.isConfirmed, false);
    await end();
  });

  test('rejects when the association ends before', async () => {
    const { a, end } = await connectPair({ server: { advertise: ['192.0.2.1', '203.0.113.9'] } });
    const failure = rejection(a.heartbeat('203.0.113.9'));
    a.abort('enough');
    const error = await failure;
    assert.is(error.code, 'ERR_SCTP_ABORTED');
    const late = await rejection(a.heartbeat('192.0.2.1'));
    assert.is(late.code, 'ERR_SCTP_NOT_CONNECTED');
    await end();
  });
});
