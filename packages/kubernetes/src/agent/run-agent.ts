import type { ApiClient } from '../client/api-client.ts';
import type { HostFiles } from '../host/host-files.ts';
import { type Keys, keysUnder } from '../keys.ts';
import { type Clock, systemClock } from './clock.ts';
import { HostWatch } from './host-watch.ts';
import { HttpServer, type ListenOptions, type Page } from './http-server.ts';
import type { Log } from './log.ts';
import { AgentMetrics, metricsType } from './metrics.ts';
import { NodeReports } from './node-reports.ts';
import { Reporter } from './reporter.ts';

/** How an agent does its work. */
export interface AgentOptions {
  /** Name of the node, as the cluster has it. */
  readonly nodeName: string;
  readonly host: HostFiles;
  readonly keys?: Keys;
  /** Longest time between reports, in ms: 1000–120,000, as nobody believes what is three minutes old; default 60,000. */
  readonly heartbeat?: number;
  /**
   * Whether a node that is dedicated to userspace gets a taint (`usctp.dev/kernel-sctp`, NoSchedule) while its kernel has
   * SCTP; default false: taints are let be.
   */
  readonly taintsWhenLoaded?: boolean;
  /** Where /metrics, /healthz and /readyz are served. */
  readonly listen: ListenOptions;
  readonly log?: Log;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Watches a host, and keeps a node's label, annotations and condition at what it sees, until the signal is aborted; an API
 * server that is away or refuses is asked again. The client is to have `waitsWhenBusy: false`, so that it is always the
 * newest that is sent.
 * @throws RangeError for a heartbeat out of range; Error of the system where it cannot listen.
 */
export async function runAgent(client: ApiClient, options: AgentOptions): Promise<void> {
  const { nodeName, host, keys = keysUnder(), heartbeat = 60_000, taintsWhenLoaded = false } = options;
  const { listen, log = () => {}, clock = systemClock, signal } = options;
  if (!(heartbeat >= 1000 && heartbeat <= 120_000)) {
    throw new RangeError(`a heartbeat of ${heartbeat} ms is not within 1,000 and 120,000 ms`);
  }
  const metrics = new AgentMetrics();
  const watch = new HostWatch(host, clock, (observation) => {
    metrics.observed(observation.check);
    reporter.observe(observation);
  });
  const reporter = new Reporter({
    reports: new NodeReports(client, { nodeName, keys, taintsWhenLoaded }),
    clock,
    log,
    heartbeat,
    lookedAt: () => watch.lookedAt,
    onReport: () => metrics.reported(clock.now()),
    onFailure: (reason) => metrics.failed(reason),
  });
  const isReported = () => clock.now() - metrics.reportedAt <= 3 * heartbeat;
  const server = await HttpServer.open(
    {
      '/metrics': () => ({ text: metrics.render(watch.lookedAt), type: metricsType }),
      '/healthz': pageOf(() => watch.isAlive, 'the host has not been looked at for a while'),
      '/readyz': pageOf(isReported, 'the API server has taken no report for a while'),
    },
    listen,
  );
  try {
    log('info', 'agent started', { node: nodeName, port: server.port });
    watch.start();
    await reporter.run(signal);
  } finally {
    watch.stop();
    await server.close();
    log('info', 'agent ended');
  }
}

function pageOf(isSo: () => boolean, failure: string): Page {
  return () => (isSo() ? { text: 'ok\n' } : { failure });
}
