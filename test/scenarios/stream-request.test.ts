import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { numbersOf, reConfigIn, reconfigurable, told } from './reconfiguration.ts';
import { type EstablishedScenario, established } from './scenario.ts';

/** Z has sent two messages on stream 1, which are acknowledged. */
function afterTraffic(scene: EstablishedScenario = reconfigurable()): EstablishedScenario {
  for (let i = 0; i < 2; i += 1) scene.atZ.send('before', { stream: 1 });
  scene.ladder.deliverAll();
  scene.network.advanceBy(200);
  scene.ladder.deliverAll();
  return scene;
}

const requestOne = { type: 'RESET-INBOUND', streams: [1] } as const;

describe('request to reset the streams of the peer (RFC 6525 §5.1.3, §5.2.3)', (test) => {
  test('is answered by the request of the peer, which is answered in turn', () => {
    const { ladder, atA, atZ } = afterTraffic();
    atA.reconfigure(requestOne);
    ladder.deliver('A -> RE-CONFIG');
    assert.is(reConfigIn(ladder), 'IN 1');
    ladder.deliver('Z -> RE-CONFIG, SACK');
    assert.is(reConfigIn(ladder), 'OUT 1');
    ladder.deliver('A -> RE-CONFIG, SACK').quiet();
    assert.is(reConfigIn(ladder), '1');
    assert.equal([told(atA), told(atZ)], [['0 done', 'inbound 1'], ['outbound 1']]);
    atZ.send('after', { stream: 1 });
    ladder.deliverAll();
    assert.equal(numbersOf(atA), ['1:0', '1:1', '1:0']);
  });

  test('is granted to who asks for it, also where the peer may do nothing by itself', () => {
    const { ladder, atA } = afterTraffic(reconfigurable({ a: { acceptReconfiguration: false } }));
    atA.reconfigure(requestOne);
    ladder.deliverAll();
    assert.equal(told(atA), ['0 done', 'inbound 1']);
  });

  test('has nothing to do where the streams are new', () => {
    const { ladder, atA, atZ } = reconfigurable();
    atA.reconfigure({ type: 'RESET-INBOUND', streams: 'all' });
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK').quiet();
    assert.is(reConfigIn(ladder), '0');
    assert.equal([told(atA), told(atZ)], [['0 done'], []]);
  });

  test('waits, in progress, for what the peer has sent before', () => {
    const { ladder, network, a, atA, atZ } = afterTraffic();
    atZ.send('under way', { stream: 1 });
    const data = ladder.hold('Z -> DATA');
    atA.reconfigure(requestOne);
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK');
    assert.is(reConfigIn(ladder), '6');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> RE-CONFIG').lose('Z -> DATA').deliver('Z -> RE-CONFIG, SACK');
    assert.is(reConfigIn(ladder), '6');
    assert.is(atA.core.primaryPath.errorCount, 0, 'it was answered: no error');
    network.deliver(data);
    network.advanceBy(200);
    ladder.deliver('A -> SACK', 'Z -> RE-CONFIG', 'A -> RE-CONFIG, SACK').quiet();
    assert.equal(
      [told(atA), numbersOf(atA)],
      [
        ['0 done', 'inbound 1'],
        ['1:0', '1:1', '1:2'],
      ],
    );
  });

  test('is repeated when the answer is lost, which comes again', () => {
    const { ladder, network, a, atA } = afterTraffic();
    atA.reconfigure(requestOne);
    ladder.deliver('A -> RE-CONFIG').lose('Z -> RE-CONFIG, SACK');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> RE-CONFIG');
    assert.is(reConfigIn(ladder), 'IN 1');
    ladder.lose('Z -> RE-CONFIG').deliver('Z -> RE-CONFIG, SACK');
    assert.is(reConfigIn(ladder), 'OUT 1');
    ladder.deliverAll();
    assert.equal(told(atA), ['0 done', 'inbound 1']);
  });

  test('of both sides at once is granted by both', () => {
    const { ladder, network, atA, atZ } = afterTraffic();
    atA.send('also', { stream: 2 });
    ladder.deliverAll();
    network.advanceBy(200);
    ladder.deliverAll();
    atA.reconfigure(requestOne);
    atZ.reconfigure({ type: 'RESET-INBOUND', streams: [2] });
    ladder.deliverAll();
    for (let i = 0; i < 8; i += 1) {
      network.advanceBy(1000);
      ladder.deliverAll();
    }
    assert.equal(
      [told(atA).sort(), told(atZ).sort()],
      [
        ['0 done', 'inbound 1', 'outbound 2'],
        ['0 done', 'inbound 2', 'outbound 1'],
      ],
    );
  });

  test('that crosses the reset by the peer has nothing to do', () => {
    const { ladder, atA, atZ } = afterTraffic();
    atZ.reconfigure({ type: 'RESET-OUTBOUND', streams: 'all' });
    const reset = ladder.hold('Z -> RE-CONFIG');
    atA.reconfigure(requestOne);
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK');
    assert.is(reConfigIn(ladder), '0');
    assert.equal(told(atA), ['0 done']);
    assert.ok(reset);
    assert.equal(told(atZ), []);
  });
});

