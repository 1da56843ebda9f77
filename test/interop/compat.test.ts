import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as assert from 'uvu/assert';
import { differencesOf, listedDifferences, type Outcomes, play } from '../compat/play.ts';
import { describe } from '../helpers/describe.ts';
import { hasRoot } from '../helpers/root.ts';

const library = createRequire(new URL('../../lib/package.json', import.meta.url));

/** In a network that has nothing but loopback; the package finds the addon where its users install it, beside it. */
const raw = {
  isolate: ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'],
  env: { NODE_PATH: dirname(dirname(library.resolve('raw-socket'))) },
};

/** What ours does where the npm package does something else. */
const ours: Outcomes = {
  'a server that is closed takes no more connections': [],
  'a port is free once its server is closed': ['listening'],
  'the listener of listen may come behind the port': 'listening',
};

describe('servers of usctp/compat and npm sctp, by the same script over raw IP', (test) => {
  if (!hasRoot('servers of npm sctp')) return;
  let theirs: Outcomes;
  let outcomes: Outcomes;
  let mixed: Outcomes[];

  test.before(async () => {
    // On raw IP each would answer for the other's ports.
    [theirs = {}] = await play([['sctp', 'sctp']], raw);
    [outcomes = {}] = await play([['usctp', 'usctp']], raw);
    mixed = [...(await play([['usctp', 'sctp']], raw)), ...(await play([['sctp', 'usctp']], raw))];
  });

  test('do the same, but where the guide lists a difference', async () => {
    assert.equal(differencesOf(outcomes, theirs).sort(), (await listedDifferences('server')).sort());
  });

  test('do what is promised where they differ', () => {
    for (const [name, expected] of Object.entries(ours)) assert.equal(outcomes[name], expected, name);
  });

  test('do it with each other as well', () => {
    for (const name of Object.keys(outcomes).filter((name) => !(name in ours))) {
      for (const outcome of mixed) assert.equal(outcome[name], outcomes[name], name);
    }
  });
});
