import { hasValidChecksum, PacketWriter } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { ReusedMemory } from '../../../lib/src/codec/packet-memory.ts';
import { describe } from '../../helpers/describe.ts';
import { toHex } from './hex.ts';

/** A packet with this cookie, of a writer for so many bytes. */
function write(capacity: number, cookie: Uint8Array, memory?: ReusedMemory): Uint8Array {
  const writer = new PacketWriter(capacity, memory);
  writer.start(7001, 5000, 1);
  writer.addChunk({ type: 'COOKIE ECHO', cookie });
  return writer.finish();
}

describe('reused packet memory', (test) => {
  test('gives the packets that fresh memory gives, whatever was in it', () => {
    const memory = new ReusedMemory();
    for (const [capacity, length] of [
      [1452, 1001],
      [1452, 3],
      [60, 5],
      [1452, 1001],
      [9000, 8888],
      [28, 12],
    ] as const) {
      const cookie = new Uint8Array(length).fill(length);
      const packet = write(capacity, cookie, memory);
      assert.ok(hasValidChecksum(packet));
      assert.is(toHex(packet), toHex(write(capacity, cookie)), `${length} bytes`);
    }
  });

  test('is the same for packets that are alike', () => {
    const memory = new ReusedMemory();
    const first = write(100, Uint8Array.of(1, 2, 3, 4), memory);
    assert.is(write(100, Uint8Array.of(5, 6, 7, 8), memory), first);
  });

  test('has no more room than was asked for', () => {
    const memory = new ReusedMemory();
    write(1452, new Uint8Array(1000), memory);
    assert.throws(
      () => write(100, new Uint8Array(100), memory),
      (thrown: unknown) => thrown instanceof RangeError,
    );
  });
});
