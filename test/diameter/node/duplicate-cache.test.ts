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
    cache.answer('a.example', 1, 'answer');
    assert.equal(cache.add('a.example', 1, 1000), { type: 'answered', answer: 'answer' });
  });

  test('tells the answer to who has come while it was made', () => {
    const cache = new DuplicateCache<string>(10);
    const told: string[] = [];
    cache.add('a.example', 1, 0);
    const duplicate = cache.add('a.example', 1, 0);
    if (duplicate?.type === 'in-progress') duplicate.join((answer) => told.push(answer));
    cache.answer('a.example', 1, 'answer');
    cache.answer('a.example', 1, 'another');
    assert.equal(told, ['answer']);
  });

  test('forgets after four minutes', () => {
    const cache = new DuplicateCache<string>(10);
    cache.add('a.example', 1, 0);
    cache.answer('a.example', 1, 'answer');
    assert.is(cache.add('a.example', 1, fourMinutes - 1)?.type, 'answered');
    assert.is(cache.add('a.example', 1, fourMinutes), undefined);
    assert.is(cache.size, 1);
  });

  test('forgets the oldest beyond its limit, so that a peer cannot fill the memory', () => {
    const cache = new DuplicateCache<string>(2);
    for (const endToEnd of [1, 2, 3]) cache.add('a.example', endToEnd, 0);
    assert.is(cache.size, 2);
    assert.is(cache.add('a.example', 3, 0)?.type, 'in-progress');
    assert.is(cache.add('a.example', 1, 0), undefined);
  });

  test('can be told that a request was not done', () => {
    const cache = new DuplicateCache<string>(2);
    cache.add('a.example', 1, 0);
    cache.forget('a.example', 1);
    cache.answer('a.example', 1, 'late');
    assert.is(cache.add('a.example', 1, 0), undefined);
  });
});
