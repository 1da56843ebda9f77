import diagnostics from 'node:diagnostics_channel';
import { createServer, memory, memoryNetwork } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { collectUncaught } from '../../helpers/uncaught.ts';
import { connectPair } from './pair.ts';
import { type Fields, published } from './published.ts';

const changes = (messages: readonly Fields[]) => messages.map(({ from, to }) => `${from} > ${to}`);

describe('channels of diagnostics', (test) => {
  test('tell each state of an association, with its ends and why it has ended', async () => {
    const messages = await published('usctp:association:state', async () => {
      const { a, end } = await connectPair();
      const ended = new Promise((resolve) => a.once('close', resolve));
      await end();
      await ended;
    });
    const ofClient = messages.filter(({ peerPort }) => peerPort === 7);
    const expected = ['CLOSED > COOKIE-WAIT', 'COOKIE-WAIT > COOKIE-ECHOED', 'COOKIE-ECHOED > ESTABLISHED'];
    assert.equal(changes(ofClient), [...expected, 'ESTABLISHED > CLOSED']);
    const last = ofClient.at(-1);
    assert.match(String(last?.error), /aborted/);
    assert.equal(last?.peerAddresses, ['192.0.2.1']);
    assert.is(ofClient[2]?.error, undefined);
  });

  test('are heard by who comes late, and nothing is made for nobody', async () => {
    const { a, z, end } = await connectPair();
    const messages = await published('usctp:association:state', () => a.shutdown());
    assert.equal(changes(messages.filter(({ association }) => association === a)), [
      'ESTABLISHED > SHUTDOWN-PENDING',
      'SHUTDOWN-PENDING > SHUTDOWN-SENT',
      'SHUTDOWN-SENT > CLOSED',
    ]);
    assert.ok(messages.some(({ association, to }) => association === z && to === 'SHUTDOWN-RECEIVED'));
    await end();
  });

  test('tell of servers that listen and close', async () => {
    const server = createServer();
    const closes: Fields[] = [];
    const listens = await published('usctp:server:listening', async () => {
      closes.push(
        ...(await published('usctp:server:close', async () => {
          await server.listen({ port: 7, transport: memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] }) });
          await server.close();
        })),
      );
    });
    assert.equal(listens, [{ server, port: 7, addresses: ['192.0.2.1'] }]);
    assert.equal(closes, [{ server, port: 7, error: undefined }]);
  });

  test('do no harm when a subscriber throws: the process hears of it, the association goes on', async () => {
    const { a, end } = await connectPair();
    const uncaught = collectUncaught();
    const thrower = () => {
      throw new Error('a subscriber fails');
    };
    diagnostics.subscribe('usctp:association:state', thrower);
    await a.shutdown();
    await new Promise((resolve) => setImmediate(resolve));
    diagnostics.unsubscribe('usctp:association:state', thrower);
    uncaught.stop();
    assert.ok(uncaught.messages.length > 0);
    assert.ok(uncaught.messages.every((message) => message === 'a subscriber fails'));
    assert.is(a.state, 'CLOSED');
    await end();
  });
});
