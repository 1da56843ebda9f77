import * as assert from 'uvu/assert';
import type { StateName } from '../../../lib/src/association/state.ts';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, initAck, peerData, typesOf } from '../endpoint/hand-driven.ts';

const states = [
  'COOKIE-WAIT',
  'COOKIE-ECHOED',
  'ESTABLISHED',
  'SHUTDOWN-PENDING',
  'SHUTDOWN-SENT',
  'SHUTDOWN-RECEIVED',
  'SHUTDOWN-ACK-SENT',
] as const;
type OpenState = (typeof states)[number];

/** What comes of a chunk in one state; nothing is sent, told or changed where it is not said. */
interface Outcome {
  readonly sent?: string;
  readonly told?: string;
  readonly becomes?: StateName;
}

interface Row {
  readonly name: string;
  readonly chunk: Chunk;
  readonly outcomes: Partial<Record<OpenState, Outcome>>;
}

/** The same outcome in all of these states. */
function inAll<T extends OpenState>(names: readonly T[], outcome: Outcome): Partial<Record<T, Outcome>> {
  // `as`: one entry per name.
  return Object.fromEntries(names.map((name) => [name, outcome])) as Partial<Record<T, Outcome>>;
}

const [, ...afterCookieWait] = states;
const aborted: Outcome = { told: 'closed', becomes: 'CLOSED' };
const lostMessage: Outcome = { told: 'sendFailed, closed', becomes: 'CLOSED' };
const completed: Outcome = { sent: 'SHUTDOWN COMPLETE', told: 'closed', becomes: 'CLOSED' };
const outOfTheBlue: Outcome = { sent: 'SHUTDOWN COMPLETE' };
const unknown = (chunkType: number): Chunk => ({ type: 'unknown', chunkType, flags: 0, value: new Uint8Array(4) });
const reported = inAll(afterCookieWait, { sent: 'ERROR' });

