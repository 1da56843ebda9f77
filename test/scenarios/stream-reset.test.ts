import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { numbersOf, reConfigIn, reconfigurable, told } from './reconfiguration.ts';
import type { EstablishedScenario } from './scenario.ts';

/** A has sent two messages on streams 1 and 2, which are acknowledged. */
function afterTraffic(scene: EstablishedScenario = reconfigurable()): EstablishedScenario {
  for (const stream of [1, 2, 1, 2]) scene.atA.send('before', { stream });
  scene.ladder.deliverAll();
  scene.network.advanceBy(200);
  scene.ladder.deliverAll();
  return scene;
}

const resetOne = { type: 'RESET-OUTBOUND', streams: [1] } as const;
const resetAll = { type: 'RESET-OUTBOUND', streams: 'all' } as const;

describe('reset of outbound streams (RFC 6525 §5.1.2, §5.2.2)', (test) => {
  test('one RE-CONFIG asks, and another one answers, along with a SACK', () => {
    const { ladder, atA, atZ } = afterTraffic();
    atA.reconfigure(resetOne);
    ladder.deliver('A -> RE-CONFIG');
    assert.is(reConfigIn(ladder), 'OUT 1');
    ladder.deliver('Z -> RE-CONFIG, SACK').quiet();
    assert.is(reConfigIn(ladder), '1');
    assert.equal([told(atA), told(atZ)], [['outbound 1', '0 done'], ['inbound 1']]);
  });

  test('its streams begin anew with SSN 0, the others go on', () => {
    const { ladder, atA, atZ } = afterTraffic();
    atA.reconfigure(resetOne);
    for (const stream of [1, 2, 1]) atA.send('after', { stream });
    ladder.deliverAll();
    assert.equal(numbersOf(atZ), ['1:0', '2:0', '1:1', '2:1', '2:2', '1:0', '1:1']);
  });

  test('all streams are asked for without a list', () => {
    const { ladder, atA, atZ } = afterTraffic();
    atA.reconfigure(resetAll);
    ladder.deliver('A -> RE-CONFIG');
    assert.is(reConfigIn(ladder), 'OUT');
    atA.send('after', { stream: 2 });
    ladder.deliverAll();
    assert.equal([told(atZ), numbersOf(atZ).at(-1)], [['inbound all'], '2:0']);
  });

  test('requests are numbered from the initial TSN on, and name the last TSN that was assigned', () => {
    const { ladder, atA, initialTsn } = afterTraffic();
    const requests = [resetOne, resetAll].map((request) => {
      atA.reconfigure(request);
      const [parameter] = ladder.deliver('A -> RE-CONFIG').chunk('RE-CONFIG').parameters;
      ladder.deliverAll();
      return parameter?.type === 'Outgoing SSN Reset Request' ? parameter : undefined;
    });
    assert.equal(
      requests.map((request) => request?.requestSequenceNumber),
      [initialTsn, (initialTsn + 1) >>> 0],
    );
    assert.is(requests[0]?.lastAssignedTsn, (initialTsn + 3) >>> 0);
  });

  test('it waits until all that was sent before is acknowledged, and what is sent after that waits for it', () => {
    const { ladder, network, atA, atZ } = afterTraffic();
    for (let i = 0; i < 3; i += 1) atA.send(new Uint8Array(1000), { stream: 1 });
    atA.reconfigure(resetOne);
    atA.send('after', { stream: 1 });
    ladder.deliver('A -> DATA', 'A -> DATA', 'Z -> SACK', 'A -> DATA').quiet();
    network.advanceBy(200);
    ladder.deliver('Z -> SACK', 'A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK', 'A -> DATA').quiet();
    assert.equal(numbersOf(atZ).slice(-4), ['1:2', '1:3', '1:4', '1:0']);
  });

  test('a lost request goes again after the RTO, which doubles', () => {
    const { network, ladder, a, atA, atZ } = afterTraffic();
    atA.reconfigure(resetOne);
    ladder.lose('A -> RE-CONFIG');
    const waits = [1, 2].map(() => {
      const before = network.now;
      network.advanceTo(a.nextTimeout());
      ladder.lose('A -> RE-CONFIG').quiet();
      return network.now - before;
    });
    assert.equal(waits, [1000, 2000]);
    assert.equal(atA.core.primaryPath.errorCount, 2);
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK');
    assert.equal([told(atA), told(atZ)], [['outbound 1', '0 done'], ['inbound 1']]);
    assert.is(atA.core.primaryPath.errorCount, 0);
  });

  test('a request whose answer was lost is answered the same, and done once', () => {
    const { network, ladder, a, atA, atZ } = afterTraffic();
    atA.reconfigure(resetOne);
    ladder.deliver('A -> RE-CONFIG').lose('Z -> RE-CONFIG, SACK');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK').quiet();
    assert.is(reConfigIn(ladder), '1');
    assert.equal([told(atA), told(atZ)], [['outbound 1', '0 done'], ['inbound 1']]);
  });

  test('a peer that never answers is unreachable', () => {
    const { network, ladder, a, atA } = afterTraffic(reconfigurable({ a: { associationMaxRetransmissions: 2 } }));
    atA.reconfigure(resetOne);
    atA.send('held', { stream: 1 });
    for (let i = 0; i < 3; i += 1) {
      ladder.lose('A -> RE-CONFIG').quiet();
      network.advanceTo(a.nextTimeout());
    }
    assert.is(atA.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
    assert.equal(
      atA.events.slice(-2).map(({ type }) => type),
      ['sendFailed', 'closed'],
    );
  });
});

describe('a reset that is denied', (test) => {
  test('is so by default, and what was held back goes on with the old numbers', () => {
    const { ladder, atA, atZ } = afterTraffic(reconfigurable({ z: { acceptReconfiguration: false } }));
    atA.reconfigure(resetOne);
    atA.send('after', { stream: 1 });
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK');
    assert.is(reConfigIn(ladder), '2');
    ladder.deliverAll();
    assert.equal([told(atA), told(atZ)], [['0 ERR_SCTP_RECONFIGURATION_DENIED'], []]);
    assert.is(numbersOf(atZ).at(-1), '1:2');
  });
});
