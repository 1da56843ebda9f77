import type { Counter, Gauge, Registry } from 'prom-client';
import type { PromClient } from './prom-client.ts';

/** Label names, with their values for one time series. */
export type Labels = Readonly<Record<string, string>>;

/** One time series at the moment of a scrape. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** How a family of time series is named and explained, and what it reads. */
export interface MetricDefinition {
  /** In the case of our statistics, as `rtxChunks`, which becomes `rtx_chunks_total`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly labelNames: readonly string[];
  /** All of its time series now. */
  samples(): Iterable<Sample>;
}

/** Metrics in a registry of prom-client, which are read when they are scraped and hold nothing between scrapes. */
export class MetricSet {
  readonly #registry: Registry;
  readonly #names: string[] = [];

  /** @throws Error when the registry has a metric of one of the names already. */
  constructor(client: PromClient, registry: Registry, prefix: string, definitions: readonly MetricDefinition[]) {
    this.#registry = registry;
    const names = definitions.map((definition) => prefix + metricName(definition));
    const taken = names.find((name) => registry.getSingleMetric(name) !== undefined);
    if (taken !== undefined) throw new Error(`the registry has a metric ${taken} already`);
    for (const [i, definition] of definitions.entries()) {
      const name = names[i] as string; // one for each
      register(client, registry, name, definition);
      this.#names.push(name);
    }
  }

  /** Takes all of them out of the registry. */
  remove(): void {
    for (const name of this.#names) this.#registry.removeSingleMetric(name);
  }
}

/** `rtxChunks` is `rtx_chunks_total`. */
function metricName({ name, type }: MetricDefinition): string {
  const snakeCase = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return type === 'counter' ? `${snakeCase}_total` : snakeCase;
}

function register(client: PromClient, registry: Registry, name: string, definition: MetricDefinition): void {
  const { help, labelNames, type } = definition;
  const configuration = { name, help, labelNames: [...labelNames], registers: [registry] };
  if (type === 'counter') {
    const counter: Counter = new client.Counter({
      ...configuration,
      collect: () => {
        counter.reset();
        for (const { labels, value } of definition.samples()) counter.inc(labels, value);
      },
    });
  } else {
    const gauge: Gauge = new client.Gauge({
      ...configuration,
      collect: () => {
        gauge.reset();
        for (const { labels, value } of definition.samples()) gauge.set(labels, value);
      },
    });
  }
}
