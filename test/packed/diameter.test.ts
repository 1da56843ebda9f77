import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { Program } from '../sockets/cli/command.ts';
import { Project } from './project.ts';
import { runReadmePrograms } from './readme-programs.ts';

const configuration = `identity: server.example.com
realm: example.com
listen: { addresses: [127.0.0.1], transport: udp, udpPort: 0 }
currency: { code: 978, exponent: -2 }
tariffs: [{ unit: CC-Time, price: 10, per: 60, grant: 600 }]
accounts: [{ id: "491700000001", balance: 1000 }]
store: credit
`;

describe('the packed Diameter package in an empty project', (test) => {
  let project: Project;

  test.before(() => {
    project = new Project();
    // What has binaries brings them; nothing is compiled.
    project.install(['usctp', '@usctp/kubernetes', '@usctp/diameter'], '--omit=optional', '--ignore-scripts');
    project.addTypeScript();
  });
  test.after(() => project.remove());

  test('runs the programs of its README, as strict TypeScript', () => {
    runReadmePrograms(project, 'packages/diameter/README.md');
  });

  test('serves and charges by its command, with a store', async () => {
    project.write('server.yaml', configuration);
    const bin = join(project.folder, 'node_modules/.bin/usctp-diameter');
    const child = spawn(bin, ['serve', '-c', 'server.yaml'], { cwd: project.folder, stdio: 'pipe' });
    const server = new Program(child, child.stdout, child.stderr);
    try {
      const { udpPort } = JSON.parse(await server.output.find(/"msg":"listening"/));
      const peer = ['--peer', 'server.example.com', '--address', '127.0.0.1', '--peer-udp-port', String(udpPort)];
      const output = project.succeed(bin, 'request', ...peer, '--transport', 'udp', '--subscriber', '491700000001');
      assert.match(output, /TERMINATION_REQUEST +DIAMETER_SUCCESS +1\n/);
    } finally {
      server.kill('SIGTERM');
      assert.is(await server.exitCode(), 0, server.errors.all.join('\n'));
    }
  });
});
