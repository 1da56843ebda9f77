import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { AttackerKind } from './attack.ts';
import { Session, type SessionOutcome } from './session.ts';
import { type SessionPlan, sessionPlan } from './session-plan.ts';

/** What a number of sessions came to. */
export interface Tally {
  sessions: number;
  received: number;
  forged: number;
  readonly ends: Record<SessionOutcome['end'], number>;
}

/** A tally of nothing. */
export function noTally(): Tally {
  return { sessions: 0, received: 0, forged: 0, ends: { WORKS: 0, CLOSED: 0, STALLED: 0 } };
}

/**
 * Plays sessions that the seed chooses.
 * @throws Error with the seed and the shortest plan found for which something is not as it must be.
 */
export function checkSessions(attacker: AttackerKind, seed: number, numRuns: number, tally: Tally): void {
  const property = fc.property(sessionPlan(attacker), (plan) => count(playSession(attacker, plan), tally));
  const result = fc.check(property, { seed, numRuns });
  if (!result.failed) return;
  const [plan] = result.counterexample ?? [];
  const reason = result.errorInstance instanceof Error ? result.errorInstance.stack : String(result.errorInstance);
  throw new Error(`attacker ${attacker}, seed ${seed}: ${reason}\nplan: ${JSON.stringify(plan)}`);
}

/** Plays one session. @throws Error for what is not as it must be: one who is blind must not do any harm. */
function playSession(attacker: AttackerKind, plan: SessionPlan): SessionOutcome {
  const session = new Session(plan);
  const outcome = session.run();
  if (attacker === 'blind') {
    assert.is(outcome.end, 'WORKS');
    session.checkDelivery();
  }
  return outcome;
}

function count({ receivedCount, forgedCount, end }: SessionOutcome, tally: Tally): void {
  tally.sessions += 1;
  tally.received += receivedCount;
  tally.forged += forgedCount;
  tally.ends[end] += 1;
}
