import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { partiallyReliable, peerData, peerTag, peerTsn, reconfigurable } from '../endpoint/hand-driven.ts';
import { afterCookieWait, inAll, type Outcome, openStates, type Row, testEachState } from './state-table.ts';

const aborted: Outcome = { told: 'closed', becomes: 'CLOSED' };
const lostMessage: Outcome = { told: 'sendFailed, closed', becomes: 'CLOSED' };
const completed: Outcome = { sent: 'SHUTDOWN COMPLETE', told: 'closed', becomes: 'CLOSED' };
/** §8.4 rule 8. */
const refused = { CLOSED: { sent: 'ABORT' } } as const;
const outOfTheBlue: Outcome = { sent: 'SHUTDOWN COMPLETE' };
const unknown = (chunkType: number): Chunk => ({ type: 'unknown', chunkType, flags: 0, value: new Uint8Array(4) });
const reported = { ...refused, ...inAll(afterCookieWait, { sent: 'ERROR' }) };
const sack = (cumulativeTsnAck: number): Chunk => ({
  type: 'SACK',
  cumulativeTsnAck,
  advertisedReceiverWindowCredit: 1000,
  gapAckBlocks: [],
  duplicateTsns: [],
});
const violation: Outcome = { sent: 'ABORT', told: 'closed', becomes: 'CLOSED' };
const violationWithMessage: Outcome = { sent: 'ABORT', told: 'sendFailed, closed', becomes: 'CLOSED' };
const shutdownOfTwo: Outcome = { sent: 'SHUTDOWN ACK', becomes: 'SHUTDOWN-ACK-SENT' };

const outgoingReset: Chunk = {
  type: 'RE-CONFIG',
  parameters: [
    {
      type: 'Outgoing SSN Reset Request',
      requestSequenceNumber: peerTsn,
      responseSequenceNumber: 100,
      lastAssignedTsn: peerTsn - 1,
      streamIds: [],
    },
  ],
};

