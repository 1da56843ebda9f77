import {
  connect,
  createServer,
  memory,
  memoryNetwork,
  SctpError,
  type Server,
  type ServerOptions,
  type SrvResolver,
} from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { resolverOf } from '../../helpers/dns.ts';
import { hasCode, names } from '../../helpers/expected-error.ts';
import { rejection } from '../../helpers/rejection.ts';

const srv = '_diameter._sctp.example.com';

/** A host with a server on port 7 that refuses other ports, and a resolver that gives these ports of it, in their order. */
async function serve(...ports: readonly number[]) {
  return serveWith({ outOfTheBlue: 'abort' }, ports);
}

async function serveWith(options: ServerOptions, ports: readonly number[]) {
  const network = memoryNetwork();
  const server = createServer(options);
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

  test('goes on to the next target when one swallows INITs', async () => {
    const { server, resolver, transport } = await serveWith({ outOfTheBlue: 'discard' }, [8, 9, 7]);
    const association = await connect({ srv, resolver, transport, localPort: 5000, targetTimeout: 1 });
    assert.equal([association.peerPort, association.localPort], [7, 5000]);
    await association.shutdown();
    await endOf(server);
  });

  test('gives the last target as long as it takes, and says how long others had', async () => {
    const { server, resolver, transport } = await serveWith({ outOfTheBlue: 'discard' }, [8, 9]);
    const options = { rtoInitial: 1, rtoMin: 1, maxInitRetransmissions: 1 };
    const error = await rejection(connect({ srv, resolver, transport, targetTimeout: 1, ...options }));
    const [first, last] = (error.cause as AggregateError).errors;
    assert.match(first.message, 'within 1 ms');
    assert.match(last.message, 'INIT, which was sent 2 times');
    await endOf(server);
  });

  test('rejects with the reason of its signal while a target is silent, whatever that is', async () => {
    const { server, resolver, transport } = await serveWith({ outOfTheBlue: 'discard' }, [8, 9]);
    const controller = new AbortController();
    const attempt = connect({ srv, resolver, transport, signal: controller.signal });
    const reason = new SctpError('ERR_SCTP_CONNECT_TIMEOUT', 'of the caller');
    setImmediate(() => controller.abort(reason));
    assert.is(await rejection(attempt), reason);
    await endOf(server);
  });

  test('refuses wrong options before it asks DNS', async () => {
    const resolver = resolverOf(() => {
      throw new Error('DNS was asked');
    });
    const wrong = [{ targetTimeout: 0 }, { localPort: -1 }, { rtoInitial: 0 }];
    for (const option of wrong) {
      const error = await rejection(connect({ srv, resolver, transport: memory(), ...option }));
      assert.ok(names(RangeError, Object.keys(option)[0] ?? '')(error), error.message);
    }
  });

  test('is not meant where srv is undefined', async () => {
    const { server, transport } = await serve();
    const association = await connect({ srv: undefined, port: 7, addresses: ['192.0.2.1'], transport } as never);
    assert.is(association.peerPort, 7);
    await association.shutdown();
    await endOf(server);
  });
});
