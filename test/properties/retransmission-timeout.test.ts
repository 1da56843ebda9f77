import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { RetransmissionTimeout } from '../../lib/src/path/retransmission-timeout.ts';
import { describe } from '../helpers/describe.ts';

const bounds = fc
  .tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 60_000 }))
  .map(([rtoInitial, one, other]) => ({ rtoInitial, rtoMin: Math.min(one, other), rtoMax: Math.max(one, other) }));
const rtts = fc.array(fc.double({ min: 0, max: 30_000, noNaN: true }), { minLength: 1, maxLength: 40 });

/** SRTT and RTTVAR after all measurements, as RFC 9260 §6.3.1 writes them down. */
function formulas([first = 0, ...others]: readonly number[]): { srtt: number; rttvar: number } {
  const alpha = 0.125;
  const beta = 0.25;
  const start = { srtt: first, rttvar: first / 2 || 1 };
  return others.reduce(({ srtt, rttvar }, rtt) => {
    const next = (1 - beta) * rttvar + beta * Math.abs(srtt - rtt);
    return { srtt: (1 - alpha) * srtt + alpha * rtt, rttvar: next === 0 ? 1 : next };
  }, start);
}

function isNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.max(1, expected), `${actual}, not ${expected}`);
}

describe('RTO under any measurements', (test) => {
  test('is what the formulas of RFC 9260 §6.3.1 give, within its bounds', () => {
    fc.assert(
      fc.property(bounds, rtts, (options, measured) => {
        const timeout = new RetransmissionTimeout(options);
        for (const rtt of measured) timeout.measure(rtt);
        const { srtt, rttvar } = formulas(measured);
        isNear(timeout.srtt ?? Number.NaN, srtt);
        isNear(timeout.rto, Math.min(Math.max(srtt + 4 * rttvar, options.rtoMin), options.rtoMax));
      }),
    );
  });

  test('stays within its bounds, however it backs off', () => {
    fc.assert(
      fc.property(bounds, fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }))), (options, steps) => {
        const timeout = new RetransmissionTimeout(options);
        for (const rtt of steps) {
          const before = timeout.rto;
          if (rtt === null) timeout.backOff();
          else timeout.measure(rtt);
          assert.ok(timeout.rto >= options.rtoMin && timeout.rto <= options.rtoMax);
          if (rtt === null) assert.is(timeout.rto, Math.min(2 * before, options.rtoMax));
        }
      }),
    );
  });
});
