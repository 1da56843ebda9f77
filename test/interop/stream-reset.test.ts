import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { canRunPeers, nextPort, Peer } from './peers.ts';

interface Meeting {
  readonly peer: Peer;
  readonly localAddress: string;
  readonly peerAddress: string;
  /** Whether it takes more inbound streams than it has told in INIT ACK, if it asks for them itself. */
  readonly canAddInbound: boolean;
}

const deadline = 8000;

/** We set an association up, and either side has streams of both directions begin anew, and adds some. */
function testStreamChanges(test: Test, { peer, localAddress, peerAddress, canAddInbound }: Meeting): void {
  test('streams begin anew and become more, as we ask for it', async () => {
    const port = String(nextPort());
    const server = peer.program('server', '--port', port, '--mode', 'shell', '--reconf', '1', '--once', '1');
    await server.waitFor('listening', deadline);
    const ours = peer.ours('stream-changer', localAddress, peerAddress, port, 'ask');
    await server.waitFor('message', deadline);
    server.say('send sid=1 text=before');
    const lines = await ours.success(deadline);
    const done = lines.filter(({ event }) => event === 'done').map(({ what }) => what);
    assert.equal(done, ['reset outbound', 'reset inbound', 'add outbound', 'add inbound']);
    await server.waitFor('stream-reset', deadline);
  });

  test('streams begin anew and become more, as the peer asks for it', async () => {
    const port = String(nextPort());
    const limits = canAddInbound ? ['--instreams', '20'] : [];
    const server = peer.program('server', '--port', port, '--mode', 'shell', '--reconf', '1', '--once', '1', ...limits);
    await server.waitFor('listening', deadline);
    const ours = peer.ours('stream-changer', localAddress, peerAddress, port, 'serve');
    await server.waitFor('message', deadline);
    // The peer takes its next wish only once it has had our answer.
    const told = async (command: string, event: string, isMeant: (text: string) => boolean, theirs: string) => {
      const before = server.lines.length;
      server.say(command);
      await ours.waitFor(event, deadline, (line) => isMeant(JSON.stringify(line)));
      await server.waitFor(theirs, deadline, (line) => server.lines.indexOf(line) >= before);
    };
    server.say('send sid=1 text=before');
    await ours.waitFor('message', deadline);
    await told('reset out 1', 'streamReset', (text) => text.includes('inbound'), 'stream-reset');
    await told('reset in 1', 'streamReset', (text) => text.includes('outbound'), 'stream-reset');
    await told('add out=2', 'streamChange', (text) => text.includes('"inboundStreams":12'), 'stream-change');
    if (canAddInbound) {
      await told('add in=3', 'streamChange', (text) => text.includes('"outboundStreams":23'), 'stream-change');
    }
    ours.endInput();
    await ours.success(deadline);
  });
}

if (canRunPeers()) {
  describe('stream reconfiguration (RFC 6525) with usrsctp', (test) => {
    const peer = new Peer('usrsctp', 'ix-reset-usrsctp');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    testStreamChanges(test, { peer, localAddress: '192.0.2.129', peerAddress: '192.0.2.130', canAddInbound: false });
  });

  describe('stream reconfiguration (RFC 6525) with the Linux kernel', (test) => {
    const peer = new Peer('lksctp', 'ix-reset-lksctp');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    testStreamChanges(test, { peer, localAddress: '192.0.2.1', peerAddress: '192.0.2.2', canAddInbound: true });
  });
}
