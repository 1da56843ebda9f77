import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { acquainted, established, forge, scenario, sendLarge } from './scenario.ts';

const reflected = { type: 'ABORT', isTagReflected: true, causes: [] } as const;
const plain = { type: 'ABORT', isTagReflected: false, causes: [] } as const;

describe('abort', (test) => {
  test('the peer is told the reason, and answers nothing', () => {
    const { a, z, atA, atZ, ladder, network } = established();
    atA.abort('out of order');
    ladder.deliver('A -> ABORT').quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_ABORTED');
    assert.is(atZ.error?.code, 'ERR_SCTP_ABORTED_BY_PEER');
    assert.match(atZ.error?.message ?? '', /out of order/);
    assert.ok(network.isIdle);
    assert.equal([a.endpoint.associationCount, z.endpoint.associationCount], [0, 0]);
  });

  test('messages that were not acknowledged fail on both sides', () => {
    const { atA, atZ, ladder } = acquainted();
    sendLarge(atA, 6);
    sendLarge(atZ, 1);
    ladder.lose('A -> DATA');
    atA.abort();
    for (let i = 0; i < 3; i += 1) ladder.lose('A -> DATA');
    ladder.deliver('A -> ABORT').lose('Z -> DATA').quiet();
    const failures = (association: typeof atA) =>
      association.events.flatMap((event) => (event.type === 'sendFailed' ? event.wasSent : []));
    assert.equal(failures(atA), [true, true, true, true, false, false]);
    assert.equal(failures(atZ), [true]);
  });

  test('messages that had arrived can still be read', () => {
    const { atA, atZ, ladder } = established();
    atZ.pause();
    atA.send('one');
    atA.send('two');
    ladder.deliver('A -> DATA, DATA', 'Z -> SACK');
    atA.abort();
    ladder.deliver('A -> ABORT');
    assert.is(atZ.state, 'CLOSED');
    atZ.resume();
    assert.is(atZ.messages.length, 2);
  });

  test('before INIT ACK has come there is nobody to tell', () => {
    const { a, z, ladder, network } = scenario();
    const atA = a.connect(z);
    ladder.lose('A -> INIT');
    atA.abort();
    ladder.quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_ABORTED');
    assert.ok(network.isIdle);
  });

  test('a lost ABORT is made up for when the peer sends on', () => {
    const { atA, atZ, ladder } = established();
    atA.abort();
    ladder.lose('A -> ABORT');
    atZ.send('anybody there?');
    ladder.deliver('Z -> DATA', 'A -> ABORT').quiet();
    assert.is(ladder.chunk('ABORT').isTagReflected, true);
    assert.is(atZ.error?.code, 'ERR_SCTP_ABORTED_BY_PEER');
  });
});

describe('verification tag of ABORT', (test) => {
  test('the own tag is right without the T bit', () => {
    const scene = established();
    forge(scene, [plain], scene.atZ.core.localTag);
    assert.is(scene.atZ.error?.code, 'ERR_SCTP_ABORTED_BY_PEER');
  });

  test("the peer's tag is right with the T bit", () => {
    const scene = established();
    forge(scene, [reflected], scene.atZ.core.peerTag);
    assert.is(scene.atZ.error?.code, 'ERR_SCTP_ABORTED_BY_PEER');
  });

  test('any other is discarded in silence', () => {
    const scene = established();
    const { localTag, peerTag } = scene.atZ.core;
    forge(scene, [plain], peerTag);
    forge(scene, [reflected], localTag);
    forge(scene, [plain], (localTag ^ 1) >>> 0);
    forge(scene, [reflected], 0);
    scene.ladder.quiet();
    assert.is(scene.atZ.state, 'ESTABLISHED');
    assert.is(scene.z.statistics().tagErrors, 4);
  });
});
