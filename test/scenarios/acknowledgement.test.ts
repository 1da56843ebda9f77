import * as assert from 'uvu/assert';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { acquainted, established, forge, sendLarge } from './scenario.ts';

describe('acknowledgement', (test) => {
  test('the first DATA is acknowledged at once', () => {
    const { atA, ladder } = established();
    atA.send('first');
    ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
  });

  test('a single packet is acknowledged after 200 ms', () => {
    const { atA, ladder, network } = acquainted();
    atA.send('second');
    ladder.deliver('A -> DATA').quiet();
    network.advanceBy(199);
    ladder.quiet();
    network.advanceBy(1);
    ladder.deliver('Z -> SACK').quiet();
  });

  test('every second packet is acknowledged at once', () => {
    const { atA, ladder } = acquainted();
    sendLarge(atA, 4);
    ladder.deliver('A -> DATA').deliver('A -> DATA', 'Z -> SACK');
    ladder.deliver('A -> DATA').deliver('A -> DATA', 'Z -> SACK').quiet();
  });

  test('two messages in one packet count as one packet', () => {
    const { atA, ladder } = acquainted();
    atA.send('second');
    atA.send('third');
    ladder.deliver('A -> DATA, DATA').quiet();
  });

  test('DATA that goes the other way takes the SACK along', () => {
    const { atA, atZ, ladder } = acquainted();
    atA.send('question');
    ladder.deliver('A -> DATA');
    atZ.send('answer');
    ladder.deliver('Z -> SACK, DATA');
  });

  test('a gap is reported at once, with every packet until it is filled', () => {
    const { atA, ladder, network } = acquainted();
    sendLarge(atA, 3);
    const late = ladder.hold('A -> DATA');
    const [lateTsn = 0] = ladder.tsns;
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.equal(ladder.chunk('SACK').gapAckBlocks, [{ start: 2, end: 2 }]);
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.equal(ladder.chunk('SACK').gapAckBlocks, [{ start: 2, end: 3 }]);
    network.deliver(late);
    network.advanceBy(200);
    ladder.deliver('Z -> SACK').quiet();
    const { cumulativeTsnAck, gapAckBlocks } = ladder.chunk('SACK');
    assert.is(cumulativeTsnAck, (lateTsn + 2) >>> 0);
    assert.equal(gapAckBlocks, []);
  });

  test('a duplicate is reported at once', () => {
    const { atA, ladder, network } = acquainted();
    atA.send('second');
    const packet = ladder.hold('A -> DATA');
    const { tsns } = ladder;
    network.deliver(packet);
    network.advanceBy(200);
    ladder.deliver('Z -> SACK').quiet();
    // The first packet since that SACK, which one with new data alone would not be answered for.
    network.deliver(packet);
    ladder.deliver('Z -> SACK').quiet();
    assert.equal(ladder.chunk('SACK').duplicateTsns, tsns);
  });

  test('a packet is answered with one SACK, however many reasons it gives (§6.2)', () => {
    const scene = acquainted();
    const next = scene.initialTsn + 1;
    const duplicate = dataChunk({ tsn: next - 1 });
    const behindGap = dataChunk({ tsn: next + 1, ssn: 2 });
    forge(scene, [
      duplicate,
      dataChunk({ tsn: next, ssn: 1, immediate: true }),
      duplicate,
      { ...behindGap, tsn: next + 2 },
    ]);
    scene.ladder.lose('Z -> SACK').quiet();
    const { cumulativeTsnAck, gapAckBlocks, duplicateTsns } = scene.ladder.chunk('SACK');
    assert.equal([cumulativeTsnAck, gapAckBlocks], [next, [{ start: 2, end: 2 }]]);
    assert.equal(duplicateTsns, [next - 1, next - 1]);
  });

  test('a SACK reports the lowest gaps, as many as fit into a packet (§6.2, §6.7)', () => {
    const scene = acquainted();
    const gaps = Array.from({ length: 400 }, (_, i) =>
      dataChunk({ tsn: (scene.initialTsn + 2 + 2 * i) >>> 0, ssn: 5 + i }),
    );
    for (const gap of gaps.reverse()) forge(scene, [gap]);
    scene.network.settle();
    for (let i = 0; i < 399; i += 1) scene.ladder.lose('Z -> SACK');
    const { length } = scene.ladder.hold('Z -> SACK').bytes;
    const { gapAckBlocks } = scene.ladder.chunk('SACK');
    assert.ok(length <= 1480 && length > 1476, `a packet of ${length} bytes`);
    assert.equal(gapAckBlocks.at(0), { start: 2, end: 2 });
    assert.equal(gapAckBlocks.at(-1), { start: 2 * gapAckBlocks.length, end: 2 * gapAckBlocks.length });
  });

  test('the I bit asks for a SACK at once', () => {
    const { atA, ladder } = acquainted();
    atA.send('second', { sackImmediately: true });
    ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
  });

  test('sackDelay and sackEveryPackets can be set', () => {
    const { atA, ladder, network } = acquainted({ z: { sackDelay: 50, sackEveryPackets: 3 } });
    sendLarge(atA, 3);
    ladder.deliver('A -> DATA', 'A -> DATA').deliver('A -> DATA', 'Z -> SACK').quiet();
    atA.send('last');
    ladder.deliver('A -> DATA').quiet();
    network.advanceBy(50);
    ladder.deliver('Z -> SACK');
  });

  test('the user is told of each acknowledged message once', () => {
    const { atA, ladder, network } = acquainted();
    const ids = [atA.send('second'), atA.send('third')];
    ladder.deliver('A -> DATA, DATA');
    network.advanceBy(200);
    const before = atA.events.length;
    ladder.deliver('Z -> SACK');
    const acknowledged = atA.events.slice(before).flatMap((event) => (event.type === 'acknowledged' ? event : []));
    assert.equal(
      acknowledged.map(({ message }) => message.id),
      ids,
    );
    assert.is(atA.core.bufferedAmount, 0);
  });
});
