import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { networkPolicyManifest } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hasRoot } from '../../helpers/root.ts';
import { Command } from '../command.ts';
import { NodeNetwork, type Place, podIps } from './bed/node-network.ts';
import { rulesOfPolicy } from './bed/policy-rules.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const port = 9376;
const deadline = 20_000;
const ip = podIps['pod-1'];

if (hasRoot('the tests of NetworkPolicies, in network namespaces')) {
  describe('a generated NetworkPolicy, as rules that a network plugin would make of it', (test) => {
    const network = new NodeNetwork();
    const commands: Command[] = [];
    const hadSctp = existsSync('/proc/net/sctp');

    const run = (place: Place, program: string, ...args: readonly string[]): Command => {
      const file = `test/interop/programs/${program}.ts`;
      const node = [process.execPath, '--conditions=usctp-source', '--import', 'tsx', file];
      const [first = '', ...others] = network.command(place, ...node, ...args);
      const command = new Command(first, others, repository);
      commands.push(command);
      return command;
    };

    /** What comes of asking pod-1 from there: `echo`, or why none came. */
    const ask = async (place: Place, protocol: 'tcp' | 'udp'): Promise<unknown> => {
      const asking = run(place, 'plain-echo', 'ask', protocol, ip, String(port));
      return (await asking.waitFor('asked', deadline)).result;
    };

    const call = async (place: Place): Promise<unknown> => {
      const caller = run(place, 'pod', 'call');
      caller.say(JSON.stringify({ call: { addresses: [ip], port }, ask: 1 }));
      const { by, code } = await Promise.race([
        caller.waitFor('answered', deadline),
        caller.waitFor('failed', deadline),
      ]);
      await caller.stop();
      return code ?? by;
    };

    test.before(async () => {
      network.up();
      const servers = [
        run('pod-1', 'pod', 'serve', 'a', String(port)),
        run('pod-1', 'plain-echo', 'serve', String(port)),
      ];
      await Promise.all(servers.map((server) => server.waitFor('listening', deadline)));
    });
    test.after(async () => {
      await Promise.all(commands.map((command) => command.stop()));
      await network.down();
    });

    test('is needed: without one all protocols come in', async () => {
      const results = await Promise.all([call('pod-2'), ask('pod-2', 'tcp'), ask('pod-2', 'udp')]);
      assert.equal(results, [{ a: 1 }, 'echo', 'echo']);
    });

    test('lets SCTP in from whom it names, and neither TCP nor UDP to the same port', async () => {
      const from = [{ cidr: `${podIps['pod-2']}/32` }];
      const policy = networkPolicyManifest({ name: 'hss', ports: [{ name: 'diameter', port }], from });
      for (const rule of rulesOfPolicy(policy, ip)) network.run('node', ...rule);
      const results = await Promise.all([call('pod-2'), ask('pod-2', 'tcp'), ask('pod-2', 'udp')]);
      assert.equal(results, [{ a: 1 }, 'ECONNREFUSED', 'ECONNREFUSED']);
    });

    test('keeps SCTP of others out, who learn so at once', async () => {
      assert.is(await call('pod-3'), 'ERR_SCTP_CONNECT_FAILED');
    });

    test('has the kernel load no SCTP', () => {
      assert.is(existsSync('/proc/net/sctp'), hadSctp);
    });
  });
}
