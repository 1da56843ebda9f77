import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Addresses of the node: on its link, towards its pods, and what is routed to it from outside. */
export const nodeIp = '192.0.2.11';
export const gateway = '10.244.1.1';
export const outsideIp = '192.0.2.254';
export const externalIp = '198.51.100.10';

export type Pod = 'pod-1' | 'pod-2' | 'pod-3' | 'pod-4';

export const podIps: Readonly<Record<Pod, string>> = {
  'pod-1': '10.244.1.11',
  'pod-2': '10.244.1.12',
  'pod-3': '10.244.1.13',
  'pod-4': '10.244.1.14',
};

/** A place where programs run. */
export type Place = Pod | 'node' | 'outside';

/** A node, its pods and a host outside of the cluster, each a network namespace; pods are routed, not bridged. */
export class NodeNetwork {
  readonly #prefix = `usctp-${process.pid}-`;
  readonly #children: ChildProcess[] = [];

  /** Makes the namespaces and their links. */
  up(): void {
    for (const place of ['node', 'outside', ...Object.keys(podIps)] as Place[]) {
      ip('netns', 'add', this.namespace(place));
      this.#in(place, 'ip', 'link', 'set', 'lo', 'up');
    }
    this.#link('outside', `${outsideIp}/24`, 'outside0');
    this.#in('node', 'ip', 'addr', 'add', `${nodeIp}/24`, 'dev', 'outside0');
    this.#in('outside', 'ip', 'route', 'add', externalIp, 'via', nodeIp);
    this.#in('node', 'ip', 'addr', 'add', `${gateway}/32`, 'dev', 'lo');
    for (const [pod, address] of Object.entries(podIps) as [Pod, string][]) {
      this.#link(pod, `${address}/32`, pod);
      this.#in('node', 'ip', 'route', 'add', address, 'dev', pod);
      this.#in(pod, 'ip', 'route', 'add', gateway, 'dev', 'eth0');
      this.#in(pod, 'ip', 'route', 'add', 'default', 'via', gateway, 'dev', 'eth0');
    }
    this.#in('node', 'ip', 'route', 'add', 'default', 'via', outsideIp);
    this.#in('node', 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
  }

  /** Ends what runs there, and takes the namespaces away. */
  async down(): Promise<void> {
    await Promise.all(this.#children.map(end));
    for (const place of ['node', 'outside', ...Object.keys(podIps)] as Place[]) {
      spawnSync('ip', ['netns', 'del', this.namespace(place)]);
    }
  }

  namespace(place: Place): string {
    return `${this.#prefix}${place}`;
  }

  /** The command, as it is run there. */
  command(place: Place, ...command: readonly string[]): string[] {
    return ['ip', 'netns', 'exec', this.namespace(place), ...command];
  }

  /** Runs a command there to its end. @throws Error with what it says, when it fails */
  run(place: Place, ...command: readonly string[]): void {
    this.#in(place, ...command);
  }

  /** Whether the rules of the node name this. */
  hasRules(word: string): boolean {
    const [file = '', ...args] = this.command('node', 'iptables-save');
    return spawnSync(file, args, { encoding: 'utf8' }).stdout.includes(word);
  }

  /** Starts a program there, which ends with the network at the latest. */
  start(place: Place, ...command: readonly string[]): ChildProcess {
    const [file = '', ...args] = this.command(place, ...command);
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  #link(place: Place, address: string, nameInNode: string): void {
    const [node, other] = [this.namespace('node'), this.namespace(place)];
    ip('-n', node, 'link', 'add', nameInNode, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', other);
    this.#in(place, 'ip', 'addr', 'add', address, 'dev', 'eth0');
    this.#in(place, 'ip', 'link', 'set', 'eth0', 'up');
    this.#in('node', 'ip', 'link', 'set', nameInNode, 'up');
  }

  #in(place: Place, ...command: readonly string[]): void {
    check(this.command(place, ...command));
  }
}

function ip(...args: readonly string[]): void {
  check(['ip', ...args]);
}

function check([file = '', ...args]: readonly string[]): void {
  const { status, stderr, error } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
