import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { checkSessions, noTally } from './check-sessions.ts';

/** `USCTP_SEED=n` plays another hundred or so. */
const seed = Number(process.env.USCTP_SEED ?? 1);

describe('sessions under attack', (test) => {
  test('by one who guesses tags and sends packets again lose no message', () => {
    const tally = noTally();
    checkSessions('blind', seed, 100, tally);
    assert.is(tally.ends.WORKS, 100);
    assert.ok(tally.forged > 500, `${tally.forged} packets were forged`);
  });

  test('by one who changes any packet end, answer within bounds, and leave others alone', () => {
    const tally = noTally();
    checkSessions('on the path', seed, 150, tally);
    assert.ok(tally.forged > 500, `${tally.forged} packets were forged`);
    assert.ok(tally.ends.CLOSED > 10 && tally.ends.WORKS > 10, JSON.stringify(tally.ends));
  });
});
