import type { NodeCheck } from '../host/check-node.ts';
import { readVersion } from '../version.ts';
import { type FailureReason, failureReasons } from './api-failure.ts';
import { hasKernelSctp } from './observation.ts';

/** Media type of the text format of Prometheus. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** What an agent counts, for Prometheus. */
export class AgentMetrics {
  #check: NodeCheck | undefined;
  #reports = 0;
  #reportedAt = 0;
  readonly #failures = new Map<FailureReason, number>(failureReasons.map((reason) => [reason, 0]));

  /** When the last report was taken, time of day in ms; 0 before the first one. */
  get reportedAt(): number {
    return this.#reportedAt;
  }

  observed(check: NodeCheck): void {
    this.#check = check;
  }

  reported(now: number): void {
    this.#reports += 1;
    this.#reportedAt = now;
  }

  failed(reason: FailureReason): void {
    this.#failures.set(reason, (this.#failures.get(reason) ?? 0) + 1);
  }

  /** All of them; `lookedAt`, time of day in ms, is when the host was looked at last. */
  render(lookedAt: number): string {
    const word = this.#check?.kernelSctp;
    // What cannot be seen is neither so nor not so.
    const flag = (isSo: boolean) => (word === undefined ? Number.NaN : Number(isSo));
    const failures = [...this.#failures].map(([reason, count]) => sample(count, { reason }));
    return [
      ...gauge(
        'usctp_kernel_sctp_loaded',
        "Whether the node's kernel has SCTP, as a module or built in; NaN where that cannot be seen.",
        sample(flag(hasKernelSctp(word))),
      ),
      ...gauge(
        'usctp_kernel_sctp_blocked',
        'Whether the module is not there and cannot be loaded; NaN where that cannot be seen.',
        sample(flag(word === 'blocked')),
      ),
      ...gauge(
        'usctp_agent_last_look_timestamp_seconds',
        'When the host was looked at last, in seconds since 1970.',
        sample(lookedAt / 1000),
      ),
      ...gauge(
        'usctp_agent_last_report_timestamp_seconds',
        'When the API server took a report last, in seconds since 1970; 0 before the first one.',
        sample(this.#reportedAt / 1000),
      ),
      ...counter('usctp_agent_reports_total', 'Reports that the API server took.', sample(this.#reports)),
      ...counter('usctp_agent_api_failures_total', 'Reports that failed, by reason.', ...failures),
      ...gauge('usctp_agent_build_info', 'The version of the agent.', sample(1, { version: readVersion() })),
      '',
    ].join('\n');
  }
}

interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

function sample(value: number, labels: Sample['labels'] = {}): Sample {
  return { value, labels };
}

function gauge(name: string, help: string, ...samples: readonly Sample[]): string[] {
  return metric(name, 'gauge', help, samples);
}

function counter(name: string, help: string, ...samples: readonly Sample[]): string[] {
  return metric(name, 'counter', help, samples);
}

/** Values of labels are words of ours, in which nothing has to be escaped. */
function metric(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string[] {
  const lines = samples.map(({ value, labels }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}
