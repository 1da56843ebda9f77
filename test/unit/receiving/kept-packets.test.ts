import * as assert from 'uvu/assert';
import { Receiver } from '../../../lib/src/receiving/receiver.ts';
import { noTraffic } from '../../../lib/src/traffic-counters.ts';
import { dataChunk } from '../../helpers/data-chunk.ts';
import { describe } from '../../helpers/describe.ts';

/** Reads a message of so many bytes, which came in a packet that has so many more, and is overwritten then. */
function readOverwritten(
  keepsPackets: boolean,
  length: number,
  more: number,
  fragments: 1 | 2 = 1,
): Buffer | undefined {
  const receiver = new Receiver({
    initialTsn: 1,
    inboundStreams: 1,
    receiveBuffer: 65_536,
    maxMessageSize: 65_536,
    partialDeliveryPoint: undefined,
    sackDelay: 200,
    sackEveryPackets: 2,
    counters: noTraffic(),
    keepsPackets,
  });
  const packets: Uint8Array[] = [];
  for (let tsn = 1; tsn <= fragments; tsn += 1) {
    const packet = new Uint8Array(length + more).fill(7);
    const userData = packet.subarray(more);
    receiver.handleData(dataChunk({ tsn, beginning: tsn === 1, ending: tsn === fragments, userData }));
    packets.push(packet);
  }
  for (const packet of packets) packet.fill(9);
  return receiver.read()?.data;
}

describe('packets that came', (test) => {
  test('are not used after that where they may not be kept', () => {
    assert.equal(readOverwritten(false, 1000, 28), Buffer.alloc(1000, 7));
    assert.equal(readOverwritten(false, 10, 28), Buffer.alloc(10, 7));
  });

  test('hold the user data that is nearly all of them where they may be kept', () => {
    assert.equal(readOverwritten(true, 1000, 28), Buffer.alloc(1000, 9));
    assert.equal(readOverwritten(true, 1000, 128), Buffer.alloc(1000, 9));
  });

  test('are not held for what is less of them, or is small: that would take more memory than is counted', () => {
    assert.equal(readOverwritten(true, 1000, 129), Buffer.alloc(1000, 7));
    assert.equal(readOverwritten(true, 512, 28), Buffer.alloc(512, 9));
    assert.equal(readOverwritten(true, 511, 28), Buffer.alloc(511, 7));
  });

  test('are let go where they hold a fragment of a message', () => {
    assert.equal(readOverwritten(true, 1000, 28, 2), Buffer.alloc(2000, 7));
  });
});
