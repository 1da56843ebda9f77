import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ApiClient, findConnection, srvNameOf } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hasRoot } from '../../helpers/root.ts';
import { Command, type Line } from '../command.ts';
import { startDns } from './bed/dns.ts';
import { kubeProxyOf, startKubeProxy } from './bed/kube-proxy.ts';
import { externalIp, gateway, NodeNetwork, nodeIp, outsideIp, type Place, podIps } from './bed/node-network.ts';
import { Services } from './bed/services.ts';
import { clusterOpener } from './control-plane.ts';

const program = fileURLToPath(new URL('../programs/pod.ts', import.meta.url));
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const deadline = 20_000;
const ports = { service: 3868, target: 9376, nodePort: 31_868, hostPort: 4868 } as const;

/** The bed of the tests: what has been started, and how to end it. */
class Bed {
  readonly network = new NodeNetwork();
  readonly #commands: Command[] = [];
  readonly #ends: (() => Promise<void>)[] = [];
  #services: Services | undefined;

  get services(): Services {
    if (this.#services === undefined) throw new Error('the bed is not up');
    return this.#services;
  }

  async up(open: NonNullable<ReturnType<typeof clusterOpener>>, proxy: string): Promise<void> {
    const cluster = await open();
    this.#ends.push(() => cluster.close());
    this.network.up();
    this.#ends.push(() => this.network.down());
    const client = new ApiClient(await findConnection({ kubeconfig: cluster.kubeconfig }));
    this.#ends.push(async () => client.close());
    this.#services = new Services(client);
    await this.#services.addNode('node-1', nodeIp);
    this.#ends.push(await startKubeProxy(proxy, this.network, cluster.kubeconfig));
  }

  async down(): Promise<void> {
    await Promise.all(this.#commands.map((command) => command.stop()));
    for (const end of this.#ends.reverse()) await end();
  }

  program(place: Place, ...args: readonly string[]): Command {
    const node = [process.execPath, '--conditions=usctp-source', '--import', 'tsx', program];
    const [file = '', ...others] = this.network.command(place, ...node, ...args);
    const command = new Command(file, others, repository);
    this.#commands.push(command);
    return command;
  }

  async serve(place: Place, name: string, port: number = ports.target): Promise<Command> {
    const server = this.program(place, 'serve', name, String(port));
    await server.waitFor('listening', deadline);
    return server;
  }

  /** Who answers a call from there. */
  async call(place: Place, options: object): Promise<Line> {
    const caller = this.program(place, 'call');
    caller.say(JSON.stringify({ call: options, ask: 3 }));
    const outcome = await Promise.race([caller.waitFor('answered', deadline), caller.waitFor('failed', deadline)]);
    await caller.stop();
    return outcome;
  }

  /** Waits until kube-proxy has acted on what was said to the API server. */
  async untilRules(word: string): Promise<void> {
    const end = performance.now() + deadline;
    while (!this.network.hasRules(word)) {
      if (performance.now() > end) throw new Error(`no rule with ${word}`);
      await pause(50);
    }
  }
}

const isReady = hasRoot('the tests behind kube-proxy');
const open = isReady ? clusterOpener() : undefined;
const proxy = isReady ? kubeProxyOf(process.env.KUBEBUILDER_ASSETS) : undefined;
if (open !== undefined && proxy !== undefined && process.env.USCTP_TEST_KUBECONFIG === undefined) {
  describe('userspace SCTP behind the real kube-proxy', (test) => {
    const bed = new Bed();
    const hadSctp = existsSync('/proc/net/sctp');
    const at = (ip: string, port: number) => ({ addresses: [ip], port });

    test.before(async () => {
      await bed.up(open, proxy).catch(async (error) => {
        console.error(error); // uvu shows no errors of hooks
        await bed.down();
        throw error;
      });
      await bed.serve('pod-1', 'a');
      await bed.services.add('server', {
        ...{ port: ports.service, clusterIP: '10.96.0.20', nodePort: ports.nodePort, externalIPs: [externalIp] },
      });
      await bed.services.lead('server', ports.target, podIps['pod-1']);
      await bed.untilRules(`--to-destination ${podIps['pod-1']}:${ports.target}`);
    });
    test.after(() => bed.down());

    for (const [what, place, ip, port] of [
      ['from pod to pod', 'pod-2', podIps['pod-1'], ports.target],
      ['through a cluster IP', 'pod-2', '10.96.0.20', ports.service],
      ['through a NodePort, from outside', 'outside', nodeIp, ports.nodePort],
      ['through an external IP, from outside', 'outside', externalIp, ports.service],
    ] as const) {
      test(`an association goes ${what}`, async () => {
        const { by, right } = await bed.call(place, at(ip, port));
        assert.equal([by, right], [{ a: 3 }, true]);
      });
    }

    test('an association goes through a Service without selector, to a host outside', async () => {
      await bed.serve('outside', 'elsewhere');
      await bed.services.add('legacy', { port: ports.service, clusterIP: '10.96.0.21' });
      await bed.services.lead('legacy', ports.target, outsideIp);
      await bed.untilRules(`--to-destination ${outsideIp}:${ports.target}`);
      const rule = ['-s', '10.244.0.0/16', '-o', 'outside0', '-j', 'MASQUERADE'];
      bed.network.run('node', 'iptables', '-t', 'nat', '-A', 'POSTROUTING', ...rule);
      assert.equal((await bed.call('pod-2', at('10.96.0.21', ports.service))).by, { elsewhere: 3 });
    });

    test('an association goes to a hostPort, by a rule as the plugin portmap writes it', async () => {
      const rule = ['-p', 'sctp', '-d', nodeIp, '--dport', String(ports.hostPort), '-j', 'DNAT'];
      const target = ['--to-destination', `${podIps['pod-1']}:${ports.target}`];
      bed.network.run('node', 'iptables', '-t', 'nat', '-A', 'PREROUTING', ...rule, ...target);
      assert.equal((await bed.call('outside', at(nodeIp, ports.hostPort))).by, { a: 3 });
    });

    test('a call to a Service without endpoints fails at once, with the reason', async () => {
      await bed.services.add('empty', { port: ports.service, clusterIP: '10.96.0.22' });
      await bed.untilRules('10.96.0.22');
      const { code, message, took } = await bed.call('pod-2', at('10.96.0.22', ports.service));
      assert.is(code, 'ERR_SCTP_CONNECT_FAILED');
      assert.match(String(message), 'port unreachable');
      assert.ok(Number(took) < 250, `${took} ms`);
    });

    test('a headless Service is found by SRV records, each pod as a target', async () => {
      await bed.serve('pod-3', 'c');
      await bed.services.add('peers', { port: ports.target, clusterIP: 'None' });
      await bed.services.lead('peers', ports.target, podIps['pod-4'], podIps['pod-3']);
      await startDns(bed.network, await bed.services.records('peers'));
      const call = { srv: srvNameOf('sctp', 'peers'), servers: [gateway] };
      const answers = [await bed.call('pod-2', call), await bed.call('pod-2', call), await bed.call('pod-2', call)];
      // Nobody is in pod-4: who is led there first goes on to the other.
      for (const { by } of answers) assert.equal(by, { c: 3 });
    });

    test('a replica that drains on SIGTERM hands its callers over: no message is lost, none comes twice', async () => {
      const [first, second] = [await bed.serve('pod-2', 'first'), await bed.serve('pod-3', 'second', 9377)];
      await bed.services.add('replicas', { port: ports.service, clusterIP: '10.96.0.23' });
      await bed.services.lead('replicas', ports.target, podIps['pod-2']);
      await bed.untilRules(`--to-destination ${podIps['pod-2']}:${ports.target}`);
      const callers = (['pod-1', 'pod-4'] as const).map((place) => bed.program(place, 'call'));
      const each = <T>(act: (caller: Command) => Promise<T>) => Promise.all(callers.map(act));
      const isFirst = ({ who }: Line) => who === 'first';
      for (const caller of callers) caller.say(JSON.stringify({ call: at('10.96.0.23', ports.service), ask: 1e6 }));
      await each((caller) => caller.waitFor('going', deadline, isFirst));
      await bed.services.lead('replicas', 9377, podIps['pod-3']);
      await bed.untilRules(`--to-destination ${podIps['pod-3']}:9377`);
      await first.stop();
      await each((caller) => caller.waitFor('going', deadline, (line) => !isFirst(line)));
      for (const caller of callers) caller.say(JSON.stringify({ stop: true }));
      const answers = await each((caller) => caller.waitFor('answered', deadline));
      await each((caller) => caller.stop());
      await second.stop();
      const drained = [await first.waitFor('drained', deadline), await second.waitFor('drained', deadline)];
      assert.equal(
        answers.map(({ right, calls }) => [right, calls]),
        [
          [true, 2],
          [true, 2],
        ],
      );
      const answered = (who: string) =>
        answers.reduce((sum, { by }) => sum + Number((by as Record<string, number>)[who]), 0);
      assert.equal(
        drained.map(({ messages }) => messages),
        [answered('first'), answered('second')],
      );
      assert.equal([drained[0]?.shutdowns, drained[0]?.aborteds], [2, 0]);
    });

    test('a stale entry of conntrack leads who keeps his port to the old pod until that has gone, and nobody else', async () => {
      const [old] = [await bed.serve('pod-4', 'old', 9379), await bed.serve('pod-3', 'new', 9378)];
      await bed.services.add('moved', { port: ports.service, clusterIP: '10.96.0.24' });
      await bed.services.lead('moved', 9379, podIps['pod-4']);
      await bed.untilRules(`--to-destination ${podIps['pod-4']}:9379`);
      const anyPort = at('10.96.0.24', ports.service);
      const keptPort = { ...anyPort, localPort: 5000 };
      assert.equal((await bed.call('pod-2', keptPort)).by, { old: 3 });
      await bed.services.lead('moved', 9378, podIps['pod-3']);
      await bed.untilRules(`--to-destination ${podIps['pod-3']}:9378`);
      assert.equal((await bed.call('pod-2', keptPort)).by, { old: 3 });
      assert.equal((await bed.call('pod-2', anyPort)).by, { new: 3 });
      await old.stop();
      const { code, took } = await bed.call('pod-2', keptPort);
      assert.is(code, 'ERR_SCTP_PROTOCOL_UNREACHABLE');
      assert.ok(Number(took) < 250, `${took} ms`);
      assert.equal((await bed.call('pod-2', anyPort)).by, { new: 3 });
    });

    test('the kernel has come to no SCTP of its own', () => {
      assert.is(existsSync('/proc/net/sctp'), hadSctp);
    });
  });
} else {
  describe('userspace SCTP behind the real kube-proxy', (test) => test.skip('connects pods'));
}
