import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { differencesOf, listedDifferences, type Outcomes, play } from './play.ts';

/** What ours does where the npm package does something else. */
const ours: Outcomes = {
  'OS is what was negotiated': [3, 5],
  'createStream refuses a stream that the peer does not take': [2, true, true],
  'createStream without id means stream 0': [0, true],
  'eight streams can be written to at once': [20, 20, 20, 20, 20, 20, 20, 20],
  'a socket that is unordered sends unordered messages': [4],
  'what is written before the connection is up is sent when it is': ['early'],
  'a message of 500,000 bytes arrives whole': true,
  'nothing is sent for an empty message': ['after it'],
  'messages that nobody read at once keep their boundaries': ['one', 'two', 'three'],
  'a connection that fails is an error': ['end', 'error ETIMEDOUT', 'close'],
  'a connection that is refused is an error': ['end', 'error ECONNREFUSED', 'close'],
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

describe('usctp/compat and npm sctp, by the same script', (test) => {
  let theirs: Outcomes;
  let outcomes: Outcomes;
  let mixed: Outcomes[];

  test.before(async () => {
    [theirs = {}, outcomes = {}, ...mixed] = await play([
      ['sctp', 'sctp'],
      ['usctp', 'usctp'],
      ['usctp', 'sctp'],
      ['sctp', 'usctp'],
    ]);
  });

  test('do the same, but where the guide lists a difference', async () => {
    assert.equal(differencesOf(outcomes, theirs).sort(), (await listedDifferences('scenario')).sort());
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
