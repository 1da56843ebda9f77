/**
 * Plays every scenario for each pair of packages, the first of which is the client's: `run-scenarios.ts udp sctp:usctp
 * usctp:usctp`; with `raw` those of servers, which need root. It is a process of its own, for what the npm package throws
 * and leaves open. Prints the outcomes of each pair by name, as JSON.
 */
import sctp from 'sctp';
import usctp from 'usctp/compat';
import { beginningsAndEnds } from './scenarios/ends.ts';
import { messages } from './scenarios/messages.ts';
import { packets } from './scenarios/packets.ts';
import { servers } from './scenarios/servers.ts';
import { type Outcome, patience, type Scenarios, type Sctp, type Stage } from './scenarios/stage.ts';
import { streams } from './scenarios/streams.ts';
import { surface } from './scenarios/surface.ts';

/** Longer than any scenario takes that ends, in ms. */
const deadline = 5000;

const packages: Readonly<Record<string, Sctp>> = { sctp, usctp };
const [below, ...pairs] = process.argv.slice(2);

const uncaught: string[] = [];
process.on('uncaughtException', (error) => {
  uncaught.push(error.message);
});
const stages = pairs.map((pair): Stage => {
  const [client, server] = pair.split(':').map((name) => packages[name]);
  if (client === undefined || server === undefined) throw new TypeError('usage: run-scenarios.ts udp|raw sctp:usctp …');
  return { client, server, uncaught };
});

const outcomes = stages.map((): Record<string, Outcome> => ({}));
if (below !== 'raw') {
  for (const [name, scenario] of Object.entries({ ...surface, ...packets })) await play(name, scenario);
}
for (const one of Object.values(packages)) {
  one.defaults({ rto_initial: 100, rto_min: 100, rto_max: 200, max_init_retransmits: 5, sack_timeout: 20 });
}
const scenarios = Object.entries(below === 'raw' ? servers : { ...messages, ...streams, ...beginningsAndEnds });
await Promise.all(scenarios.map(([name, scenario]) => play(name, scenario)));
process.stdout.write(JSON.stringify(outcomes), () => process.exit());

/** Plays a scenario for all pairs at once. */
async function play(name: string, scenario: Scenarios[string]): Promise<void> {
  const ends = stages.map(async (stage, index) => {
    const stalled = patience(deadline).then(() => 'stalled');
    const outcome = await Promise.race([scenario(stage).catch(describeError), stalled]);
    Object.assign(outcomes[index] ?? {}, { [name]: outcome });
  });
  await Promise.all(ends);
}

function describeError(error: unknown): Outcome {
  return { error: error instanceof Error ? error.message : String(error) };
}
