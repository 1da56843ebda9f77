import { address } from '../../../lib/src/address.ts';
import { Path } from '../../../lib/src/path/path.ts';
import type { OutboundMessage } from '../../../lib/src/sending/outbound-message.ts';
import { type SentChunk, SentChunks } from '../../../lib/src/sending/sent-chunk.ts';
import { dataChunk } from '../../helpers/data-chunk.ts';
import { type PathChange, pathOptions } from '../../helpers/path-options.ts';

/** An active path: 1,468 bytes of DATA chunk in a packet, cwnd 4,404, RTO 1,000. */
export function pathTo(ip = '192.0.2.1', change: PathChange = {}): Path {
  return new Path(address(ip), pathOptions(change), 'ACTIVE');
}

/** An ordered message on stream 0, but for what the test says. */
export function message(change: Partial<OutboundMessage> = {}): OutboundMessage {
  const data = Buffer.from('hello');
  return { id: 0, data, streamId: 0, ppid: 0, unordered: false, sackImmediately: false, ...change };
}

/** A chunk in flight, a whole message of 100 bytes. */
export function sentChunk(tsn: number, path: Path, change: Partial<SentChunk> = {}): SentChunk {
  const whole = message({ id: tsn, data: Buffer.alloc(100) });
  return {
    ...dataChunk({ tsn, userData: whole.data }),
    message: whole,
    size: 116,
    status: 'IN-FLIGHT',
    path,
    transmission: 0,
    packetLength: 128,
    retransmissionCount: 0,
    hasSeveralDestinations: false,
    isFastRetransmitted: false,
    missIndications: 0,
    isSuspect: false,
    returnedTo: undefined,
    ...change,
  };
}

/** So many chunks from this TSN on, all in flight on the path. */
export function sentChunks(firstTsn: number, count: number, path: Path): SentChunks {
  const sent = new SentChunks(firstTsn);
  for (let i = 0; i < count; i += 1) {
    const chunk = sentChunk((firstTsn + i) >>> 0, path);
    sent.push(chunk);
    sent.transmitted(chunk);
  }
  return sent;
}
