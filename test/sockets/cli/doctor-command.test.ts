import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hasRoot } from '../../helpers/root.ts';
import { eventsOf, killAll, runHere } from './command.ts';

const top = fileURLToPath(new URL('../../../', import.meta.url));
const doctor = ['--conditions=usctp-source', '--import', 'tsx', 'packages/cli/src/main.ts', 'doctor', '--json'];

interface Diagnosis {
  readonly exitCode: number | null;
  /** Severities by check; the last of each. */
  readonly severities: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

function read(exitCode: number | null, output: string): Diagnosis {
  const lines = output.trim().split('\n');
  const findings = eventsOf(lines, 'finding');
  return { exitCode, lines, severities: Object.fromEntries(findings.map(({ check, severity }) => [check, severity])) };
}

describe('usctp doctor, the command', (test) => {
  test.after(killAll);

  test('tells findings and counts them, and its exit code says whether one is a problem', async () => {
    const { exitCode, output } = await runHere('doctor --json --set advertise=all');
    const { lines, severities } = read(exitCode, output);
    assert.is(severities.node, 'ok');
    const findings = eventsOf(lines, 'finding');
    const [diagnosis] = eventsOf(lines, 'diagnosis');
    const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
    for (const severity of ['ok', 'warning', 'problem', 'unknown']) assert.is(diagnosis?.[severity], count(severity));
    assert.is(exitCode, count('problem') === 0 ? 0 : 1);
    assert.ok(findings.every(({ severity, remedy }) => (severity === 'ok') === (remedy === undefined)));
  });

  test('tells in text who has the UDP port', async () => {
    const socket = createSocket({ type: 'udp6', ipv6Only: false }).bind(0);
    await once(socket, 'listening');
    const { port } = socket.address();
    const { exitCode, output } = await runHere(`doctor --transport udp --udp-port ${port}`);
    socket.close();
    assert.is(exitCode, 1);
    assert.match(output, new RegExp(`problem  udp-port: UDP port ${port} is taken by .*process ${process.pid} \\(`));
    assert.match(output, new RegExp(`remedy: --udp-port ${port === 65535 ? 9899 : port + 1}, or end that process`));
    assert.match(output, /\d+ ok, \d+ warning, \d+ problem, \d+ unknown\n$/);
  });

  test('takes no option of the library that there is not', async () => {
    assert.is((await runHere('doctor --set rtoMin=0')).exitCode, 2);
  });
});

describe('usctp doctor in a network namespace', (test) => {
  if (!hasRoot('tests of usctp doctor in a network namespace')) return;

  const diagnoseIn = (...command: readonly string[]): Diagnosis => {
    const [file = '', ...args] = [...command, process.execPath, ...doctor];
    const { status, stdout } = spawnSync(file, args, { cwd: top, encoding: 'utf8', timeout: 30_000 });
    return read(status, stdout);
  };

  test('misses CAP_NET_RAW by what is effective, though the user is root', () => {
    const drop = ['setpriv', '--bounding-set=-net_raw', '--inh-caps=-net_raw'];
    const { exitCode, severities, lines } = diagnoseIn('unshare', '--net', ...drop);
    assert.equal([exitCode, severities.addon, severities.capability], [1, 'ok', 'problem']);
    assert.match(lines.find((line) => line.includes('"capability"')) ?? '', /ruled it out .*--cap-add NET_RAW/);
    assert.is(severities.addresses, 'warning', 'there is nothing but loopback');
  });

  test('tells a raw socket of another process in the namespace, by its id', async () => {
    const script = `
      import { raw } from 'usctp';
      await raw().open({ port: 47001, localAddresses: [], receiver: { receive() {}, fail() {} } });
      const { spawnSync } = await import('node:child_process');
      const { stdout } = spawnSync(process.execPath, ${JSON.stringify(doctor)}, { cwd: '../', encoding: 'utf8' });
      console.log(JSON.stringify({ pid: process.pid, stdout }));
      process.exit();`;
    const node = ['--conditions=usctp-source', '--import', 'tsx', '--input-type=module', '-e', script];
    const [file, ...args] = ['unshare', '--net', process.execPath, ...node] as const;
    const output = execFileSync(file, args, { cwd: `${top}/test`, encoding: 'utf8', timeout: 40_000 });
    const { pid, stdout } = JSON.parse(output) as { readonly pid: number; readonly stdout: string };
    const [finding] = eventsOf(stdout.trim().split('\n'), 'finding').filter(({ check }) => check === 'raw-sockets');
    assert.is(finding?.severity, 'warning');
    assert.match(String(finding?.text), `process ${pid} (`);
  });
});
