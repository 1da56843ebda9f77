import * as assert from 'uvu/assert';
import { formatMilliseconds, summarizeLatencies } from '../../../packages/diameter/src/cli/latencies.ts';
import { describe } from '../../helpers/describe.ts';
import { killAll } from '../../sockets/cli/command.ts';
import { Folders, request, runHere, ServerProcess } from './server.ts';

describe('usctp-diameter request', (test) => {
  const folders = new Folders();

  test.after.each(() => {
    killAll();
    folders.remove();
  });

  test('fails for other codes than success, and says which', async () => {
    const server = new ServerProcess(folders.make());
    const { exitCode, output } = await request(server, '--subscriber', '999', '--json', '--count', '2');
    assert.is(exitCode, 1);
    const { requests, failures, results } = JSON.parse(output);
    assert.equal([requests, failures], [2, 2]);
    assert.equal(results, { INITIAL_REQUEST: { DIAMETER_USER_UNKNOWN: 2 } });
    const octets = await request(server, '--subscriber', '491700000001', '--units', 'CC-Total-Octets=5');
    assert.match(octets.output, /INITIAL_REQUEST +DIAMETER_RATING_FAILED +3\n/);
    assert.is(await server.end(), 0);
  });

  test('says when there is no server', async () => {
    const { exitCode, errors } = await runHere(
      ...['request', '--peer', 'server.example.com', '--address', '127.0.0.1', '--local-address', '127.0.0.1'],
      ...['--transport', 'udp', '--peer-udp-port', '9', '--subscriber', '1', '--timeout', '300'],
    );
    assert.is(exitCode, 1);
    assert.match(errors, /^server\.example\.com is not reached within 300 ms/);
  });

  test('says what is wrong with its arguments', async () => {
    const where = ['request', '--peer', 'p.example', '--address', '127.0.0.1', '--subscriber', '1'];
    for (const [args, text] of [
      [['request'], "required option '--peer <identity>' not specified"],
      [[...where, '--srv', '_diameter._sctp.example'], "one of '--address <address>' and '--srv <name>' is wanted"],
      [['request', '--peer', 'p.example', '--subscriber', '1'], "one of '--address <address>' and '--srv <name>'"],
      [[...where, '--count', '0'], 'It is a whole number from 1 to 10000000.'],
      [[...where, '--units', 'CC-Money=1'], 'It is one of CC-Time, CC-Total-Octets, CC-Service-Specific-Units'],
      [[...where, '--units', 'CC-Time=4294967296'], 'CC-Time is 4294967295 at most.'],
      [[...where, '--transport', 'tcp'], 'Allowed choices are raw, udp.'],
      [['dance'], "unknown command 'dance'"],
    ] as const) {
      const { exitCode, errors } = await runHere(...args);
      assert.is(exitCode, 2, errors);
      assert.match(errors, text);
    }
    assert.match((await runHere('--version')).output, /^\d+\.\d+\.\d+\n$/);
  });
});

describe('latencies', (test) => {
  test('are told by the share of all that they do not exceed', () => {
    const times = Array.from({ length: 1000 }, (_, index) => 1000 - index);
    assert.equal(summarizeLatencies(times), { median: 500, p90: 900, p99: 990, max: 1000 });
    assert.equal(summarizeLatencies([7]), { median: 7, p90: 7, p99: 7, max: 7 });
    assert.is(summarizeLatencies([]), undefined);
  });

  test('have three figures', () => {
    assert.equal([0.1234, 1.234, 12.34, 123.4].map(formatMilliseconds), ['0.123 ms', '1.23 ms', '12.3 ms', '123 ms']);
  });
});
