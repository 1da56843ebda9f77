import * as assert from 'uvu/assert';
import type { StateName } from '../../lib/src/core.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { answered, initOfRestarted, newTag, newTsn } from './restarted-peer.ts';
import { acquainted, type EstablishedScenario, established, forge } from './scenario.ts';

/** Z in this state, with what it has sent lost. */
function inState(state: StateName): EstablishedScenario {
  const scene = acquainted();
  const { atA, atZ, ladder } = scene;
  if (state === 'SHUTDOWN-PENDING' || state === 'SHUTDOWN-RECEIVED') {
    atZ.send('under way');
    ladder.lose('Z -> DATA');
  }
  if (state === 'SHUTDOWN-PENDING' || state === 'SHUTDOWN-SENT') atZ.shutdown();
  if (state === 'SHUTDOWN-SENT') ladder.lose('Z -> SHUTDOWN');
  if (state === 'SHUTDOWN-RECEIVED' || state === 'SHUTDOWN-ACK-SENT') {
    atA.shutdown();
    ladder.deliver('A -> SHUTDOWN');
  }
  assert.is(atZ.state, state);
  return scene;
}

describe('restart of the peer in each state (§5.2.2, §5.2.4 A)', (test) => {
  const rows: readonly [StateName, string, StateName, number][] = [
    ['ESTABLISHED', 'Z -> COOKIE ACK', 'ESTABLISHED', 0],
    ['SHUTDOWN-PENDING', 'Z -> COOKIE ACK, SHUTDOWN', 'SHUTDOWN-SENT', 1],
    ['SHUTDOWN-SENT', 'Z -> COOKIE ACK, SHUTDOWN', 'SHUTDOWN-SENT', 0],
    ['SHUTDOWN-RECEIVED', 'Z -> COOKIE ACK', 'ESTABLISHED', 1],
  ];
  for (const [state, answer, becomes, failures] of rows) {
    test(`in ${state}: ${answer.slice(5)}, and then ${becomes}`, () => {
      const scene = inState(state);
      const { cookieEcho, tag } = answered(scene);
      assert.is(scene.atZ.state, state);
      forge(scene, [cookieEcho], tag);
      scene.ladder.lose(answer);
      assert.is(scene.ladder.packet.verificationTag, newTag);
      const types = scene.atZ.events.map(({ type }) => type);
      assert.is(scene.atZ.state, becomes);
      assert.is(types.filter((type) => type === 'restart').length, 1);
      assert.is(types.filter((type) => type === 'sendFailed').length, failures);
    });
  }

  test('in SHUTDOWN-ACK-SENT: INIT is discarded, and SHUTDOWN ACK goes again (§9.2)', () => {
    const scene = inState('SHUTDOWN-ACK-SENT');
    scene.ladder.lose('Z -> SHUTDOWN ACK');
    forge(scene, [initOfRestarted()], 0);
    scene.ladder.lose('Z -> SHUTDOWN ACK').quiet();
    assert.is(scene.atZ.state, 'SHUTDOWN-ACK-SENT');
  });

  test('a shutdown that was asked for in SHUTDOWN-RECEIVED is not forgotten', () => {
    const scene = inState('SHUTDOWN-RECEIVED');
    scene.atZ.shutdown();
    const { cookieEcho, tag } = answered(scene);
    forge(scene, [cookieEcho], tag);
    scene.ladder.lose('Z -> COOKIE ACK, SHUTDOWN').quiet();
  });
});

describe('restart of the peer, more than once', (test) => {
  test('each is told, and messages flow after the last', () => {
    const scene = acquainted();
    const first = answered(scene);
    forge(scene, [first.cookieEcho], first.tag);
    scene.ladder.lose('Z -> COOKIE ACK');
    const second = answered(scene, initOfRestarted([], 0x123456));
    forge(scene, [second.cookieEcho, dataChunk({ tsn: newTsn })], second.tag);
    scene.ladder.lose('Z -> COOKIE ACK, SACK');
    assert.equal([scene.atZ.core.localTag, scene.atZ.core.peerTag], [second.tag, 0x123456]);
    assert.is(scene.atZ.events.filter(({ type }) => type === 'restart').length, 2);
    assert.is(scene.atZ.messages.length, 2);
  });

  test('of two INITs that were answered, the cookie that comes first counts', () => {
    const scene = acquainted();
    const [first, second] = [answered(scene), answered(scene, initOfRestarted([], 0x123456))];
    forge(scene, [second.cookieEcho], second.tag);
    scene.ladder.lose('Z -> COOKIE ACK');
    forge(scene, [first.cookieEcho], first.tag);
    scene.ladder.quiet();
    assert.is(scene.atZ.core.localTag, second.tag);
  });
});

describe('restart of a peer with several addresses', (test) => {
  test('with fewer of them goes on with these', () => {
    const scene = established({ isMultiHomed: true });
    assert.is(scene.atZ.core.paths.length, 2);
    const { cookieEcho, tag } = answered(scene);
    forge(scene, [cookieEcho], tag);
    scene.ladder.lose('Z -> COOKIE ACK').quiet();
    assert.equal(
      scene.atZ.core.paths.map(({ address, state }) => [address.ip, state]),
      [['192.0.2.1', 'ACTIVE']],
    );
    assert.is(scene.z.endpoint.associationCount, 1);
  });

  test('with the same keeps confirmed what was', () => {
    const scene = established({ isMultiHomed: true });
    const listed = ['192.0.2.1', '198.51.100.1'].map((ip) => ({ type: 'IPv4 Address', ip }) as const);
    const { cookieEcho, tag } = answered(scene, initOfRestarted(listed));
    forge(scene, [cookieEcho], tag);
    scene.ladder.lose('Z -> COOKIE ACK').quiet();
    assert.equal(
      scene.atZ.core.paths.map(({ state }) => state),
      ['ACTIVE', 'ACTIVE'],
    );
  });

  test('that once listed addresses of no use is not refused for listing them again', () => {
    const scene = acquainted();
    const listed = ['224.0.0.1', '127.0.0.1'].map((ip) => ({ type: 'IPv4 Address', ip }) as const);
    const { cookieEcho, tag } = answered(scene, initOfRestarted([...listed, { type: 'IPv6 Address', ip: '::1' }]));
    forge(scene, [cookieEcho], tag);
    scene.ladder.lose('Z -> COOKIE ACK');
    assert.is(scene.atZ.core.paths.length, 1);
  });
});
