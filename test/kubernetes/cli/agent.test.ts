import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hostWithModule, onHost } from '../host/host.ts';
import { command, withCluster } from './command.ts';

const listening = ['--port', '0', '--address', '127.0.0.1'];

describe('usctp-k8s agent', (test) => {
  test('reports until it is ended, and logs lines of JSON', () =>
    onHost(hostWithModule, (_, folder) =>
      withCluster(async (_, cluster, api) => {
        const controller = new AbortController();
        const onOutput = (text: string) => {
          if (text.includes('"message":"reported"')) controller.abort();
        };
        const args = ['agent', '--node-name', 'a', '--host-root', folder, '--server', api.url, ...listening];
        const options = ['--key-prefix', 'x.test', '--heartbeat', '30s'];
        const { signal } = controller;
        const { code, output, errors } = await command([...args, ...options], { signal, onOutput });
        assert.equal([code, errors], [0, '']);
        assert.is(cluster.node('a').metadata.labels?.['x.test/kernel-sctp'], 'absent');
        const lines = output.trimEnd().split('\n');
        const entries = lines.map((line) => JSON.parse(line));
        assert.equal(
          entries.map(({ message }) => message),
          ['agent started', entries[1].message, 'reported', 'agent ended'],
        );
        for (const { time, level } of entries) assert.equal([Number.isNaN(Date.parse(time)), level], [false, 'info']);
        assert.match(entries[1].message, /^sctp is not loaded, but/);
        assert.equal([entries[0].node, entries[1].kernelSctp, entries[2].kernelSctp], ['a', 'absent', 'absent']);
      }),
    ));

  test('says so when its port is taken', () =>
    onHost(hostWithModule, async (_, folder) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo; // of a TCP server
      const args = ['agent', '--node-name', 'a', '--host-root', folder, '--server', 'http://127.0.0.1:1'];
      const { code, errors } = await command([...args, '--port', String(port), '--address', '127.0.0.1']);
      assert.is(code, 1);
      assert.match(errors, `error: port ${port} cannot be served: listen EADDRINUSE`);
      server.close();
    }));

  test('has usage', () =>
    onHost(hostWithModule, async (_, folder) => {
      const node = ['--node-name', 'a', '--server', 'http://127.0.0.1:1'];
      for (const [args, message] of [
        [[], 'give --node-name or $NODE_NAME'],
        [[...node, '--host-root', `${folder}/none`], 'is no root of a host'],
        [[...node, '--host-root', folder, '--heartbeat', '5m'], 'a heartbeat of 300000 ms is not within'],
        [[...node, '--port', '65536'], 'It takes 0 to 65535'],
        [[...node, '--port', 'x'], 'It takes 0 to 65535'],
      ] as const) {
        const { code, errors } = await command(['agent', ...args]);
        assert.is(code, 2, errors);
        assert.match(errors, message);
      }
    }));
});
