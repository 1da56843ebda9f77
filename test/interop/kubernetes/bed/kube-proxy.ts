import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { NodeNetwork } from './node-network.ts';

const relay = fileURLToPath(new URL('./relay.ts', import.meta.url));
const deadline = 30_000;

/** Whether the programs of Kubernetes that are given have a kube-proxy; says so if not. */
export function kubeProxyOf(assets: string | undefined): string | undefined {
  const program = join(assets ?? '', 'kube-proxy');
  if (assets !== undefined && existsSync(program)) return program;
  console.log('NOT RUN: the tests behind kube-proxy need one in $KUBEBUILDER_ASSETS');
  return undefined;
}

/** Runs kube-proxy in the node's namespace; its way to the API server is a Unix socket. Gives how to end that. */
export async function startKubeProxy(
  program: string,
  network: NodeNetwork,
  kubeconfig: string,
): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'usctp-kube-proxy-'));
  const port = Number(/https:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(kubeconfig, 'utf8'))?.[1]);
  const path = join(folder, 'api.sock');
  const gate = createServer((socket) => {
    const server = connect(port, '127.0.0.1');
    socket.pipe(server).pipe(socket);
    for (const one of [socket, server]) one.on('error', () => [socket, server].map((other) => other.destroy()));
  }).listen(path);
  await once(gate, 'listening');
  const inside = network.start('node', process.execPath, '--import', 'tsx', relay, String(port), path);
  if (inside.stdout) await once(inside.stdout, 'data');
  const settings = {
    ...{ apiVersion: 'kubeproxy.config.k8s.io/v1alpha1', kind: 'KubeProxyConfiguration' },
    ...{ mode: 'iptables', hostnameOverride: 'node-1', clusterCIDR: '10.244.0.0/16' },
    ...{ healthzBindAddress: '127.0.0.1:10256', metricsBindAddress: '127.0.0.1:10249' },
    clientConnection: { kubeconfig },
    iptables: { minSyncPeriod: '0s', syncPeriod: '30s' },
    conntrack: { maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(settings)); // JSON is YAML
  const proxy = network.start('node', program, `--config=${join(folder, 'config.json')}`);
  const log: string[] = [];
  for (const output of [proxy.stdout, proxy.stderr]) output?.on('data', (text) => log.push(String(text)));
  const end = performance.now() + deadline;
  while (!network.hasRules('KUBE-SERVICES')) {
    if (proxy.exitCode !== null || performance.now() > end)
      throw new Error(`kube-proxy:\n${log.join('').slice(-2000)}`);
    await pause(100);
  }
  return async () => {
    gate.close();
    rmSync(folder, { recursive: true });
  };
}
