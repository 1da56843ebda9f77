import type { PathStatistics } from '../association/association-statistics.ts';
import type { AssociationStatus, PathStatus } from '../association/status.ts';
import type { PathCounters } from '../path/path-counters.ts';
import type { Association } from '../socket/association.ts';
import type { AssociationStatistics } from '../socket/association-statistics.ts';
import type { TrafficCounters } from '../traffic-counters.ts';
import { pathHelp, trafficHelp } from './help.ts';
import type { Labels, MetricDefinition, Sample } from './metric-set.ts';
import type { Group } from './sources.ts';

/** An association at the moment of a scrape. */
export interface AssociationSnapshot {
  readonly labels: Labels;
  readonly statistics: AssociationStatistics;
  readonly status: AssociationStatus;
  readonly bufferedAmount: number;
}

const associationLabels = ['name', 'role', 'port', 'local_port', 'peer', 'peer_port'] as const;
const pathLabels = [...associationLabels, 'address'];
const milliseconds = 1000;

/**
 * Takes snapshots of the associations of the groups, up to `limit`, the oldest of each group first; `peer` is the address
 * that was the primary one at first.
 */
export function snapshotAssociations(
  groups: readonly Group[],
  peers: WeakMap<Association, string>,
  limit: number,
): AssociationSnapshot[] {
  const all = groups.flatMap(({ labels, members }) => members.map((member) => ({ labels, ...member })));
  return all.slice(0, limit).map(({ labels, association, status }) => {
    const { bufferedAmount, localPort, peerPort } = association;
    const peer = peers.get(association) ?? status.paths[0]?.address ?? '';
    peers.set(association, peer);
    const ends = { local_port: String(localPort), peer, peer_port: String(peerPort) };
    return { labels: { ...labels, ...ends }, statistics: association.statistics(), status, bufferedAmount };
  });
}

/** The metrics of each association and each path: a few dozen time series for every one of them. */
export function associationMetrics(
  groups: () => readonly Group[],
  snapshots: () => readonly AssociationSnapshot[],
): MetricDefinition[] {
  const metric = (
    type: MetricDefinition['type'],
    [name, help]: readonly [string, string],
    read: (snapshot: AssociationSnapshot) => number | undefined,
  ): MetricDefinition => ({
    name: `association${capitalize(name)}`,
    type,
    help,
    labelNames: associationLabels,
    samples: () => snapshots().flatMap((snapshot) => sample(snapshot.labels, read(snapshot))),
  });
  // `as`: its own keys, nothing else is in the literal.
  const counters = Object.entries(trafficHelp) as [keyof TrafficCounters, string][];
  return [
    ...counters.map((named) => metric('counter', named, ({ statistics }) => statistics[named[0]])),
    metric(
      'gauge',
      ['bufferedBytes', 'Bytes of messages that are queued or not acknowledged.'],
      (snapshot) => snapshot.bufferedAmount,
    ),
    metric('gauge', ['unreadMessages', 'Messages that wait to be read.'], ({ status }) => status.unreadMessages),
    metric(
      'gauge',
      ['peerReceiverWindowBytes', 'Bytes that the peer still takes.'],
      ({ status }) => status.peerReceiverWindow,
    ),
    ...pathMetrics(snapshots),
    {
      name: 'associationsLeftOut',
      type: 'gauge',
      help: 'Associations without time series of their own, as there are more than maxAssociations.',
      labelNames: [],
      samples: () => [{ labels: {}, value: numberOf(groups()) - snapshots().length }],
    },
  ];
}

function numberOf(groups: readonly Group[]): number {
  return groups.reduce((sum, { members }) => sum + members.length, 0);
}

function pathMetrics(snapshots: () => readonly AssociationSnapshot[]): MetricDefinition[] {
  const metric = (
    type: MetricDefinition['type'],
    [name, help]: readonly [string, string],
    read: (path: PathStatus, statistics: PathStatistics) => number | undefined,
  ): MetricDefinition => ({
    name: `path${capitalize(name)}`,
    type,
    help,
    labelNames: pathLabels,
    samples: () => snapshots().flatMap((snapshot) => pathSamples(snapshot, read)),
  });
  // `as`: its own keys, nothing else is in the literal.
  const counters = Object.entries(pathHelp) as [keyof PathCounters, string][];
  return [
    ...counters.map((named) => metric('counter', named, (_, statistics) => statistics[named[0]])),
    metric(
      'gauge',
      ['active', '1 while the address is ACTIVE, else 0 (RFC 3873 sctpAssocRemAddrActive).'],
      ({ state }) => (state === 'ACTIVE' ? 1 : 0),
    ),
    metric('gauge', ['current', '1 while new data goes to the address, else 0.'], ({ isCurrent }) =>
      isCurrent ? 1 : 0,
    ),
    metric('gauge', ['primary', '1 while the address is the primary one, else 0.'], ({ isPrimary }) =>
      isPrimary ? 1 : 0,
    ),
    metric('gauge', ['srttSeconds', 'Smoothed round-trip time.'], ({ srtt }) => srtt && srtt / milliseconds),
    metric(
      'gauge',
      ['rtoSeconds', 'Retransmission timeout (RFC 3873 sctpAssocRemAddrRTO).'],
      ({ rto }) => rto / milliseconds,
    ),
    metric('gauge', ['cwndBytes', 'Congestion window.'], ({ cwnd }) => cwnd),
    metric('gauge', ['flightSizeBytes', 'Bytes of DATA chunks in flight.'], ({ flightSize }) => flightSize),
    metric('gauge', ['mtuBytes', 'Largest IP packet.'], ({ mtu }) => mtu),
    metric(
      'gauge',
      ['consecutiveErrors', 'Transmissions in a row that went unanswered.'],
      ({ errorCount }) => errorCount,
    ),
  ];
}

function pathSamples(
  { labels, status, statistics }: AssociationSnapshot,
  read: (path: PathStatus, statistics: PathStatistics) => number | undefined,
): Sample[] {
  // Both lists have the same paths in the same order.
  return status.paths.flatMap((path, i) => {
    const counted = statistics.paths[i];
    return counted === undefined ? [] : sample({ ...labels, address: path.address }, read(path, counted));
  });
}

/** None of what has not been measured. */
function sample(labels: Labels, value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
