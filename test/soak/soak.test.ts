import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { Fleet } from './fleet.ts';

/** `USCTP_SEED=n` chooses another course of events; `USCTP_CLIENTS=n` another number of clients. */
const { USCTP_SEED = '1', USCTP_CLIENTS = '1000' } = process.env;
const seed = Number(USCTP_SEED);
const clientCount = Number(USCTP_CLIENTS);
const minute = 60_000;
const duration = 10 * minute;
/** A peer that crashed while all was quiet is given up after 15 HEARTBEATs, half a minute from one to the next. */
const patience = 10 * minute;

describe('soak', (test) => {
  test(`ten minutes of ${clientCount} associations on one server, with every fault, seed ${seed}`, () => {
    const start = process.cpuUsage();
    const fleet = new Fleet(seed, clientCount, duration);
    const { network, server, clients, problems } = fleet;
    network.advanceBy(duration);
    assert.ok(server.endpoint.associationCount > 0);
    const isAtRest = network.runUntilIdle(patience);
    printFigures(fleet, process.cpuUsage(start));
    assert.equal(problems, []);
    const { abandoned, reconfigurations } = fleet.counts;
    assert.ok(abandoned > clientCount, `${abandoned} messages abandoned`);
    assert.ok(reconfigurations > clientCount, `${reconfigurations} changes of streams`);
    assert.ok(isAtRest, 'something is left to happen');
    assert.is(server.endpoint.associationCount, 0);
    assert.is(server.endpoint.nextTimeout(), undefined);
    assert.ok(
      clients.every(({ isDone }) => isDone),
      'a session has not ended',
    );
  });
});

function printFigures({ network, server, counts, endings }: Fleet, { user, system }: NodeJS.CpuUsage): void {
  const cpu = Math.round((user + system) / 1e6);
  const minutes = Math.round(network.now / minute);
  console.log(`\n    ${minutes} min in ${cpu} s of CPU: ${counts.packets} packets, ${counts.messages} messages`);
  console.log(`    ${counts.abandoned} messages abandoned, ${counts.reconfigurations} changes of streams`);
  for (const [ending, count] of endings) console.log(`    ${count} sessions: ${ending}`);
  console.log(`    server: ${JSON.stringify(server.statistics())}`);
}
