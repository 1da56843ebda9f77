import { once } from 'node:events';
import { join } from 'node:path';
import { baseDictionary, connectSctp, createDiameterNode, creditControlVocables } from '@usctp/diameter';
import { udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { killAll } from '../../sockets/cli/command.ts';
import { Folders, request, runHere, ServerProcess } from './server.ts';

const subscriber = ['--subscriber', '491700000001'];

describe('usctp-diameter serve', (test) => {
  const folders = new Folders();

  test.after.each(() => {
    killAll();
    folders.remove();
  });

  test('answers requests, counts them, and ends gracefully on SIGTERM', async () => {
    const server = new ServerProcess(folders.make());
    const { exitCode, output, errors } = await request(server, ...subscriber, '--count', '30', '--concurrency', '4');
    assert.is(errors, '');
    assert.is(exitCode, 0);
    assert.match(output, /^30 requests in /);
    assert.match(output, /INITIAL_REQUEST +DIAMETER_SUCCESS +\d+\n/);
    assert.match(output, /latency: median [\d.]+ ms, p90 [\d.]+ ms, p99 [\d.]+ ms, max [\d.]+ ms\n$/);

    const { status, text } = await server.page('/metrics');
    assert.is(status, 200);
    assert.match(text, /usctp_diameter_requests_received_total 30\n/);
    const answers = /answers_total\{type="TERMINATION_REQUEST",result_code="DIAMETER_SUCCESS"\} (\d+)/.exec(text);
    assert.ok(Number(answers?.[1]) >= 8, text);
    assert.equal(await server.page('/readyz'), { status: 200, text: 'ready\n' });
    assert.equal(await server.page('/healthz?x'), { status: 200, text: 'alive\n' });
    assert.is((await server.page('/')).status, 404);

    assert.is(await server.end(), 0);
    const messages = server.program.output.all.map((line) => JSON.parse(line).msg);
    assert.equal(messages, ['listening', 'peer is open', 'peer is closed', 'draining', 'ended']);
  });

  test('sends DPR to its peers when it ends, and no request is left without a word', async () => {
    const server = new ServerProcess(folders.make());
    await server.listening();
    const load = request(server, ...subscriber, '--count', '1000000', '--concurrency', '8', '--json');
    await server.program.output.find(/"msg":"peer is open"/);
    assert.is(await server.end(), 0);
    const { output, errors, exitCode } = await load;
    assert.equal([errors, exitCode], ['server.example.com has gone\n', 1]);
    const { results } = JSON.parse(output);
    const codes = new Set(Object.values(results).flatMap((ofType) => Object.keys(ofType as object)));
    for (const code of codes) assert.match(code, /^(DIAMETER_SUCCESS|ERR_DIAMETER_UNDELIVERABLE)$/);
  });

  test('has its sessions again after it was killed, if it has a store, and tells its peers so', async () => {
    const folder = folders.make();
    const store = `store: ${join(folder, 'store')}\n`;
    const first = new ServerProcess(folder, store);
    const stateBefore = await originStateId(first);
    const session = ['--session', 'client.example.com;1;1'];
    assert.is((await request(first, ...subscriber, ...session, '--count', '1')).exitCode, 0);
    first.program.kill('SIGKILL');
    await first.program.exitCode();

    const second = new ServerProcess(folder, store);
    assert.is(await originStateId(second), stateBefore);
    assert.match((await second.page('/metrics')).text, /credit_control_sessions 1\n/);
    assert.is((await request(second, ...subscriber, ...session, '--updates', '0', '--count', '2')).exitCode, 0);
    assert.match((await second.page('/metrics')).text, /credit_control_sessions 0\n/);
    assert.is(await second.end(), 0);
  });

  test('says what is wrong with its file, or that there is none', async () => {
    const none = await runHere('serve', '-c', '/nowhere.yaml');
    assert.is(none.exitCode, 1);
    assert.match(none.errors, /^\/nowhere\.yaml cannot be read: .*ENOENT/);
    const server = new ServerProcess(folders.make(), 'drain: soon\n');
    assert.is(await server.program.exitCode(), 1);
    assert.match(server.program.errors.all.join('\n'), /server\.yaml:8:1: drain is "soon": expected a time/);
  });
});

/** What the server says in CEA of its state (RFC 6733 §8.16). */
async function originStateId(server: ServerProcess): Promise<number | undefined> {
  const { udpPort } = await server.listening();
  const transport = udp({ localPort: 0, peerPort: udpPort });
  const connect = connectSctp({ addresses: ['127.0.0.1'], localAddresses: ['127.0.0.1'], transport });
  const node = createDiameterNode({
    ...{ identity: 'observer.example.com', realm: 'example.com' },
    dictionary: baseDictionary.extend(creditControlVocables),
    peers: [{ identity: 'server.example.com', connect }],
  });
  const [[, { capabilities }]] = await Promise.all([once(node, 'open'), node.start()]);
  await node.close();
  return capabilities['Origin-State-Id'];
}
