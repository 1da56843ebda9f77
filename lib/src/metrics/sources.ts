import type { AssociationStatus } from '../association/status.ts';
import { type EndpointCounters, type EndpointStatistics, noCounts } from '../endpoint/endpoint-statistics.ts';
import { Association } from '../socket/association.ts';
import type { Server } from '../socket/server.ts';

/** What tells time series of one endpoint, or of several of the same name, from others. */
export type EndpointLabels = Readonly<Record<'name' | 'role' | 'port', string>>;

/** An association, and how it is now. */
interface Member {
  readonly association: Association;
  readonly status: AssociationStatus;
}

/** Endpoints of the same labels, summed up. */
export interface Group {
  readonly labels: EndpointLabels;
  readonly counters: EndpointCounters;
  currEstab: number;
  /** Those that have not ended. */
  readonly members: Member[];
}

interface Source {
  readonly name: string;
  /** At the last scrape: all that is known of a server that has closed. */
  seen: { readonly labels: EndpointLabels; readonly statistics: EndpointStatistics } | undefined;
  readonly stopListening: () => void;
}

type CounterName = keyof EndpointCounters;

// `as`: its own keys, nothing else is in the literal.
const counterNames = Object.keys(noCounts()) as readonly CounterName[];

/**
 * Servers and associations that are watched. What has ended goes on counting where others have the same labels, and for
 * clients, which come and go: no sum ever gets smaller.
 */
export class Sources {
  readonly #sources = new Map<Server | Association, Source>();
  readonly #ended = new Map<string, Group>();

  /** @throws TypeError for an association of a server. */
  add(endpoint: Server | Association, name: string): void {
    if (endpoint instanceof Association && endpoint.statistics().endpoint === undefined) {
      throw new TypeError('an association of a server is counted with its server: add that instead');
    }
    if (this.#sources.has(endpoint)) return;
    const end = () => this.remove(endpoint);
    // `as`: a server has the event as well, and what comes with it is not looked at.
    const emitter = endpoint as Association;
    emitter.once('close', end);
    this.#sources.set(endpoint, { name, seen: undefined, stopListening: () => emitter.removeListener('close', end) });
  }

  /** Watches it no longer. Idempotent. */
  remove(endpoint: Server | Association): void {
    const source = this.#sources.get(endpoint);
    if (source === undefined) return;
    look(endpoint, source);
    source.stopListening();
    this.#sources.delete(endpoint);
    if (source.seen === undefined) return;
    const { labels, statistics } = source.seen;
    const key = keyOf(labels);
    const isLast = ![...this.#sources.values()].some(({ seen }) => seen !== undefined && keyOf(seen.labels) === key);
    if (isLast && labels.role === 'server') this.#ended.delete(key);
    else addTo(this.#ended, labels, statistics);
  }

  /** Watches nothing any more. */
  clear(): void {
    for (const { stopListening } of this.#sources.values()) stopListening();
    this.#sources.clear();
    this.#ended.clear();
  }

  /** What all of them have counted until now. */
  groups(): Group[] {
    const groups = new Map<string, Group>();
    for (const { labels, counters } of this.#ended.values()) addTo(groups, labels, counters);
    for (const [endpoint, source] of this.#sources) {
      look(endpoint, source);
      if (source.seen === undefined) continue;
      const { labels, statistics } = source.seen;
      const group = addTo(groups, labels, statistics);
      group.currEstab += statistics.currEstab;
      for (const association of associationsOf(endpoint)) {
        group.members.push({ association, status: association.status });
      }
    }
    return [...groups.values()];
  }
}

/** Sees what there is to see: nothing at a server that does not listen. */
function look(endpoint: Server | Association, source: Source): void {
  const { name } = source;
  if (endpoint instanceof Association) {
    const { endpoint: statistics } = endpoint.statistics();
    const labels = { name, role: 'client', port: String(endpoint.peerPort) };
    if (statistics !== undefined) source.seen = { labels, statistics };
  } else if (endpoint.port !== undefined) {
    const labels = { name, role: 'server', port: String(endpoint.port) };
    source.seen = { labels, statistics: endpoint.statistics() };
  }
}

function associationsOf(endpoint: Server | Association): Iterable<Association> {
  return endpoint instanceof Association ? [endpoint] : endpoint.associations;
}

function addTo(groups: Map<string, Group>, labels: EndpointLabels, counters: Readonly<EndpointCounters>): Group {
  const key = keyOf(labels);
  let group = groups.get(key);
  if (group === undefined) {
    group = { labels, counters: noCounts(), currEstab: 0, members: [] };
    groups.set(key, group);
  }
  for (const name of counterNames) group.counters[name] += counters[name];
  return group;
}

function keyOf({ name, role, port }: EndpointLabels): string {
  return `${role} ${port} ${name}`;
}
