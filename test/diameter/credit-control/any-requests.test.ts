import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { charging, perMinute } from './charging.ts';

const balance = 150;

/** One request of one of two sessions; `isRepeated` sends the one before it again. */
const request = fc.record({
  session: fc.constantFrom('1', '2'),
  type: fc.constantFrom('INITIAL_REQUEST', 'UPDATE_REQUEST', 'UPDATE_REQUEST', 'TERMINATION_REQUEST'),
  number: fc.option(fc.nat(9), { nil: undefined, freq: 4 }),
  wanted: fc.option(fc.nat(900), { nil: undefined }),
  used: fc.array(fc.nat(700), { maxLength: 2 }),
  groups: fc.array(fc.nat(2), { maxLength: 2 }),
  pause: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(700_000)),
  isRepeated: fc.boolean(),
});

type AnyRequest = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

function valuesOf({ session, wanted, used, groups }: AnyRequest) {
  const units = {
    'Requested-Service-Unit': wanted === undefined ? undefined : { 'CC-Time': wanted },
    'Used-Service-Unit': used.map((seconds) => ({ 'CC-Time': seconds })),
  };
  const services = groups.map((group) => ({ 'Rating-Group': group, ...units }));
  const multiple = services.length === 0 ? units : { 'Multiple-Services-Credit-Control': services };
  return { 'Session-Id': session, ...multiple };
}

describe('an account, whatever is asked for', (test) => {
  test('has reserved what its sessions have, and nothing in the end; what is repeated changes nothing', async () => {
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 8, maxLength: 25 }), async (requests) => {
        const server = await charging(balance, [perMinute]);
        const numbers = new Map<string, number>();
        for (const one of requests) {
          server.now += one.pause;
          const number = one.number ?? (numbers.get(one.session) ?? -1) + 1;
          numbers.set(one.session, number);
          const answer = server.ask(one.type, number, valuesOf(one));
          const after = server.account;
          if (one.isRepeated) {
            server.now -= 1000; // in the same second: else another session may end meanwhile
            const again = server.ask(one.type, number, valuesOf(one));
            assert.is(again['Result-Code'], answer['Result-Code']);
            if (answer['Result-Code'] === 2001) assert.equal([again, server.account], [answer, after]);
          }
          seen.set(answer['Result-Code'], (seen.get(answer['Result-Code']) ?? 0) + 1);
          const sessions = ['1', '2'].map((id) => server.ledger.findSession(`#${id}`));
          const reserved = sessions.flatMap((session) => Object.values(session?.services ?? {}));
          assert.is(
            server.account.reserved,
            reserved.reduce((sum, usage) => sum + usage.reserved, 0),
          );
          assert.ok(server.account.reserved >= 0 && server.account.balance <= balance);
        }
        server.now += 700_000;
        server.ledger.expire(server.now);
        assert.is(server.account.reserved, 0);
      }),
      { numRuns: 400 },
    );
    for (const code of [2001, 4012, 5002, 5012]) assert.ok((seen.get(code) ?? 0) > 50, JSON.stringify([...seen]));
  });
});
