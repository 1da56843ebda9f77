import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import type { Outcome } from './scenarios/stage.ts';

const run = promisify(execFile);
const guide = new URL('../../lib/guides/migrating.md', import.meta.url);
const program = fileURLToPath(new URL('run-scenarios.ts', import.meta.url));

/** What ours does where the npm package does something else. */
const ours: Readonly<Record<string, Outcome>> = {
  'OS is what was negotiated': [3, 5],
  'createStream refuses a stream that the peer does not take': [2, true, true],
  'createStream without id means stream 0': [0, true],
  'eight streams can be written to at once': [20, 20, 20, 20, 20, 20, 20, 20],
  'a socket that is unordered sends unordered messages': [4],
  'what is written before the connection is up is sent when it is': ['early'],
  'a message of 500,000 bytes arrives whole': true,
  'nothing is sent for an empty message': ['after it'],
  'messages that nobody read at once keep their boundaries': ['one', 'two', 'three'],
  'a connection that fails is an error': ['error ETIMEDOUT', 'close'],
  'a connection that is refused is an error': ['error ECONNREFUSED', 'close'],
  'a port that is none is refused at once': 'RangeError',
  'a peer that aborts is an error for who listens': ['end', 'error ECONNRESET', 'close'],
  'a socket that has ended is closed': [true, true],
  'a socket tells its ports and addresses': [
    { port: 5001, address: '127.0.0.1', family: 'IPv4' },
    5000,
    'IPv4',
    '127.0.0.1',
    { port: 5000, address: '127.0.0.1', family: 'IPv4' },
    5001,
  ],
};

/** The outcomes of all scenarios by name, with the client and the server of a package each. */
async function play(client: 'sctp' | 'usctp', server: 'sctp' | 'usctp'): Promise<Record<string, Outcome>> {
  const options = ['--conditions=usctp-source', '--import', 'tsx', program, client, server];
  const { stdout } = await run(process.execPath, options, { timeout: 60_000 });
  return JSON.parse(stdout) as Record<string, Outcome>; // printed by the program
}

/** The names in the table of the guide. */
async function listedDifferences(): Promise<string[]> {
  const [, table = ''] = /^\| scenario .*?\n((?:\|.*\n)+)/m.exec(await readFile(guide, 'utf8')) ?? [];
  const names = table.split('\n').map((row) => row.split('|')[1]?.trim() ?? '');
  return names.filter((name) => name !== '' && !/^-+$/.test(name));
}

describe('usctp/compat and npm sctp, by the same script', (test) => {
  let theirs: Record<string, Outcome>;
  let outcomes: Record<string, Outcome>;
  let mixed: Record<string, Outcome>[];

  test.before(async () => {
    [theirs, outcomes, ...mixed] = await Promise.all([
      play('sctp', 'sctp'),
      play('usctp', 'usctp'),
      play('usctp', 'sctp'),
      play('sctp', 'usctp'),
    ]);
  });

  test('do the same, but where the guide lists a difference', async () => {
    const differing = Object.keys(outcomes).filter(
      (name) => JSON.stringify(outcomes[name]) !== JSON.stringify(theirs[name]),
    );
    assert.equal(differing.sort(), (await listedDifferences()).sort());
  });

  test('do what is promised where they differ', () => {
    for (const [name, expected] of Object.entries(ours)) assert.equal(outcomes[name], expected, name);
    assert.equal(
      Object.values(outcomes).filter((outcome) => outcome === 'stalled'),
      [],
    );
  });

  test('do it with each other as well', () => {
    for (const name of Object.keys(outcomes).filter((name) => !(name in ours))) {
      for (const outcome of mixed) assert.equal(outcome[name], outcomes[name], name);
    }
  });
});
