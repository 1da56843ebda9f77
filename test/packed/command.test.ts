import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { eventsOf, Program } from '../sockets/cli/command.ts';
import { Project } from './project.ts';

describe('the packed command in an empty project', (test) => {
  let project: Project;

  test.before(() => {
    project = new Project();
    project.install(['usctp', '@usctp/cli'], '--omit=optional');
  });
  test.after(() => project.remove());

  test('is found by npx, and shows its help', () => {
    const help = project.succeed('npx', '--no', '--', 'usctp', '--help');
    for (const command of ['listen', 'connect', 'perf', 'probe', 'doctor']) assert.match(help, `\n  ${command} `);
  });

  test('listens, connects, and brings messages back', async () => {
    const bin = join(project.folder, 'node_modules/.bin/usctp');
    const transport = ['--transport', 'udp', '--udp-port', '0'];
    const child = spawn(bin, ['listen', '--port', '47118', '--address', '127.0.0.1', ...transport], { stdio: 'pipe' });
    const server = new Program(child, child.stdout, child.stderr);
    try {
      const [, udpPort = ''] = /UDP port (\d+)/.exec(await server.output.find(/^listening/)) ?? [];
      const peer = ['--port', '47118', '--address', '127.0.0.1', '--peer-udp-port', udpPort];
      const ping = ['--mode', 'ping', '--count', '3', '--json'];
      const output = project.succeed(bin, 'connect', ...peer, ...transport, ...ping);
      assert.is(eventsOf(output.split('\n'), 'reply').length, 3, output);
    } finally {
      server.kill('SIGTERM');
      assert.is(await server.exitCode(), 0);
    }
  });

  test('says in its doctor that the addon is missing, and its remedy installs it', () => {
    const doctor = () => project.run('npx', '--no', '--', 'usctp', 'doctor').stdout;
    const [, remedy] = /addon: .*is not installed.*\n.*remedy: .* && (npm install raw-socket)\n/.exec(doctor()) ?? [];
    assert.ok(remedy);
    project.succeed('sh', '-c', remedy);
    assert.match(doctor(), 'addon: the addon raw-socket loads');
  });
});
