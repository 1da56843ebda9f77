import * as assert from 'uvu/assert';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { answered, initOfRestarted, newTag, newTsn } from './restarted-peer.ts';
import { acquainted, forge } from './scenario.ts';

describe('restart of the peer (§5.2.2, §5.2.4 A)', (test) => {
  test('leaves the association as it is until the cookie comes back', () => {
    const scene = acquainted();
    const { tag } = answered(scene);
    assert.is.not(tag, scene.atZ.core.localTag);
    scene.atA.send('still here');
    scene.ladder.deliver('A -> DATA');
    assert.is(scene.atZ.messages.length, 2);
  });

  test('begins the association anew, and tells the user', () => {
    const scene = acquainted();
    const { cookieEcho, tag } = answered(scene);
    forge(scene, [cookieEcho, dataChunk({ tsn: newTsn })], tag);
    scene.ladder.lose('Z -> COOKIE ACK, SACK');
    const { atZ } = scene;
    assert.equal([atZ.state, atZ.core.localTag, atZ.core.peerTag], ['ESTABLISHED', tag, newTag]);
    assert.equal([atZ.core.inboundStreams, atZ.core.outboundStreams], [3, 5]);
    assert.ok(atZ.events.some(({ type }) => type === 'restart'));
    assert.is(atZ.messages.length, 2);
    assert.is(scene.z.associations.length, 1);
  });

  test('reports what was not acknowledged, and keeps what was not read', () => {
    const scene = acquainted();
    scene.atZ.pause();
    scene.atA.send('unread');
    scene.ladder.deliver('A -> DATA');
    scene.atZ.send('under way');
    scene.ladder.lose('Z -> SACK, DATA');
    const { cookieEcho, tag } = answered(scene);
    forge(scene, [cookieEcho], tag);
    scene.ladder.lose('Z -> COOKIE ACK');
    const failed = scene.atZ.events.filter(({ type }) => type === 'sendFailed');
    assert.is(failed.length, 1);
    assert.is(scene.atZ.core.bufferedAmount, 0);
    assert.is(scene.atZ.read()?.data.toString(), 'unread');
  });

  test('begins with the congestion window of a new association', () => {
    const scene = acquainted();
    const initial = scene.atZ.core.primaryPath.congestionControl.cwnd;
    for (let i = 0; i < 40; i += 1) scene.atZ.send(new Uint8Array(1000));
    scene.ladder.deliverAll();
    assert.ok(scene.atZ.core.primaryPath.congestionControl.cwnd > initial);
    const { cookieEcho, tag } = answered(scene);
    forge(scene, [cookieEcho], tag);
    scene.ladder.lose('Z -> COOKIE ACK');
    assert.is(scene.atZ.core.primaryPath.congestionControl.cwnd, initial);
  });

  test('a second copy of the cookie is only acknowledged (action D)', () => {
    const scene = acquainted();
    const { cookieEcho, tag } = answered(scene);
    for (let copy = 0; copy < 2; copy += 1) forge(scene, [cookieEcho], tag);
    scene.ladder.lose('Z -> COOKIE ACK', 'Z -> COOKIE ACK').quiet();
    assert.is(scene.atZ.events.filter(({ type }) => type === 'restart').length, 1);
  });

  test('with a new address is refused (cause 11)', () => {
    const scene = acquainted();
    const added = { type: 'IPv4 Address', ip: '198.51.100.77' } as const;
    forge(scene, [initOfRestarted([added])], 0);
    const { causes } = scene.ladder.lose('Z -> ABORT').chunk('ABORT');
    assert.equal(causes, [{ type: 'Restart of an Association with New Addresses', addresses: [added] }]);
    assert.is(scene.ladder.packet.verificationTag, newTag);
    assert.is(scene.atZ.state, 'ESTABLISHED');
  });

  test('an old cookie of another association is discarded', () => {
    const scene = acquainted();
    const first = answered(scene);
    const second = answered(scene);
    forge(scene, [second.cookieEcho], second.tag);
    scene.ladder.lose('Z -> COOKIE ACK');
    forge(scene, [first.cookieEcho], first.tag);
    scene.ladder.quiet();
    assert.is(scene.atZ.core.localTag, second.tag);
  });

  test('while we shut down gets SHUTDOWN ACK again (§9.2), and cause 10 for its cookie', () => {
    const scene = acquainted();
    const { cookieEcho, tag } = answered(scene);
    scene.atA.shutdown();
    scene.ladder.deliver('A -> SHUTDOWN').lose('Z -> SHUTDOWN ACK');
    forge(scene, [initOfRestarted()], 0);
    scene.ladder.lose('Z -> SHUTDOWN ACK');
    forge(scene, [cookieEcho], tag);
    const { causes } = scene.ladder.lose('Z -> SHUTDOWN ACK, ERROR').chunk('ERROR');
    assert.equal(causes, [{ type: 'Cookie Received While Shutting Down' }]);
    assert.is(scene.atZ.state, 'SHUTDOWN-ACK-SENT');
  });
});
