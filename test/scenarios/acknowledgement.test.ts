import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { acquainted, established, sendLarge } from './scenario.ts';

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
    network.deliver(packet);
    ladder.deliver('Z -> SACK').quiet();
    assert.equal(ladder.chunk('SACK').duplicateTsns, tsns);
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
