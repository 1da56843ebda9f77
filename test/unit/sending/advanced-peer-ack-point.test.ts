import * as assert from 'uvu/assert';
import { decodePacket, PacketWriter } from '../../../lib/src/codec/packet.ts';
import { PathSet } from '../../../lib/src/path/path-set.ts';
import { AdvancedPeerAckPoint } from '../../../lib/src/sending/advanced-peer-ack-point.ts';
import { SentChunks } from '../../../lib/src/sending/sent-chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { pathTo, sentChunk } from './chunks.ts';

/** So many messages on streams of their own, from TSN 1 on, that were abandoned. */
function abandoned(count: number) {
  const path = pathTo();
  const sent = new SentChunks(1);
  for (let i = 0; i < count; i += 1) sent.push(sentChunk(i + 1, path, { streamId: i, ssn: i, status: 'ABANDONED' }));
  const point = new AdvancedPeerAckPoint(sent, new PathSet(path));
  point.abandoned();
  /** The chunks of a packet of this length that FORWARD TSN goes into, behind `taken` bytes. */
  const fill = (length: number, taken = 0) => {
    const writer = new PacketWriter(length);
    writer.start(1, 2, 3);
    if (taken > 0) writer.addChunk({ type: 'PAD', paddingLength: taken - 4 });
    const isFilled = point.fill(writer, path, 0);
    const chunk = decodePacket(writer.finish()).chunks.find(({ type }) => type === 'FORWARD-TSN');
    return isFilled && chunk?.type === 'FORWARD-TSN' ? [chunk.newCumulativeTsn, chunk.skipped.length] : undefined;
  };
  return { path, sent, point, fill };
}

describe('AdvancedPeerAckPoint (RFC 3758 §3.5)', (test) => {
  test('one chunk tells of all that was abandoned, and starts T3-rtx', () => {
    const { path, point, fill } = abandoned(3);
    assert.ok(point.isDue);
    assert.equal(fill(1000), [3, 3]);
    assert.equal([point.isDue, path.t3Rtx.isRunning], [false, true]);
  });

  test('it is lowered to what fits into a packet, and goes on from there (C4)', () => {
    const { sent, point, fill } = abandoned(10);
    assert.equal(fill(12 + 8 + 4 * 7 + 3), [7, 7]);
    for (let i = 0; i < 7; i += 1) sent.shift();
    point.acknowledged(0);
    assert.ok(point.isDue);
    assert.equal(fill(1000), [10, 3]);
  });

  test('streams that are told of already take no room', () => {
    const { sent, point, fill } = abandoned(2);
    for (let tsn = 3; tsn < 9; tsn += 1) {
      sent.push(sentChunk(tsn, pathTo(), { streamId: tsn % 2, ssn: tsn, status: 'ABANDONED' }));
    }
    point.abandoned();
    assert.equal(fill(12 + 8 + 4 * 2), [8, 2]);
  });

  test('a chunk that does not fit beside others waits for the next packet', () => {
    const { point, fill } = abandoned(10);
    assert.is(fill(100, 60), undefined);
    assert.ok(point.isDue);
    assert.equal(fill(100), [10, 10]);
    assert.is(abandoned(1).fill(100, 84), undefined);
  });

  test('T3-rtx runs on where the last acknowledgement leaves something to skip, and else it stops', () => {
    const { path, sent, point, fill } = abandoned(2);
    fill(1000);
    sent.shift();
    path.t3Rtx.stop();
    point.acknowledged(0);
    assert.ok(path.t3Rtx.isRunning);
    sent.shift();
    assert.is(point.acknowledged(0), path);
    assert.not(path.t3Rtx.isRunning);
  });

  test('where it went to two addresses, its acknowledgement shows of neither that it works', () => {
    const { sent, point, fill } = abandoned(1);
    fill(1000);
    point.timedOut();
    const writer = new PacketWriter(100);
    writer.start(1, 2, 3);
    assert.ok(point.fill(writer, pathTo('192.0.2.2'), 0));
    sent.shift();
    assert.is(point.acknowledged(0), undefined);
  });
});
