import * as assert from 'uvu/assert';
import { OutboundStream } from '../../../lib/src/sending/outbound-stream.ts';
import { describe } from '../../helpers/describe.ts';
import { message } from './chunks.ts';

describe('OutboundStream', (test) => {
  test('has what is left in its order, wherever a message is taken out', () => {
    for (const taken of [0, 1, 2]) {
      const stream = new OutboundStream(0);
      const waiting = [0, 1, 2].map((id) => stream.push(message({ id })));
      for (const one of waiting) if (one.message.id === taken) stream.remove(one);
      const left: number[] = [];
      for (let next = stream.shift(); next !== undefined; next = stream.shift()) left.push(next.message.id);
      assert.equal(
        left,
        [0, 1, 2].filter((id) => id !== taken),
      );
    }
  });

  test('a message that was taken out keeps no other from being collected', () => {
    const stream = new OutboundStream(0);
    for (const id of [0, 1, 2]) stream.push(message({ id }));
    const taken = stream.shift();
    assert.equal([taken?.previous, taken?.next], [undefined, undefined]);
  });
});
