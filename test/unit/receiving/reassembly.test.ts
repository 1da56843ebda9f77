import * as assert from 'uvu/assert';
import type { DataChunk } from '../../../lib/src/codec/chunk.ts';
import { Reassembly, type ReassemblyOptions, type ReassemblyOutcome } from '../../../lib/src/receiving/reassembly.ts';
import { dataChunk } from '../../helpers/data-chunk.ts';
import { describe } from '../../helpers/describe.ts';

const begin = { beginning: true, ending: false };
const middle = { beginning: false, ending: false };
const end = { beginning: false, ending: true };

/** Up to this size, and beside nothing that has come. */
function limit(maxMessageSize: number): ReassemblyOptions {
  return { maxMessageSize, received: { has: () => false }, keepsPackets: false };
}

function add(reassembly: Reassembly, change: Partial<DataChunk>, text = 'x'): ReassemblyOutcome {
  return reassembly.add(dataChunk({ ...change, userData: Buffer.from(text) }), false);
}

function textOf(outcome: ReassemblyOutcome): string {
  return outcome.result === 'COMPLETE' ? outcome.message.data.toString() : outcome.result;
}

describe('Reassembly (RFC 9260 §6.9)', (test) => {
  test('a chunk that is a whole message is one at once', () => {
    const data = Buffer.from('whole');
    const outcome = add(new Reassembly(limit(100)), { tsn: 7, streamId: 3, ssn: 4, ppid: 5 }, 'whole');
    assert.equal(outcome, {
      result: 'COMPLETE',
      message: { data, streamId: 3, ppid: 5, unordered: false, ssn: 4, tsn: 7, partial: false, aborted: false },
      fragmentCount: 1,
      isRest: false,
    });
  });

  test('fragments in order make a message', () => {
    const reassembly = new Reassembly(limit(100));
    assert.is(textOf(add(reassembly, { tsn: 1, ...begin }, 'one ')), 'WAITING');
    assert.is(textOf(add(reassembly, { tsn: 2, ...middle }, 'two ')), 'WAITING');
    assert.is(textOf(add(reassembly, { tsn: 3, ...end }, 'three')), 'one two three');
  });

  test('fragments in reverse make a message', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 3, ...end }, 'three');
    add(reassembly, { tsn: 2, ...middle }, 'two ');
    assert.is(textOf(add(reassembly, { tsn: 1, ...begin }, 'one ')), 'one two three');
  });

  test('the last fragment may be one that joins two runs', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 0xffffffff, ...begin }, 'one ');
    add(reassembly, { tsn: 1, ...end }, 'three');
    assert.is(textOf(add(reassembly, { tsn: 0, ...middle }, 'two ')), 'one two three');
  });

  test('tells how many fragments there were, and the TSN of the first', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 6, ...end });
    const outcome = add(reassembly, { tsn: 5, ...begin });
    assert.equal(outcome.result === 'COMPLETE' && [outcome.fragmentCount, outcome.message.tsn], [2, 5]);
  });

  test('the PPID of the first fragment counts (§3.3.1)', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 2, ...end, ppid: 9 });
    const outcome = add(reassembly, { tsn: 1, ...begin, ppid: 8 });
    assert.is(outcome.result === 'COMPLETE' && outcome.message.ppid, 8);
  });

  test('messages one after the other do not touch each other', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 3, ssn: 1, ...begin }, 'c');
    add(reassembly, { tsn: 2, ssn: 0, ...end }, 'b');
    assert.is(textOf(add(reassembly, { tsn: 1, ssn: 0, ...begin }, 'a')), 'ab');
    assert.is(textOf(add(reassembly, { tsn: 4, ssn: 1, ...end }, 'd')), 'cd');
  });

  test('an unordered message has SSN 0, whatever its chunks say (§6.6)', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 1, unordered: true, ssn: 77, ...begin });
    const outcome = add(reassembly, { tsn: 2, unordered: true, ssn: 78, ...end });
    assert.is(outcome.result === 'COMPLETE' && outcome.message.ssn, 0);
    const whole = add(reassembly, { tsn: 3, unordered: true, ssn: 79 });
    assert.is(whole.result === 'COMPLETE' && whole.message.ssn, 0);
  });

  test('memory that is used again is that of no message that came before, or that stands open', () => {
    const reassembly = new Reassembly(limit(100_000));
    // As long as the least memory that is used again has room for, and longer.
    const ofByte = (value: number) => Buffer.alloc(2000, value);
    const addPart = (tsn: number, part: Partial<DataChunk>, value: number) =>
      reassembly.add(dataChunk({ tsn, ...part, userData: ofByte(value) }), false);
    addPart(1000, begin, 99);
    addPart(1001, middle, 99);
    const messages: Buffer[] = [];
    for (const tsn of [1, 11, 21]) {
      addPart(tsn, begin, tsn);
      addPart(tsn + 1, middle, tsn);
      const outcome = addPart(tsn + 2, end, tsn);
      if (outcome.result === 'COMPLETE') messages.push(outcome.message.data);
      addPart(100 + tsn, begin, 77);
      assert.ok(reassembly.abandonOpen(100 + tsn));
    }
    const open = addPart(1002, end, 99);
    if (open.result === 'COMPLETE') messages.push(open.message.data);
    assert.equal(
      messages.map((data) => [data.length, data[0], data.every((value) => value === data[0])]),
      [1, 11, 21, 99].map((value) => [6000, value, true]),
    );
  });

  test('a message in pieces that exceeds the limit is too large', () => {
    const reassembly = new Reassembly(limit(5));
    assert.is(add(reassembly, { tsn: 1, ...begin }, 'abc').result, 'WAITING');
    assert.is(add(reassembly, { tsn: 2, ...middle }, 'de').result, 'WAITING');
    assert.is(add(reassembly, { tsn: 3, ...middle }, 'f').result, 'TOO-LARGE');
  });
});

