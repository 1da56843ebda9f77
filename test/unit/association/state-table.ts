import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { StateName } from '../../../lib/src/association/state.ts';
import type { Chunk, InitAckChunk } from '../../../lib/src/codec/chunk.ts';
import { HandDriven, typesOf } from '../endpoint/hand-driven.ts';

export const states = [
  'CLOSED',
  'COOKIE-WAIT',
  'COOKIE-ECHOED',
  'ESTABLISHED',
  'SHUTDOWN-PENDING',
  'SHUTDOWN-SENT',
  'SHUTDOWN-RECEIVED',
  'SHUTDOWN-ACK-SENT',
] as const;

export const [, ...openStates] = states;
export const [, ...afterCookieWait] = openStates;

/** What comes of a chunk in one state; nothing is sent, told or changed where it is not said. */
export interface Outcome {
  readonly sent?: string;
  readonly told?: string;
  readonly becomes?: StateName;
}

/** A chunk, and what comes of it in each state; in those that are not named, nothing. */
export interface Row {
  readonly name: string;
  readonly chunk: Chunk | ((driven: HandDriven) => Chunk);
  /** By default the tag of our association. */
  readonly tag?: number;
  /** What the INIT ACK of the peer has other than usual. */
  readonly ofPeer?: Partial<InitAckChunk>;
  readonly outcomes: Partial<Record<StateName, Outcome>>;
}

/** The same outcome in all of these states. */
export function inAll<T extends StateName>(names: readonly T[], outcome: Outcome): Partial<Record<T, Outcome>> {
  // `as`: one entry per name.
  return Object.fromEntries(names.map((name) => [name, outcome])) as Partial<Record<T, Outcome>>;
}

/** An endpoint that nobody may call, and its one association in this state: in CLOSED, one that has ended. */
function drivenIn(state: StateName, ofPeer: Partial<InitAckChunk>): HandDriven {
  const driven = HandDriven.in(state === 'CLOSED' ? 'ESTABLISHED' : state, {}, ofPeer);
  if (state === 'CLOSED') driven.association.abort('', 0);
  driven.sent();
  driven.events();
  return driven;
}

/** Declares a test for each cell of a row. */
export function testEachState(test: Test, { chunk, tag = 100, ofPeer = {}, outcomes }: Row): void {
  for (const state of states) {
    const { sent = '', told = '', becomes = state } = outcomes[state] ?? {};
    const consequences = [sent, told, becomes === state ? '' : becomes].filter((text) => text !== '');
    test(`in ${state}: ${consequences.join(', then ') || 'nothing'}`, () => {
      const driven = drivenIn(state, ofPeer);
      const received = typeof chunk === 'function' ? chunk(driven) : chunk;
      assert.is(typesOf(driven.answerWith({ tag }, received)).join(' | '), sent);
      assert.is(driven.eventTypes().join(', '), told);
      assert.is(driven.association.state, becomes);
    });
  }
}
