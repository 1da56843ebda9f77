/**
 * Statistics of servers and associations for Prometheus: see {@link registerMetrics}.
 * @module usctp/metrics
 */

export { type Metrics, type MetricsOptions, registerMetrics, type WatchOptions } from './metrics.ts';
