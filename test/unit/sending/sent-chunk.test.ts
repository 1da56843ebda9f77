import * as assert from 'uvu/assert';
import { SentChunks } from '../../../lib/src/sending/sent-chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { pathTo, sentChunk, sentChunks } from './chunks.ts';

describe('SentChunks', (test) => {
  const path = pathTo();

  test('begins empty, before the first TSN', () => {
    const sent = new SentChunks(7);
    assert.equal([sent.length, sent.firstTsn, sent.nextTsn, sent.first], [0, 7, 7, undefined]);
    assert.is(sent.shift(), undefined);
  });

  test('finds a chunk by its TSN, and none outside', () => {
    const sent = sentChunks(7, 3, path);
    assert.equal(
      [6, 7, 8, 9, 10].map((tsn) => sent.get(tsn)?.tsn),
      [undefined, 7, 8, 9, undefined],
    );
  });

  test('gives chunks back from the lowest TSN on', () => {
    const sent = sentChunks(7, 2, path);
    assert.equal([sent.shift()?.tsn, sent.first?.tsn, sent.shift()?.tsn], [7, 8, 8]);
    assert.equal([sent.length, sent.firstTsn, sent.nextTsn], [0, 9, 9]);
  });

  test('grows beyond its first 64 places', () => {
    const sent = sentChunks(30, 200, path);
    assert.equal(
      [30, 93, 94, 229].map((tsn) => sent.get(tsn)?.tsn),
      [30, 93, 94, 229],
    );
    assert.is(sent.length, 200);
  });

  test('grows while its first chunk is not at its first place', () => {
    const sent = sentChunks(30, 60, path);
    for (let i = 0; i < 50; i += 1) sent.shift();
    for (let tsn = 90; tsn < 190; tsn += 1) sent.push(sentChunk(tsn, path));
    assert.equal([sent.first?.tsn, sent.get(189)?.tsn, sent.length], [80, 189, 110]);
  });

  test('goes on from TSN 4294967295 to 0', () => {
    const sent = sentChunks(0xfffffffe, 4, path);
    assert.equal([sent.firstTsn, sent.nextTsn, sent.get(1)?.tsn], [0xfffffffe, 2, 1]);
    for (let i = 0; i < 3; i += 1) sent.shift();
    assert.equal([sent.firstTsn, sent.get(0xffffffff)], [1, undefined]);
  });

  test('are as many as a Gap Ack Block can name, at most (RFC 9260 §6.1)', () => {
    const sent = sentChunks(1, 65_534, pathTo());
    assert.not(sent.isFull);
    sent.push(sentChunk(65_535, pathTo()));
    assert.ok(sent.isFull);
  });
});
