import { type Association, connect, createServer, type Server, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { endAtOnce, endGracefully } from '../../../packages/cli/src/graceful-end.ts';
import { describe } from '../../helpers/describe.ts';
import { within } from '../../unit/transport/inbox.ts';
import { endOf } from './command.ts';
import { deafen } from './deaf-transport.ts';

const addresses = ['127.0.0.1'];

describe('the end of an association of a command', (test) => {
  let server: Server;
  let association: Association;
  let isDeaf: boolean;

  test.before.each(async () => {
    isDeaf = false;
    const transport = udp({ localPort: 0 });
    server = createServer();
    await server.listen({ port: 3868, addresses, transport: deafen(transport, () => isDeaf) });
    association = await connect({ port: 3868, addresses, transport: udp({ peerPort: transport.localUdpPort ?? 0 }) });
  });
  test.after.each(async () => {
    association.abort();
    for (const accepted of server.associations) accepted.abort();
    await server.close();
  });

  test('is graceful with a peer that goes along', async () => {
    await within(5000, endGracefully(association));
    assert.equal([association.state, association.error], ['CLOSED', undefined]);
  });

  test('is an abort when the peer has stopped answering', async () => {
    isDeaf = true;
    const failure = await within(5000, endGracefully(association, 50)).catch((error: unknown) => error);
    assert.is(failure, association.error);
    assert.match(association.error?.message ?? '', 'not shut down in time');
  });

  test('tells the peer the reason when it is at once', async () => {
    const [accepted] = server.associations;
    assert.ok(accepted !== undefined);
    const ended = endOf(accepted);
    await within(5000, endAtOnce(association, new Error('no more paper')));
    assert.match(String(await ended), 'no more paper');
  });
});