/** Our first TSN is 101; one message is outstanding in SHUTDOWN-PENDING and SHUTDOWN-RECEIVED. */
const rows: readonly Row[] = [
  {
    name: 'DATA (§6)',
    chunk: peerData(),
    outcomes: {
      ...refused,
      ESTABLISHED: { sent: 'SACK', told: 'readable' },
      'SHUTDOWN-PENDING': { sent: 'SACK', told: 'readable' },
      'SHUTDOWN-SENT': { sent: 'SHUTDOWN, SACK', told: 'readable' },
    },
  },
  {
    name: 'SACK of nothing new (§6)',
    chunk: sack(100),
    outcomes: { ...refused },
  },
  {
    name: 'SACK that acknowledges all (§6)',
    chunk: sack(101),
    outcomes: {
      ...refused,
      ESTABLISHED: violation, // nothing was sent that it could acknowledge
      'SHUTDOWN-PENDING': { sent: 'SHUTDOWN', told: 'acknowledged', becomes: 'SHUTDOWN-SENT' },
      'SHUTDOWN-RECEIVED': { sent: 'SHUTDOWN ACK', told: 'acknowledged', becomes: 'SHUTDOWN-ACK-SENT' },
    },
  },
  {
    name: 'HEARTBEAT (§8.3)',
    chunk: { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') },
    outcomes: { ...refused, ...inAll(afterCookieWait, { sent: 'HEARTBEAT ACK' }) },
  },
  {
    name: 'HEARTBEAT ACK that was not asked for',
    chunk: { type: 'HEARTBEAT ACK', heartbeatInfo: Buffer.from('abcd') },
    outcomes: { ...refused },
  },
  {
    name: 'ABORT (§9.1)',
    chunk: { type: 'ABORT', isTagReflected: false, causes: [] },
    outcomes: {
      ...inAll(openStates, aborted),
      ...inAll(['SHUTDOWN-PENDING', 'SHUTDOWN-RECEIVED'], lostMessage),
    },
  },
  {
    name: 'ABORT with the T bit and the tag of the peer (§8.5.1 B)',
    chunk: { type: 'ABORT', isTagReflected: true, causes: [] },
    tag: peerTag,
    outcomes: {
      ...inAll(afterCookieWait, aborted),
      ...inAll(['SHUTDOWN-PENDING', 'SHUTDOWN-RECEIVED'], lostMessage),
    },
  },
  {
    name: 'SHUTDOWN (§9.2)',
    chunk: { type: 'SHUTDOWN', cumulativeTsnAck: 100 },
    outcomes: {
      ...refused,
      ESTABLISHED: { sent: 'SHUTDOWN ACK', told: 'peerShutdown', becomes: 'SHUTDOWN-ACK-SENT' },
      'SHUTDOWN-PENDING': { told: 'peerShutdown', becomes: 'SHUTDOWN-RECEIVED' },
      'SHUTDOWN-SENT': shutdownOfTwo,
      'SHUTDOWN-ACK-SENT': { sent: 'SHUTDOWN ACK' },
    },
  },
  {
    name: 'SHUTDOWN that acknowledges less than was acknowledged before (§9.2)',
    chunk: { type: 'SHUTDOWN', cumulativeTsnAck: 90 },
    outcomes: {
      ...refused,
      ESTABLISHED: { sent: 'SHUTDOWN ACK', told: 'peerShutdown', becomes: 'SHUTDOWN-ACK-SENT' },
      'SHUTDOWN-PENDING': { told: 'peerShutdown', becomes: 'SHUTDOWN-RECEIVED' },
      'SHUTDOWN-SENT': shutdownOfTwo,
      'SHUTDOWN-ACK-SENT': { sent: 'SHUTDOWN ACK' },
    },
  },
  {
    name: 'SHUTDOWN that acknowledges all (§9.2)',
    chunk: { type: 'SHUTDOWN', cumulativeTsnAck: 101 },
    outcomes: {
      ...refused,
      ESTABLISHED: { ...violation, told: 'peerShutdown, closed' },
      'SHUTDOWN-PENDING': {
        sent: 'SHUTDOWN ACK',
        told: 'peerShutdown, acknowledged',
        becomes: 'SHUTDOWN-ACK-SENT',
      },
      'SHUTDOWN-SENT': shutdownOfTwo,
      'SHUTDOWN-RECEIVED': { sent: 'SHUTDOWN ACK', told: 'acknowledged', becomes: 'SHUTDOWN-ACK-SENT' },
      'SHUTDOWN-ACK-SENT': { sent: 'SHUTDOWN ACK' },
    },
  },
  {
    name: 'SHUTDOWN that acknowledges what was never sent (§9.2, §12.4)',
    chunk: { type: 'SHUTDOWN', cumulativeTsnAck: 200 },
    outcomes: {
      ...refused,
      ESTABLISHED: { ...violation, told: 'peerShutdown, closed' },
      'SHUTDOWN-PENDING': { ...violationWithMessage, told: 'peerShutdown, sendFailed, closed' },
      'SHUTDOWN-SENT': shutdownOfTwo,
      'SHUTDOWN-RECEIVED': violationWithMessage,
      'SHUTDOWN-ACK-SENT': { sent: 'SHUTDOWN ACK' },
    },
  },
  {
    name: 'SHUTDOWN ACK (§8.5.1 E, §9.2)',
    chunk: { type: 'SHUTDOWN ACK' },
    outcomes: {
      CLOSED: outOfTheBlue,
      'COOKIE-WAIT': outOfTheBlue,
      'COOKIE-ECHOED': outOfTheBlue,
      'SHUTDOWN-SENT': completed,
      'SHUTDOWN-ACK-SENT': completed,
    },
  },
  {
    name: 'SHUTDOWN ACK of an earlier association (§8.4, §8.5.1 E)',
    chunk: { type: 'SHUTDOWN ACK' },
    tag: 55,
    outcomes: { CLOSED: outOfTheBlue, 'COOKIE-WAIT': outOfTheBlue, 'COOKIE-ECHOED': outOfTheBlue },
  },
  {
    name: 'SHUTDOWN COMPLETE (§8.5.1 C)',
    chunk: { type: 'SHUTDOWN COMPLETE', isTagReflected: false },
    outcomes: { 'SHUTDOWN-ACK-SENT': { told: 'closed', becomes: 'CLOSED' } },
  },
  {
    name: 'SHUTDOWN COMPLETE with the T bit and the tag of the peer (§8.5.1 C)',
    chunk: { type: 'SHUTDOWN COMPLETE', isTagReflected: true },
    tag: peerTag,
    outcomes: { 'SHUTDOWN-ACK-SENT': { told: 'closed', becomes: 'CLOSED' } },
  },
  {
    name: 'ERROR with Stale Cookie (§5.2.6)',
    chunk: { type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 1 }] },
    outcomes: { 'COOKIE-ECHOED': { sent: 'INIT', becomes: 'COOKIE-WAIT' } },
  },
  {
    name: 'ERROR with another cause',
    chunk: { type: 'ERROR', causes: [{ type: 'Out of Resource' }] },
    outcomes: { ...refused, ...inAll(afterCookieWait, { told: 'peerError' }) },
  },
  { name: 'ECNE', chunk: { type: 'ECNE', lowestTsn: 1 }, outcomes: { ...refused } },
  { name: 'CWR', chunk: { type: 'CWR', lowestTsn: 1 }, outcomes: { ...refused } },
  { name: 'PAD', chunk: { type: 'PAD', paddingLength: 4 }, outcomes: { ...refused } },
  { name: 'a chunk of unknown type 0x3f (§3.2)', chunk: unknown(0x3f), outcomes: { ...refused } },
  { name: 'a chunk of unknown type 0x7f, to be reported', chunk: unknown(0x7f), outcomes: reported },
  { name: 'a chunk of unknown type 0xbf, to be skipped', chunk: unknown(0xbf), outcomes: { ...refused } },
  { name: 'a chunk of unknown type 0xff, to be skipped and reported', chunk: unknown(0xff), outcomes: reported },
  {
    name: 'FORWARD-TSN, which was not agreed on',
    chunk: { type: 'FORWARD-TSN', newCumulativeTsn: 5001, skipped: [] },
    outcomes: reported,
  },
  {
    name: 'FORWARD-TSN (RFC 3758 §3.6)',
    chunk: { type: 'FORWARD-TSN', newCumulativeTsn: 5001, skipped: [] },
    ofPeer: partiallyReliable,
    outcomes: {
      ...refused,
      ESTABLISHED: { sent: 'SACK' },
      'SHUTDOWN-PENDING': { sent: 'SACK' },
      'SHUTDOWN-SENT': { sent: 'SHUTDOWN, SACK' },
    },
  },
  {
    name: 'RE-CONFIG, which was not agreed on (RFC 6525 §5.1.1)',
    chunk: outgoingReset,
    outcomes: { ...refused },
  },
  {
    name: 'RE-CONFIG that asks for a reset (RFC 6525 §5.2.2)',
    chunk: outgoingReset,
    ofPeer: reconfigurable,
    outcomes: {
      ...refused,
      ...inAll(['ESTABLISHED', 'SHUTDOWN-PENDING', 'SHUTDOWN-SENT', 'SHUTDOWN-RECEIVED'], { sent: 'RE-CONFIG, SACK' }),
    },
  },
];

for (const row of rows) describe(`state machine: ${row.name}`, (test) => testEachState(test, row));
