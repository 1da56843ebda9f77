import * as assert from 'uvu/assert';
import { SparseMap } from '../../lib/src/sparse-map.ts';
import { describe } from '../helpers/describe.ts';

describe('a sparse map', (test) => {
  test('is empty at first, and has nothing', () => {
    const map = new SparseMap<string, number>();
    assert.equal([map.size, map.get('a'), map.has('a'), map.delete('a')], [0, undefined, false, false]);
    assert.equal([[...map], [...map.keys()], [...map.values()]], [[], [], []]);
  });

  test('keeps what is set, in its order, until it is deleted or cleared', () => {
    const map = new SparseMap<string, number>();
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    assert.equal([map.size, map.get('a'), map.has('b')], [2, 3, true]);
    assert.equal(
      [[...map], [...map.keys()], [...map.values()]],
      [
        [
          ['a', 3],
          ['b', 2],
        ],
        ['a', 'b'],
        [3, 2],
      ],
    );
    assert.equal([map.delete('a'), map.delete('a'), map.size], [true, false, 1]);
    map.clear();
    assert.equal([map.size, [...map]], [0, []]);
  });
});
