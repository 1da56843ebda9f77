import { once } from 'node:events';
import { type Association, connect, createServer, memory, memoryNetwork, type SctpError, type Transport } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { collectUncaught } from '../../helpers/uncaught.ts';
import { quick } from './pair.ts';
import { published } from './published.ts';

/** A transport whose socket fails when it is told to: the moment it opens, if that is before. */
function breakable(below: Transport): { readonly transport: Transport; fail(): void } {
  let tellOwner: ((error: Error) => void) | undefined;
  let isBroken = false;
  const error = new Error('cable cut');
  return {
    fail: () => {
      isBroken = true;
      tellOwner?.(error);
    },
    transport: {
      encapsulationOverhead: below.encapsulationOverhead,
      open: (options) => {
        tellOwner = (cause) => options.receiver.fail(cause);
        if (isBroken) tellOwner(error);
        return below.open(options);
      },
    },
  };
}

describe('when its transport fails', (test) => {
  test('an association ends with the cause', async () => {
    const network = memoryNetwork();
    const server = createServer(quick);
    await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const { transport, fail } = breakable(memory({ network }));
    const association = await connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport });
    const ended = new Promise<SctpError | undefined>((resolve) => association.once('close', resolve));
    fail();
    const error = await ended;
    assert.is(error?.code, 'ERR_SCTP_TRANSPORT_FAILED');
    assert.match(String(error?.cause), 'cable cut');
    await server.close();
  });

  test('a server that was closed does not hear of it', async () => {
    const { transport, fail } = breakable(memory({ network: memoryNetwork() }));
    const server = createServer(quick);
    await server.listen({ port: 7, transport });
    await server.close();
    server.on('error', () => assert.unreachable('the server has nothing to do with it any more'));
    fail();
  });

  test('a server ends its associations, reports it, and can listen again', async () => {
    const network = memoryNetwork();
    const below = memory({ network, addresses: ['192.0.2.1'] });
    const { transport, fail } = breakable(below);
    const server = createServer(quick);
    await server.listen({ port: 7, transport });
    const accepted = once(server, 'association');
    const a = await connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport: memory({ network }) });
    const [z] = await accepted;
    const reported = new Promise<Error>((resolve) => server.once('error', resolve));
    const ended = new Promise<SctpError | undefined>((resolve) => z.once('close', resolve));
    fail();
    assert.is((await reported).message, 'the transport failed: cable cut');
    assert.is((await ended)?.code, 'ERR_SCTP_TRANSPORT_FAILED');
    assert.is(server.port, undefined);
    await server.listen({ port: 7, transport: below });
    a.abort();
    await server.close();
  });

  test('all events of associations come, also where handlers throw meanwhile', async () => {
    const network = memoryNetwork();
    const { transport, fail } = breakable(memory({ network, addresses: ['192.0.2.1'] }));
    const server = createServer(quick);
    await server.listen({ port: 7, transport });
    const accepted = once(server, 'association');
    const a = await connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport: memory({ network }) });
    const [z] = (await accepted) as [Association]; // the arguments of the event
    const uncaught = collectUncaught();
    const ended = new Promise<SctpError | undefined>((resolve) => z.once('close', resolve));
    // Nobody listens to the error of the server, which so is thrown in the middle of a drain.
    z.on('message', fail);
    z.on('sendFailed', () => {
      throw new Error('a handler fails');
    });
    z.send('to nobody');
    await a.send('now');
    assert.is((await ended)?.code, 'ERR_SCTP_TRANSPORT_FAILED');
    uncaught.stop();
    assert.equal(uncaught.messages, ['the transport failed: cable cut', 'a handler fails']);
    a.abort();
  });

  test('a server tells the channel of closes, with the error', async () => {
    const { transport, fail } = breakable(memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] }));
    const server = createServer(quick);
    const reported = new Promise<Error>((resolve) => server.once('error', resolve));
    const closes = await published('usctp:server:close', async () => {
      await server.listen({ port: 7, transport });
      fail();
      await reported;
    });
    assert.equal(closes, [{ server, port: 7, error: await reported }]);
  });

  test('while it opens, nobody gets it', async () => {
    const { transport, fail } = breakable(memory());
    fail();
    assert.is((await rejection(createServer().listen({ port: 7, transport }))).code, 'ERR_SCTP_TRANSPORT_FAILED');
  });
});

describe('a listener of error that fails', (test) => {
  test('is an uncaught exception, and is not told of itself', async () => {
    const server = createServer();
    let calls = 0;
    server.on('error', async () => {
      calls += 1;
      throw new Error('a bug in the listener of error');
    });
    const uncaught = new Promise<Error>((resolve) => process.once('uncaughtException', resolve));
    server.emit('error', new Error('something'));
    assert.is((await uncaught).message, 'a bug in the listener of error');
    assert.is(calls, 1);
  });
});
