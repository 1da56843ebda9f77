import { connect, createServer, memory, memoryNetwork, type Server, type SrvResolver } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { resolverOf } from '../../helpers/dns.ts';
import { hasCode, names } from '../../helpers/expected-error.ts';
import { rejection } from '../../helpers/rejection.ts';

const srv = '_diameter._sctp.example.com';

/** A host with a server on port 7 that refuses other ports, and a resolver that gives these ports of it, in their order. */
async function serve(...ports: readonly number[]) {
  const network = memoryNetwork();
  const server = createServer({ outOfTheBlue: 'abort' });
  await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
  const records = ports.map((port, priority) => ({ name: `port${port}.example.com`, port, priority, weight: 1 }));
  const hosts = Object.fromEntries(records.map(({ name }) => [name, ['192.0.2.1']]));
  const resolver = resolverOf(() => ({ srv: { [srv]: records }, a: hosts }));
  return { server, resolver, transport: memory({ network }) };
}

async function endOf(server: Server): Promise<void> {
  await server.close();
}

describe('connect({ srv })', (test) => {
  test('takes the first target that takes the association', async () => {
    const { server, resolver, transport } = await serve(8, 7, 9);
    const association = await connect({ srv, resolver, transport });
    assert.equal([association.peerPort, association.paths[0]?.address], [7, '192.0.2.1']);
    await association.shutdown();
    await endOf(server);
  });

  test('rejects where none does, with the reason for each', async () => {
    const { server, resolver, transport } = await serve(8, 9);
    const error = await rejection(connect({ srv, resolver, transport }));
    const targets = ['port8.example.com port 8 (192.0.2.1): ', 'port9.example.com port 9 (192.0.2.1): '];
    assert.ok(hasCode('ERR_SCTP_CONNECT_FAILED', srv, ...targets)(error), error.message);
    assert.equal(
      (error.cause as AggregateError).errors.map(({ code }) => code),
      ['ERR_SCTP_ABORTED_BY_PEER', 'ERR_SCTP_ABORTED_BY_PEER'],
    );
    await endOf(server);
  });

  test('rejects at once for what no other target could mend', async () => {
    const { server, resolver, transport } = await serve(7, 8);
    const foreign = await rejection(connect({ srv, resolver, transport, localAddresses: ['203.0.113.9'] }));
    assert.ok(hasCode('ERR_SCTP_ADDRESS_NOT_AVAILABLE')(foreign));
    const both = await rejection(connect({ srv, resolver, transport, port: 7 } as never));
    assert.ok(names(TypeError, 'srv stands for port and addresses')(both));
    const unknown = await rejection(connect({ srv, resolver, transport, prot: 7 } as never));
    assert.ok(names(TypeError, 'prot')(unknown));
    await endOf(server);
  });

  test('gives up when its signal is aborted, also while DNS is silent', async () => {
    const silent: SrvResolver = { ...resolverOf(() => ({})), resolveSrv: () => new Promise(() => {}) };
    const controller = new AbortController();
    const attempt = connect({ srv, resolver: silent, transport: memory(), signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    assert.match(`${await rejection(attempt)}`, /changed my mind/);
    const late = connect({ srv, resolver: silent, transport: memory(), signal: controller.signal });
    assert.match(`${await rejection(late)}`, /changed my mind/);
  });
});