describe('Reassembly of fragments that cannot be one message', (test) => {
  const violations: readonly { why: string; first: Partial<DataChunk>; second: Partial<DataChunk>; reason: RegExp }[] =
    [
      { why: 'a message begins amid another', first: begin, second: begin, reason: /began amid/ },
      { why: 'a whole message stands amid another', first: begin, second: {}, reason: /began amid/ },
      { why: 'a message goes on after its end', first: end, second: middle, reason: /went on after/ },
      { why: 'the stream changes', first: begin, second: { ...end, streamId: 1 }, reason: /two streams/ },
      { why: 'the U flag changes', first: begin, second: { ...end, unordered: true }, reason: /ordered and unordered/ },
      { why: 'the SSN changes', first: begin, second: { ...end, ssn: 1 }, reason: /two stream sequence numbers/ },
    ];

  for (const { why, first, second, reason } of violations) {
    test(`${why}: a protocol violation, in order`, () => {
      const reassembly = new Reassembly(limit(100));
      add(reassembly, { ...first, tsn: 1 });
      const outcome = add(reassembly, { ...second, tsn: 2 });
      assert.match(outcome.result === 'PROTOCOL-VIOLATION' ? outcome.reason : outcome.result, reason);
    });
  }

  for (const { why, first, second, reason } of violations.filter(({ second: { beginning } }) => beginning === false)) {
    test(`${why}: a protocol violation, in reverse`, () => {
      const reassembly = new Reassembly(limit(100));
      add(reassembly, { ...second, tsn: 2 });
      const outcome = add(reassembly, { ...first, tsn: 1 });
      assert.match(outcome.result === 'PROTOCOL-VIOLATION' ? outcome.reason : outcome.result, reason);
    });
  }

  test('a message begins amid another: a protocol violation, in reverse', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { ...begin, tsn: 2 });
    const outcome = add(reassembly, { ...begin, tsn: 1 });
    assert.match(outcome.result === 'PROTOCOL-VIOLATION' ? outcome.reason : outcome.result, /began amid/);
  });
});

describe('Reassembly beside messages that have come', (test) => {
  /** TSNs 1 and 9 were messages of their own. */
  function between(): Reassembly {
    return new Reassembly({ ...limit(100), received: { has: (tsn) => tsn === 1 || tsn === 9 } });
  }

  function reasonOf(outcome: ReassemblyOutcome): string {
    return outcome.result === 'PROTOCOL-VIOLATION' ? outcome.reason : outcome.result;
  }

  test('what goes on after a whole message is a protocol violation', () => {
    assert.match(reasonOf(add(between(), { tsn: 2, ...middle })), /went on after/);
    assert.match(reasonOf(add(between(), { tsn: 2, ...end })), /went on after/);
  });

  test('what goes on into a whole message is a protocol violation', () => {
    assert.match(reasonOf(add(between(), { tsn: 8, ...middle })), /began amid/);
    assert.match(reasonOf(add(between(), { tsn: 8, ...begin })), /began amid/);
  });

  test('a message that begins after one and ends before one is right', () => {
    const reassembly = between();
    assert.is(add(reassembly, { tsn: 2, ...begin }).result, 'WAITING');
    assert.is(add(reassembly, { tsn: 8, ...end }).result, 'WAITING');
  });
});

describe('Reassembly of a message in parts', (test) => {
  function partOf(reassembly: Reassembly, lastTsn: number): string | undefined {
    return reassembly.takePart(lastTsn)?.message.data.toString();
  }

  test('tells what stands open, from its beginning', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 2, ssn: 7, streamId: 3, ...middle }, 'cd');
    assert.is(reassembly.openMessage(2), undefined);
    add(reassembly, { tsn: 1, ssn: 7, streamId: 3, ...begin }, 'ab');
    assert.equal(reassembly.openMessage(2), { streamId: 3, unordered: false, ssn: 7, length: 4 });
  });

  test('gives what has come, and then the rest', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 1, ...begin, ppid: 8 }, 'ab');
    assert.is(partOf(reassembly, 1), 'ab');
    add(reassembly, { tsn: 3, ...middle, ppid: 9 }, 'ef');
    add(reassembly, { tsn: 2, ...middle, ppid: 9 }, 'cd');
    assert.is(partOf(reassembly, 3), 'cdef');
    const outcome = add(reassembly, { tsn: 4, ...end, ppid: 9 }, 'gh');
    assert.ok(outcome.result === 'COMPLETE' && outcome.isRest && !outcome.message.partial);
    assert.equal([textOf(outcome), outcome.message.ppid, outcome.message.tsn], ['gh', 8, 1]);
  });

  test('gives nothing twice', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 1, ...begin }, 'ab');
    reassembly.takePart(1);
    assert.is(reassembly.takePart(1), undefined);
  });

  test('knows what may follow a part', () => {
    const reassembly = new Reassembly(limit(100));
    add(reassembly, { tsn: 1, ...begin });
    reassembly.takePart(1);
    assert.is(add(reassembly, { tsn: 2, ...begin }).result, 'PROTOCOL-VIOLATION');
    assert.is(add(reassembly, { tsn: 2, ...end, streamId: 1 }).result, 'PROTOCOL-VIOLATION');
  });
});
