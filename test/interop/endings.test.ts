import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import type { Command } from './command.ts';
import { canRunPeers, nextPort, Peer } from './peers.ts';

const patience = 15_000;
const kinds = [
  { kind: 'lksctp', name: 'the Linux kernel', localAddress: '192.0.2.1', peerAddress: '192.0.2.2' },
  { kind: 'usrsctp', name: 'usrsctp', localAddress: '192.0.2.129', peerAddress: '192.0.2.130' },
] as const;

/** Times in ms. */
const parameters = { rtoMin: 100, rtoMax: 400, associationMaxRetransmissions: 3, pathMaxRetransmissions: 3 };
/** The peer is given up after one timeout more than that, each of `rtoMax` at most (§8.1). */
const silenceLimit = (parameters.associationMaxRetransmissions + 1) * parameters.rtoMax;
/** What a busy machine may take to tell of it. */
const slack = 500;
/** Within which a refusal is at once: less than the first retransmission of INIT takes. */
const atOnce = 900;

if (canRunPeers()) {
  for (const { kind, name, localAddress, peerAddress } of kinds) {
    describe(`endings other than shutdown, ${name}`, (test) => {
      const peer = new Peer(kind, `ix-end-${kind}`);
      test.before.each(() => peer.up());
      test.after.each(() => peer.stopAll());
      test.after(() => peer.down());

      /** Our client, amid an endless traffic with a server of the peer. */
      const begin = async (mode: string, ...options: string[]): Promise<{ own: Command; peers: Command }> => {
        const port = ['--port', `${nextPort()}`];
        const peers = peer.program('server', '--mode', mode, '--bind', peerAddress, '--once', '1', ...port);
        await peers.waitFor('listening', patience);
        const addresses = ['--address', peerAddress, '--local-address', localAddress];
        const traffic = ['--endless', '--size', '1-2000', '--streams', '5', '--pause', '5'];
        const own = peer.ours('echo-client', ...addresses, ...port, ...traffic, ...options);
        await own.waitFor('connected', patience);
        return { own, peers };
      };

      test('the peer aborts: our user is told, with its reason', async () => {
        const { own, peers } = await begin('shell');
        peers.say('await 20');
        await peers.waitFor('awaited', patience);
        peers.say('abort enough');
        const { code, message } = await own.waitFor('closed', patience);
        assert.is(code, 'ERR_SCTP_ABORTED_BY_PEER');
        // Sockets of the kernel cannot give one; usrsctp does.
        const said = kind === 'usrsctp' ? 'User-Initiated Abort ("enough")' : 'User-Initiated Abort';
        assert.is(message, `the peer aborted the association with: ${said}`);
      });

      test('we abort: the peer has lost the association', async () => {
        const { own, peers } = await begin('echo', '--abort', 'enough');
        await own.waitFor('progress', patience, ({ messages }) => Number(messages) > 20);
        own.endInput();
        await peers.waitFor('assoc', patience, ({ state }) => state === 'lost');
        const { code, message } = await own.waitFor('closed', patience);
        assert.equal([code, message], ['ERR_SCTP_ABORTED', 'aborted: enough']);
      });

      test('nobody listens: connect rejects at once', async () => {
        // usrsctp is a process: without one, nobody would answer.
        await peer.program('server', '--port', `${nextPort()}`, '--bind', peerAddress).waitFor('listening', patience);
        const addresses = ['--address', peerAddress, '--local-address', localAddress];
        const own = peer.ours('echo-client', ...addresses, '--port', `${nextPort()}`);
        const { seconds, problems } = await own.waitFor('summary', patience);
        assert.match(String(problems), 'the peer aborted the association');
        assert.ok(Number(seconds) * 1000 < atOnce, `it took ${seconds} s`);
      });

      test('the peer falls silent: the association ends in the time that the parameters give', async () => {
        const settings = Object.entries(parameters).flatMap(([option, value]) => ['--set', `${option}=${value}`]);
        const { own, peers } = await begin('echo', ...settings);
        await own.waitFor('progress', patience, ({ messages }) => Number(messages) > 20);
        const start = performance.now();
        if (kind === 'usrsctp') peers.freeze();
        else await peer.setLink(0, 'down');
        const closed = await own.waitFor('closed', patience).finally(() => peer.setLink(0, 'up'));
        const time = Math.round(closed.at - start);
        console.log(`\n    given up after ${time} ms; limit ${silenceLimit} ms`);
        assert.is(closed.code, 'ERR_SCTP_PEER_UNREACHABLE');
        assert.ok(time <= silenceLimit + slack, `it took ${time} ms`);
      });
    });
  }
}
