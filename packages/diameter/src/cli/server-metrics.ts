import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DiameterNodeStatistics, PeerStatus } from '../node/node-events.ts';
import { nameResultCode } from '../result-code.ts';

/** Where the metrics find what there is at a moment. */
export interface MetricSources {
  statistics(): DiameterNodeStatistics;
  peers(): readonly PeerStatus[];
  openSessions(): number;
}

/** Upper bounds in seconds: a request that waits for the disk takes milliseconds. */
const buckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1];

const counters: Readonly<Record<keyof DiameterNodeStatistics, string>> = {
  requestsSent: 'Requests of this node.',
  answersReceived: 'Answers to requests of this node.',
  requestsReceived: 'Requests that came.',
  answersSent: 'Answers to requests that came.',
  requestsRelayed: 'Requests that were passed on.',
  duplicates: 'Requests that came again, and were not done again.',
  failovers: 'Requests that another peer had to take.',
  timeouts: 'Requests that got no answer in time.',
  malformed: 'Requests that cannot be read, or may not be made so.',
};

/** What a credit-control server counts, for Prometheus. */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'type'>;
  readonly #answers: Counter<'type' | 'result_code'>;

  constructor(sources: MetricSources) {
    const registers = [this.#registry];
    this.#requests = new Histogram({
      name: 'usctp_diameter_credit_control_duration_seconds',
      help: 'Time from a credit-control request to its answer, with what was kept.',
      labelNames: ['type'],
      buckets,
      registers,
    });
    this.#answers = new Counter({
      name: 'usctp_diameter_credit_control_answers_total',
      help: 'Answers to credit-control requests.',
      labelNames: ['type', 'result_code'],
      registers,
    });
    for (const [name, help] of Object.entries(counters)) {
      // `as`: these are the keys of `counters`.
      const value = () => sources.statistics()[name as keyof DiameterNodeStatistics];
      new Counter({
        name: `usctp_diameter_${name.replace(/[A-Z]/g, '_$&').toLowerCase()}_total`,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(value());
        },
      });
    }
    new Gauge({
      name: 'usctp_diameter_credit_control_sessions',
      help: 'Credit-control sessions that are open.',
      registers,
      collect() {
        this.set(sources.openSessions());
      },
    });
    new Gauge({
      name: 'usctp_diameter_peers',
      help: 'Peers by their state of RFC 6733 §5.6.',
      labelNames: ['state'],
      registers,
      collect() {
        this.reset();
        for (const { state } of sources.peers()) this.inc({ state });
      },
    });
  }

  /** Media type of `render`. */
  get type(): string {
    return this.#registry.contentType;
  }

  /** A credit-control request was answered, after so many ms. */
  answered(type: string, resultCode: number, duration: number): void {
    this.#requests.observe({ type }, duration / 1000);
    this.#answers.inc({ type, result_code: nameResultCode(resultCode) });
  }

  render(): Promise<string> {
    return this.#registry.metrics();
  }
}
