/**
 * Plays every scenario, the client by one package and the server by another: `run-scenarios.ts sctp usctp udp`; with
 * `raw` those of servers, which need root. It is a process of its own, for what the npm package throws and leaves open.
 * Prints the outcomes by name, as JSON.
 */
import sctp from 'sctp';
import usctp from 'usctp/compat';
import { beginningsAndEnds } from './scenarios/ends.ts';
import { messages } from './scenarios/messages.ts';
import { packets } from './scenarios/packets.ts';
import { servers } from './scenarios/servers.ts';
import type { Outcome, Scenarios, Sctp, Stage } from './scenarios/stage.ts';
import { streams } from './scenarios/streams.ts';
import { surface } from './scenarios/surface.ts';

/** Longer than any scenario takes that ends, in ms. */
const deadline = 10_000;

const packages: Readonly<Record<string, Sctp>> = { sctp, usctp };
const [clientName = 'usctp', serverName = 'usctp', below] = process.argv.slice(2);
const [client, server] = [packages[clientName], packages[serverName]];
if (client === undefined || server === undefined)
  throw new TypeError('usage: run-scenarios.ts sctp|usctp sctp|usctp udp|raw');

const uncaught: string[] = [];
process.on('uncaughtException', (error) => {
  uncaught.push(error.message);
});
const stage: Stage = { client, server, uncaught };

const outcomes: Record<string, Outcome> = {};
const overUdp = { ...messages, ...streams, ...beginningsAndEnds };
if (below !== 'raw') {
  for (const [name, scenario] of Object.entries({ ...surface, ...packets })) outcomes[name] = await outcomeOf(scenario);
}
for (const one of new Set([client, server])) {
  one.defaults({ rto_initial: 100, rto_min: 100, rto_max: 200, max_init_retransmits: 5, sack_timeout: 20 });
}
const scenarios = Object.entries(below === 'raw' ? servers : overUdp);
await Promise.all(
  scenarios.map(async ([name, scenario]) => {
    outcomes[name] = await outcomeOf(scenario);
  }),
);
process.stdout.write(JSON.stringify(outcomes), () => process.exit());

function outcomeOf(scenario: Scenarios[string]): Promise<Outcome> {
  return Promise.race([scenario(stage).catch(describeError), stall()]);
}

function describeError(error: unknown): Outcome {
  return { error: error instanceof Error ? error.message : String(error) };
}

function stall(): Promise<Outcome> {
  return new Promise((resolve) => setTimeout(() => resolve('stalled'), deadline));
}
