import * as assert from 'uvu/assert';
import { SeededRandom, type SimulatedAssociation } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';
import { acquainted, established } from './scenario.ts';

function texts({ messages }: SimulatedAssociation): string[] {
  return messages.map(({ data }) => data.toString());
}

describe('transfer', (test) => {
  test('a message keeps its stream, its PPID and its order', () => {
    const { atA, atZ, ladder } = established();
    atA.send('hello', { stream: 3, ppid: 46, unordered: true });
    ladder.deliver('A -> DATA', 'Z -> SACK');
    const [message] = atZ.messages;
    assert.equal(
      [message?.streamId, message?.ppid, message?.unordered, message?.data.toString()],
      [3, 46, true, 'hello'],
    );
  });

  test('a large message goes in pieces that fit the path, and arrives whole', () => {
    const { atA, atZ, ladder } = established({ a: { pathMtu: 600 } });
    const data = new SeededRandom(1).bytes(1500);
    atA.send(data);
    ladder.deliver('A -> DATA');
    const { beginning, ending, userData } = ladder.chunk('DATA');
    assert.equal([beginning, ending], [true, false]);
    assert.ok(userData.length <= 600 - 20 - 12 - 16 && userData.length > 500, `${userData.length} bytes`);
    assert.is(atZ.messages.length, 0);
    ladder.deliver('A -> DATA', 'A -> DATA');
    assert.equal([ladder.chunk('DATA').beginning, ladder.chunk('DATA').ending], [false, true]);
    assert.equal(Uint8Array.from(atZ.messages[0]?.data ?? []), data);
  });

  test('pieces may come in any order', () => {
    const { atA, atZ, ladder, network } = established({ a: { pathMtu: 600 } });
    const data = new SeededRandom(2).bytes(1600);
    atA.send(data);
    const pieces = [0, 1, 2].map(() => ladder.hold('A -> DATA'));
    for (const piece of pieces.reverse()) network.deliver(piece);
    assert.equal(Uint8Array.from(atZ.messages[0]?.data ?? []), data);
  });

  test('small messages share a packet', () => {
    const { atA, atZ, ladder } = established();
    for (const text of ['one', 'two', 'three']) atA.send(text);
    ladder.deliver('A -> DATA, DATA, DATA');
    assert.equal(texts(atZ), ['one', 'two', 'three']);
  });

  test('without noDelay a small message waits while something is under way', () => {
    const { atA, ladder, network } = established({ a: { noDelay: false } });
    atA.send('one');
    const first = ladder.hold('A -> DATA');
    atA.send('two');
    atA.send('three');
    ladder.quiet();
    network.deliver(first);
    ladder.deliver('Z -> SACK', 'A -> DATA, DATA');
  });

  test('a lost message holds up its own stream, and no other', () => {
    const { atA, atZ, ladder, network } = established({ z: { sackEveryPackets: 1 } });
    atA.send('1a', { stream: 1 });
    const late = ladder.hold('A -> DATA');
    atA.send('1b', { stream: 1 });
    atA.send('2a', { stream: 2 });
    ladder.deliver('A -> DATA, DATA');
    assert.equal(texts(atZ), ['2a']);
    network.deliver(late);
    assert.equal(texts(atZ), ['2a', '1a', '1b']);
  });

  test('an unordered message waits for none', () => {
    const { atA, atZ, ladder, network } = established();
    atA.send('first', { stream: 1 });
    const late = ladder.hold('A -> DATA');
    atA.send('second', { stream: 1, unordered: true });
    ladder.deliver('A -> DATA');
    assert.equal(texts(atZ), ['second']);
    network.deliver(late);
    assert.equal(texts(atZ), ['second', 'first']);
  });

  test('no more than maxBurst packets leave at once', () => {
    const { atA, ladder } = acquainted({ a: { maxBurst: 2 } });
    for (let i = 0; i < 6; i += 1) atA.send(new Uint8Array(1000));
    ladder.lose('A -> DATA', 'A -> DATA').quiet();
  });

  test('SSNs wrap around', () => {
    const { atA, atZ, ladder } = established();
    for (let i = 0; i < 70_000; i += 1) {
      atA.send(`${i % 10}`);
      if (i % 80 === 79) ladder.deliverAll();
    }
    ladder.deliverAll();
    assert.is(atZ.messages.length, 70_000);
    assert.ok(atZ.messages.every(({ data }, index) => data[0] === 48 + (index % 10)));
  });
});
