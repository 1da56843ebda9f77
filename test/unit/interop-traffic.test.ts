import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { Ledger } from '../interop/programs/ledger.ts';
import { createMessages, type NumberedMessage, type Traffic } from '../interop/programs/traffic.ts';

const traffic: Traffic = { count: 1000, smallestSize: 1, largestSize: 100_000, streams: 10 };
const messageOf = createMessages(traffic);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

/** What a ledger says after the messages given. */
function problemsAfter(...messages: readonly NumberedMessage[]): readonly string[] {
  const ledger = new Ledger(traffic);
  for (const message of messages) ledger.enter(message);
  return ledger.problems;
}

describe('interop traffic', (test) => {
  test('messages are those of the peer program', () => {
    // Printed by peers/src/sctp-peer/traffic.c for the same traffic.
    const sizes = [100000, 1, 1997, 20, 19, 1540, 18, 2117, 4, 2, 21, 31884];
    assert.equal(
      numbers(12).map((number) => messageOf(number).data.length),
      sizes,
    );
    let hash = 2166136261;
    for (const number of numbers(1000)) {
      for (const byte of messageOf(number).data) hash = Math.imul(hash ^ byte, 16777619);
    }
    assert.is(hash >>> 0, 0xf73d2698, 'FNV-1a of all bytes');
  });

  test('each stream has ordered and unordered messages in turn', () => {
    const ofStream = [3, 13, 23, 33].map(messageOf);
    assert.ok(ofStream.every(({ stream }) => stream === 3));
    assert.equal(
      ofStream.map(({ unordered }) => unordered),
      [false, true, false, true],
    );
  });

  test('sizes stay within the limits', () => {
    const narrow = createMessages({ ...traffic, smallestSize: 5, largestSize: 7 });
    const sizes = new Set(numbers(100).map((number) => narrow(number).data.length));
    assert.equal([...sizes].sort(), [5, 6, 7]);
    const fixed = createMessages({ ...traffic, smallestSize: 9, largestSize: 9 });
    assert.ok(numbers(100).every((number) => fixed(number).data.length === 9));
  });
});

describe('interop ledger', (test) => {
  test('is content with all messages in order', () => {
    const ledger = new Ledger(traffic);
    for (const number of numbers(999)) ledger.enter(messageOf(number));
    assert.not(ledger.isComplete);
    ledger.enter(messageOf(999));
    assert.ok(ledger.isComplete);
    assert.equal(ledger.problems, []);
    assert.is(ledger.bytes, 8_416_506);
  });

  test('lets unordered messages and other streams overtake', () => {
    assert.equal(problemsAfter(messageOf(13), messageOf(4), messageOf(3), messageOf(33), messageOf(23)), []);
  });

  test('reports an ordered message behind a later one of its stream', () => {
    assert.equal(problemsAfter(messageOf(23), messageOf(3)), ['message 3, 20 bytes on 3: after 23, out of order']);
  });

  test('reports a message that comes twice', () => {
    assert.equal(problemsAfter(messageOf(13), messageOf(13)).length, 1);
  });

  test('a message that comes twice does not make up for a lost one', () => {
    const ledger = new Ledger({ ...traffic, count: 2 });
    ledger.enter(messageOf(0));
    ledger.enter(messageOf(0));
    assert.not(ledger.isComplete);
  });

  test('reports a single wrong byte, also of the shortest message', () => {
    for (const number of [0, 1]) {
      const message = messageOf(number);
      const data = Uint8Array.from(message.data);
      data[data.length - 1] = (data.at(-1) ?? 0) ^ 1;
      assert.match(problemsAfter({ ...message, data })[0] ?? '', 'other bytes');
    }
  });

  test('reports a wrong size, stream, order or number', () => {
    const message = messageOf(5);
    const wrong = [{ data: message.data.subarray(1) }, { stream: 6 }, { unordered: true }, { ppid: 1000 }];
    for (const change of wrong) assert.is(problemsAfter({ ...message, ...change }).length, 1);
  });

  test('counts problems beyond the first few', () => {
    const again = numbers(12).map(() => messageOf(0));
    assert.is(problemsAfter(messageOf(0), ...again).at(-1), 'and 2 more');
  });
});
