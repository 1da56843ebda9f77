import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { canRunPeers, nextPort, Peer } from './peers.ts';

const patience = 15_000;
/** Messages of the second life. */
const count = 500;
const traffic = ['--size', '1-5000', '--streams', '10'];
const kinds = [
  { kind: 'lksctp', name: 'the Linux kernel', localAddress: '192.0.2.1', peerAddress: '192.0.2.2' },
  { kind: 'usrsctp', name: 'usrsctp', localAddress: '192.0.2.129', peerAddress: '192.0.2.130' },
] as const;

if (canRunPeers()) {
  for (const { kind, name, localAddress, peerAddress } of kinds) {
    describe(`restart, ${name}`, (test) => {
      const peer = new Peer(kind, `ix-anew-${kind}`);
      test.before.each(() => peer.up());
      test.after.each(() => peer.stopAll());
      test.after(() => peer.down());

      test('a client that crashes and calls again from the same port is the same association to our server', async () => {
        const port = ['--port', `${nextPort()}`];
        const server = peer.ours('anew-server', ...port, '--local-address', localAddress, '--endless', ...traffic);
        await server.waitFor('listening', patience);
        const call = ['client', localAddress, ...port, '--bind', peerAddress, '--local-port', `${nextPort()}`];
        const sends = ['--mode', 'pipeline', '--window', '50', '--ostreams', '10', '--mixed', '--abrupt', ...traffic];
        const first = peer.program(...call, ...sends, '--endless');
        await server.waitFor('progress', patience, ({ messages }) => Number(messages) > 100);
        await crash(peer, kind, () => first.kill());
        await peer.program(...call, ...sends, '--count', `${count}`).success(patience);
        server.endInput();
        const lines = await server.success(patience);
        const events = lines.map(({ event }) => event);
        assert.is(events.filter((event) => event === 'association').length, 1);
        assert.is(events.filter((event) => event === 'restart').length, 1);
        const [before, after] = ['before', 'after'].map((event) => lines.find((line) => line.event === event));
        assert.equal([before?.problems, after?.problems], [[], []]);
        assert.is(after?.messages, count);
      });

      test('our client that crashes and calls again from the same port has restarted, to the server', async () => {
        const port = ['--port', `${nextPort()}`];
        const server = peer.program('server', ...port, '--bind', peerAddress, '--once', '1', '--ostreams', '10');
        await server.waitFor('listening', patience);
        const addresses = ['--address', peerAddress, '--local-address', localAddress, '--local-port', `${nextPort()}`];
        const call = [...port, ...addresses, '--pause', '2', '--shutdown', ...traffic];
        const first = peer.ours('echo-client', ...call, '--endless');
        await first.waitFor('progress', patience, ({ messages }) => Number(messages) > 100);
        await first.kill();
        await peer.ours('echo-client', ...call, '--count', `${count}`).success(patience);
        await server.waitFor('assoc', patience, ({ state }) => state === 'restart');
        await server.success(patience);
      });
    });
  }
}

/** The kernel takes leave for a process that ends: in vain, with the link cut. */
async function crash(peer: Peer, kind: 'lksctp' | 'usrsctp', kill: () => Promise<void>): Promise<void> {
  if (kind === 'usrsctp') return kill();
  await peer.setLink(0, 'down');
  await kill();
  await peer.runInGuest('while pidof sctp-peer; do sleep 0.05; done');
  await peer.setLink(0, 'up');
}
