import * as assert from 'uvu/assert';
import { DuplicateCache } from '../../../packages/diameter/src/node/duplicate-cache.ts';
import { describe } from '../../helpers/describe.ts';

const fourMinutes = 240_000;

describe('the cache of duplicates', (test) => {
  test('knows a request by its Origin-Host, whatever its letters, and its End-to-End Identifier', () => {
    const cache = new DuplicateCache<string>(10);
    assert.is(cache.add('a.example', 1, 0), undefined);
    assert.is(cache.add('b.example', 1, 0), undefined);
    assert.is(cache.add('a.example', 2, 0), undefined);
    assert.is(cache.add('A.example', 1, 0)?.type, 'in-progress');
  });

  test('has the answer ready for one that comes again', () => {
    const cache = new DuplicateCache<string>(10);
    cache.add('a.example', 1, 0);
    cache.answer('a.example', 1, 'answer', 0);
    assert.equal(cache.add('a.example', 1, 1000), { type: 'answered', answer: 'answer' });
  });

  test('tells the answer to who has come while it was made', () => {
    const cache = new DuplicateCache<string>(10);
    const told: string[] = [];
    cache.add('a.example', 1, 0);
    const duplicate = cache.add('a.example', 1, 0);
    if (duplicate?.type === 'in-progress') duplicate.join((answer) => told.push(answer));
    cache.answer('a.example', 1, 'answer', 0);
    cache.answer('a.example', 1, 'another', 0);
    assert.equal(told, ['answer']);
  });

  test('forgets four minutes after the answer', () => {
    const cache = new DuplicateCache<string>(10);
    cache.add('a.example', 1, 0);
    cache.answer('a.example', 1, 'answer', 1000);
    assert.is(cache.add('a.example', 1, fourMinutes + 999)?.type, 'answered');
    assert.is(cache.add('a.example', 1, fourMinutes + 1000), undefined);
    assert.is(cache.size, 0);
  });

  test('forgets the oldest answers beyond its limit, so that a peer cannot fill the memory', () => {
    const cache = new DuplicateCache<string>(2);
    for (const endToEnd of [1, 2, 3]) {
      cache.add('a.example', endToEnd, 0);
      cache.answer('a.example', endToEnd, 'answer', 0);
    }
    assert.is(cache.size, 2);
    assert.equal(
      [2, 3].map((endToEnd) => cache.add('a.example', endToEnd, 0)?.type),
      ['answered', 'answered'],
    );
    assert.is(cache.add('a.example', 1, 0), undefined);
  });

  test('keeps fewer where they are large: 1,024 bytes for each of the limit, keys and all', () => {
    const cache = new DuplicateCache<Uint8Array>(4);
    for (const [endToEnd, size] of [3000, 500, 500, 500].entries()) {
      cache.add('a.example', endToEnd, 0);
      cache.answer('a.example', endToEnd, new Uint8Array(size), 0);
    }
    assert.is(cache.size, 3);
    let told = 0;
    cache.add('a.example', 4, 0);
    const duplicate = cache.add('a.example', 4, 0);
    if (duplicate?.type === 'in-progress') duplicate.join(({ length }) => (told = length));
    cache.answer('a.example', 4, new Uint8Array(4096), 0);
    assert.equal([cache.size, told], [3, 4096], 'one that is too large for all of it is told, and not kept');
    cache.add('a.example', 5, fourMinutes);
    assert.is(cache.size, 0);
    cache.answer('a.example', 5, new Uint8Array(4000), fourMinutes);
    assert.is(cache.size, 1);
  });

  test('knows what is in progress however long that takes, and whatever comes meanwhile', () => {
    const cache = new DuplicateCache<string>(1);
    cache.add('a.example', 1, 0);
    for (const endToEnd of [2, 3]) {
      cache.add('a.example', endToEnd, fourMinutes);
      cache.answer('a.example', endToEnd, 'answer', fourMinutes);
    }
    assert.is(cache.add('a.example', 1, 2 * fourMinutes)?.type, 'in-progress');
  });

  test('can be told that a request was not done', () => {
    const cache = new DuplicateCache<string>(2);
    cache.add('a.example', 1, 0);
    cache.forget('a.example', 1);
    cache.answer('a.example', 1, 'late', 0);
    assert.is(cache.add('a.example', 1, 0), undefined);
  });
});