const rows: readonly Row[] = [
  {
    name: 'DATA (§6)',
    chunk: peerData(),
    outcomes: {
      ESTABLISHED: { sent: 'SACK', told: 'readable' },
      'SHUTDOWN-PENDING': { sent: 'SACK', told: 'readable' },
      'SHUTDOWN-SENT': { sent: 'SHUTDOWN, SACK', told: 'readable' },
    },
  },
  {
    name: 'INIT ACK (§5.2.3)',
    chunk: initAck(),
    outcomes: { 'COOKIE-WAIT': { sent: 'COOKIE ECHO', becomes: 'COOKIE-ECHOED' } },
  },
  {
    name: 'SACK that acknowledges all (§6)',
    chunk: {
      type: 'SACK',
      cumulativeTsnAck: 101,
      advertisedReceiverWindowCredit: 1000,
      gapAckBlocks: [],
      duplicateTsns: [],
    },
    outcomes: {
      ESTABLISHED: { sent: 'ABORT', told: 'closed', becomes: 'CLOSED' }, // nothing was sent that it could acknowledge
      'SHUTDOWN-PENDING': { sent: 'SHUTDOWN', told: 'acknowledged', becomes: 'SHUTDOWN-SENT' },
      'SHUTDOWN-RECEIVED': { sent: 'SHUTDOWN ACK', told: 'acknowledged', becomes: 'SHUTDOWN-ACK-SENT' },
    },
  },
  {
    name: 'HEARTBEAT (§8.3)',
    chunk: { type: 'HEARTBEAT', heartbeatInfo: Buffer.from('abcd') },
    outcomes: inAll(afterCookieWait, { sent: 'HEARTBEAT ACK' }),
  },
  {
    name: 'HEARTBEAT ACK that was not asked for',
    chunk: { type: 'HEARTBEAT ACK', heartbeatInfo: Buffer.from('abcd') },
    outcomes: {},
  },
  {
    name: 'ABORT (§9.1)',
    chunk: { type: 'ABORT', isTagReflected: false, causes: [] },
    outcomes: {
      ...inAll(['COOKIE-WAIT', 'COOKIE-ECHOED', 'ESTABLISHED', 'SHUTDOWN-SENT', 'SHUTDOWN-ACK-SENT'], aborted),
      ...inAll(['SHUTDOWN-PENDING', 'SHUTDOWN-RECEIVED'], lostMessage),
    },
  },
  {
    name: 'SHUTDOWN (§9.2)',
    chunk: { type: 'SHUTDOWN', cumulativeTsnAck: 100 },
    outcomes: {
      ESTABLISHED: { sent: 'SHUTDOWN ACK', told: 'peerShutdown', becomes: 'SHUTDOWN-ACK-SENT' },
      'SHUTDOWN-PENDING': { told: 'peerShutdown', becomes: 'SHUTDOWN-RECEIVED' },
      'SHUTDOWN-SENT': { sent: 'SHUTDOWN ACK', becomes: 'SHUTDOWN-ACK-SENT' },
      'SHUTDOWN-ACK-SENT': { sent: 'SHUTDOWN ACK' },
    },
  },
  {
    name: 'SHUTDOWN ACK (§8.5.1 E, §9.2)',
    chunk: { type: 'SHUTDOWN ACK' },
    outcomes: {
      'COOKIE-WAIT': outOfTheBlue,
      'COOKIE-ECHOED': outOfTheBlue,
      'SHUTDOWN-SENT': completed,
      'SHUTDOWN-ACK-SENT': completed,
    },
  },
  {
    name: 'SHUTDOWN COMPLETE (§8.5.1 C)',
    chunk: { type: 'SHUTDOWN COMPLETE', isTagReflected: false },
    outcomes: { 'SHUTDOWN-ACK-SENT': { told: 'closed', becomes: 'CLOSED' } },
  },
  {
    name: 'ERROR with Stale Cookie (§5.2.6)',
    chunk: { type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 1 }] },
    outcomes: { 'COOKIE-ECHOED': aborted },
  },
  {
    name: 'ERROR with another cause',
    chunk: { type: 'ERROR', causes: [{ type: 'Out of Resource' }] },
    outcomes: inAll(afterCookieWait, { told: 'peerError' }),
  },
  {
    name: 'COOKIE ACK (§5.2.5)',
    chunk: { type: 'COOKIE ACK' },
    outcomes: { 'COOKIE-ECHOED': { told: 'established', becomes: 'ESTABLISHED' } },
  },
  { name: 'ECNE', chunk: { type: 'ECNE', lowestTsn: 1 }, outcomes: {} },
  { name: 'CWR', chunk: { type: 'CWR', lowestTsn: 1 }, outcomes: {} },
  { name: 'PAD', chunk: { type: 'PAD', paddingLength: 4 }, outcomes: {} },
  { name: 'a chunk of unknown type 0x3f (§3.2)', chunk: unknown(0x3f), outcomes: {} },
  { name: 'a chunk of unknown type 0x7f, to be reported', chunk: unknown(0x7f), outcomes: reported },
  { name: 'a chunk of unknown type 0xbf, to be skipped', chunk: unknown(0xbf), outcomes: {} },
  { name: 'a chunk of unknown type 0xff, to be skipped and reported', chunk: unknown(0xff), outcomes: reported },
  {
    name: 'FORWARD-TSN, which was not agreed on',
    chunk: { type: 'FORWARD-TSN', newCumulativeTsn: 5001, skipped: [] },
    outcomes: reported,
  },
];

for (const { name, chunk, outcomes } of rows) {
  describe(`state machine: ${name}`, (test) => {
    for (const state of states) {
      const { sent = '', told = '', becomes = state } = outcomes[state] ?? {};
      const consequences = [sent, told, becomes === state ? '' : becomes].filter((text) => text !== '');
      test(`in ${state}: ${consequences.join(', then ') || 'nothing'}`, () => {
        const driven = HandDriven.in(state);
        const answers = typesOf(driven.answer(chunk)).join(' | ');
        assert.is(answers, sent);
        assert.is(driven.eventTypes().join(', '), told);
        assert.is(driven.association.state, becomes);
      });
    }
  });
}
