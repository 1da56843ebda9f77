import type { Registry } from 'prom-client';
import type { Association } from '../socket/association.ts';
import type { Server } from '../socket/server.ts';
import { type AssociationSnapshot, associationMetrics, snapshotAssociations } from './association-metrics.ts';
import { endpointMetrics } from './endpoint-metrics.ts';
import { MetricSet } from './metric-set.ts';
import { loadPromClient } from './prom-client.ts';
import { type Group, Sources } from './sources.ts';

/** How metrics are registered. */
export interface MetricsOptions {
  /** Where they are kept; default: the `register` of prom-client. */
  readonly register?: Registry;
  /** What all names begin with; default `usctp_`. */
  readonly prefix?: string;
  /**
   * Whether each association and each path has time series of its own, beside the sums; default false. There are a few
   * dozen of them for every one: a scrape of 1,000 associations is 7 MB, and takes a third of a second.
   */
  readonly perAssociation?: boolean;
  /**
   * How many associations have time series of their own at most, with `perAssociation`: 0 or more, default 1,000. The
   * oldest have them; the gauge `usctp_associations_left_out` says how many have none.
   */
  readonly maxAssociations?: number;
}

/** What is told of a server or association that is added. */
export interface WatchOptions {
  /**
   * The label `name`, by which to tell servers of the same port, or clients that call the same port; default: empty. Those
   * with the same labels are summed up.
   */
  readonly name?: string;
}

/** Metrics in a registry; they read what was added when they are scraped. */
export class Metrics {
  readonly #sources: Sources;
  readonly #set: MetricSet;

  /** @internal */
  constructor(sources: Sources, set: MetricSet) {
    this.#sources = sources;
    this.#set = set;
  }

  /**
   * Watches a server with all of its associations, from when it listens until it closes; or an association from the
   * function `connect`, which goes on counting for its labels after its end.
   * @throws TypeError for an association of a server, which is counted with its server.
   */
  add(endpoint: Server | Association, { name = '' }: WatchOptions = {}): void {
    this.#sources.add(endpoint, name);
  }

  /** Watches it no longer, as if it had ended. Idempotent. */
  remove(endpoint: Server | Association): void {
    this.#sources.remove(endpoint);
  }

  /** Takes the metrics out of the registry, and watches nothing any more. */
  unregister(): void {
    this.#sources.clear();
    this.#set.remove();
  }
}

/**
 * Registers metrics with the package prom-client, which has to be installed: every count of `server.statistics()` as a
 * counter, so `rtxChunks` as `usctp_rtx_chunks_total`, and gauges of what there is now. Labels are `name`, `role` (`server`
 * or `client`) and `port` (of the server). Then add servers and associations.
 * @throws (as a rejection) RangeError for a wrong `maxAssociations`; Error when prom-client is not installed, and when the
 * registry has a metric of the same name.
 */
export async function registerMetrics(options: MetricsOptions = {}): Promise<Metrics> {
  const { perAssociation = false, maxAssociations = 1000 } = options;
  if (!Number.isInteger(maxAssociations) || maxAssociations < 0) {
    throw new RangeError(`maxAssociations is ${maxAssociations}: it has to be a whole number, 0 or more`);
  }
  const client = await loadPromClient();
  const { register = client.register, prefix = 'usctp_' } = options;
  const sources = new Sources();
  const groups = onceATurn(() => sources.groups());
  const peers = new WeakMap<Association, string>();
  const snapshots = onceATurn(() => snapshotAssociations(groups(), peers, maxAssociations));
  const ofEach = perAssociation ? associationMetrics(groups, snapshots) : [];
  const definitions = [...endpointMetrics(groups), ...ofEach];
  return new Metrics(sources, new MetricSet(client, register, prefix, definitions));
}

/** Has the result of one call for all that come in the same turn of the event loop, as those of one scrape do. */
function onceATurn<T extends readonly (Group | AssociationSnapshot)[]>(compute: () => T): () => T {
  let result: T | undefined;
  return () => {
    if (result === undefined) {
      result = compute();
      queueMicrotask(() => {
        result = undefined;
      });
    }
    return result;
  };
}
