import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { initAck, peerData, peerTag } from '../endpoint/hand-driven.ts';
import { type Row, testEachState } from './state-table.ts';

const abort: Chunk = { type: 'ABORT', isTagReflected: false, causes: [] };
const shutdownComplete: Chunk = { type: 'SHUTDOWN COMPLETE', isTagReflected: false };
const sack: Chunk = {
  type: 'SACK',
  cumulativeTsnAck: 100,
  advertisedReceiverWindowCredit: 1000,
  gapAckBlocks: [],
  duplicateTsns: [],
};

/** All but INIT, COOKIE ECHO and SHUTDOWN ACK, which have rules and rows of their own. */
const chunks: readonly Chunk[] = [
  peerData(),
  initAck(),
  sack,
  { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') },
  { type: 'HEARTBEAT ACK', heartbeatInfo: Buffer.from('abcd') },
  { type: 'SHUTDOWN', cumulativeTsnAck: 100 },
  { type: 'ERROR', causes: [{ type: 'Out of Resource' }] },
  { type: 'COOKIE ACK' },
  abort,
  shutdownComplete,
  { type: 'ECNE', lowestTsn: 1 },
  { type: 'CWR', lowestTsn: 1 },
  { type: 'PAD', paddingLength: 4 },
  { type: 'unknown', chunkType: 0xff, flags: 0, value: new Uint8Array(4) },
];

/** Without an association the tag cannot be wrong (§8.4). */
function outOfTheBlue({ type }: Chunk): Row['outcomes'] {
  const isSilent = type === 'ABORT' || type === 'SHUTDOWN COMPLETE' || type === 'COOKIE ACK';
  return isSilent ? {} : { CLOSED: { sent: 'ABORT' } };
}

/** §8.5: such a packet is discarded in silence in every state of an association. */
const wrongTags: readonly Row[] = chunks.flatMap((chunk) => [
  { name: `${chunk.type} with a wrong tag (§8.5)`, chunk, tag: 99, outcomes: outOfTheBlue(chunk) },
  { name: `${chunk.type} with the tag of the peer (§8.5)`, chunk, tag: peerTag, outcomes: outOfTheBlue(chunk) },
  { name: `${chunk.type} with tag 0 (§8.5.1 A)`, chunk, tag: 0, outcomes: {} },
]);

/** §8.5.1 B and C: the T bit goes with the tag of the peer alone. */
const wrongTBits: readonly Row[] = [abort, shutdownComplete].flatMap((plain) => {
  const chunk = { ...plain, isTagReflected: true } as Chunk; // of the same type as before
  return [100, 99, 0].map((tag) => ({
    name: `${chunk.type} with the T bit and tag ${tag}`,
    chunk,
    tag,
    outcomes: {},
  }));
});

const others: readonly Row[] = [
  { name: 'SHUTDOWN ACK with tag 0 (§8.5.1 A)', chunk: { type: 'SHUTDOWN ACK' }, tag: 0, outcomes: {} },
  {
    name: 'COOKIE ECHO that is not ours (§5.1.5)',
    chunk: { type: 'COOKIE ECHO', cookie: Buffer.alloc(90) },
    outcomes: {},
  },
  {
    name: 'COOKIE ECHO that is not ours, with tag 0 (§8.5.1 A)',
    chunk: { type: 'COOKIE ECHO', cookie: Buffer.alloc(90) },
    tag: 0,
    outcomes: {},
  },
];

for (const row of [...wrongTags, ...wrongTBits, ...others]) {
  describe(`state machine: ${row.name}`, (test) => testEachState(test, row));
}
