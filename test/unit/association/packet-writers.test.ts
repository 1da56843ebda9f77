import * as assert from 'uvu/assert';
import { PacketWriters } from '../../../lib/src/association/packet-writers.ts';
import { describe } from '../../helpers/describe.ts';

describe('the writers of an endpoint', (test) => {
  test('are the same for packets of the two latest sizes', () => {
    const writers = new PacketWriters(false);
    const data = writers.writerFor(1480);
    const sack = writers.writerFor(28);
    for (let i = 0; i < 3; i += 1) {
      assert.is(writers.writerFor(1480), data);
      assert.is(writers.writerFor(28), sack);
    }
    writers.writerFor(32);
    assert.is(writers.writerFor(28), sack);
    assert.is.not(writers.writerFor(1480), data);
  });

  for (const reusesPackets of [true, false]) {
    test(`${reusesPackets ? 'use' : 'do not use'} the memory of a packet for the next one of its size`, () => {
      const writers = new PacketWriters(reusesPackets);
      const build = (capacity: number) => {
        const writer = writers.writerFor(capacity);
        writer.start(1, 2, 3);
        writer.addChunk({ type: 'COOKIE ACK' });
        return writer.finish();
      };
      const first = build(100);
      build(28);
      const second = build(100);
      assert.is(second.buffer === first.buffer && second.byteOffset === first.byteOffset, reusesPackets);
    });
  }
});