describe('streams that are added (RFC 6525 §5.1.5, §5.2.5)', (test) => {
  const limits = { inboundStreams: 10, outboundStreams: 4 };

  test('can be sent on once the peer has agreed', () => {
    const { ladder, atA, atZ } = reconfigurable({ a: limits, z: limits });
    atA.reconfigure({ type: 'ADD-OUTBOUND', count: 2 });
    assert.throws(() => atA.send('too early', { stream: 5 }));
    ladder.deliver('A -> RE-CONFIG');
    assert.is(reConfigIn(ladder), 'ADD OUT 2');
    ladder.deliver('Z -> RE-CONFIG, SACK').quiet();
    assert.equal([told(atA), told(atZ)], [['6 out, 4 in', '0 done'], ['4 out, 6 in']]);
    atA.send('now', { stream: 5 });
    ladder.deliverAll();
    assert.equal(numbersOf(atZ), ['5:0']);
  });

  test('are denied beyond the option inboundStreams, and where the peer may do nothing by itself', () => {
    const beyond = reconfigurable({ a: limits, z: limits });
    beyond.atA.reconfigure({ type: 'ADD-OUTBOUND', count: 7 });
    const forbidden = established({ a: limits, z: limits });
    forbidden.atA.reconfigure({ type: 'ADD-OUTBOUND', count: 1 });
    for (const { ladder, atA, atZ } of [beyond, forbidden]) {
      ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK').quiet();
      assert.equal([told(atA), told(atZ)], [['0 ERR_SCTP_RECONFIGURATION_DENIED'], []]);
    }
  });

  test('are asked of the peer, who adds them, also beyond the option inboundStreams', () => {
    const { ladder, atA, atZ } = reconfigurable({
      a: { inboundStreams: 4, acceptReconfiguration: false },
      z: { outboundStreams: 9 },
    });
    atA.reconfigure({ type: 'ADD-INBOUND', count: 5 });
    ladder.deliver('A -> RE-CONFIG');
    assert.is(reConfigIn(ladder), 'ADD IN 5');
    ladder.deliver('Z -> RE-CONFIG, RE-CONFIG, SACK');
    assert.is(reConfigIn(ladder), '1');
    ladder.deliverAll();
    assert.equal([told(atA), told(atZ)], [['0 done', '32 out, 9 in'], ['9 out, 32 in']]);
  });

  test('are not asked for without end: the peer keeps to its option outboundStreams', () => {
    const { ladder, atA } = reconfigurable({ a: limits, z: limits });
    atA.reconfigure({ type: 'ADD-INBOUND', count: 1 });
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK').quiet();
    assert.is(reConfigIn(ladder), '2');
  });

  test('requests go one after the other', () => {
    const { ladder, atA } = reconfigurable({ a: limits, z: limits });
    for (let i = 0; i < 3; i += 1) atA.reconfigure({ type: 'ADD-OUTBOUND', count: 1 });
    for (let i = 0; i < 3; i += 1) ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK');
    ladder.quiet();
    assert.is(atA.core.outboundStreams, 7);
  });
});
