import type { StateName } from '../association/state.ts';
import type { EndpointCounters } from '../endpoint/endpoint-statistics.ts';
import type { PathState } from '../path/reachability.ts';
import { endpointHelp } from './help.ts';
import type { MetricDefinition, Sample } from './metric-set.ts';
import type { EndpointLabels, Group } from './sources.ts';

const labelNames: readonly (keyof EndpointLabels)[] = ['name', 'role', 'port'];
const associationStates: readonly StateName[] = [
  'COOKIE-WAIT',
  'COOKIE-ECHOED',
  'ESTABLISHED',
  'SHUTDOWN-PENDING',
  'SHUTDOWN-SENT',
  'SHUTDOWN-RECEIVED',
  'SHUTDOWN-ACK-SENT',
];
const pathStates: readonly PathState[] = ['UNCONFIRMED', 'ACTIVE', 'POTENTIALLY-FAILED', 'INACTIVE'];

/** The metrics of each group of endpoints: their number does not depend on that of associations. */
export function endpointMetrics(groups: () => readonly Group[]): MetricDefinition[] {
  // `as`: its own keys, nothing else is in the literal.
  const names = Object.keys(endpointHelp) as (keyof EndpointCounters)[];
  const counters = names.map(
    (name): MetricDefinition => ({
      name,
      type: 'counter',
      help: endpointHelp[name],
      labelNames,
      samples: () => groups().map(({ labels, counters }) => ({ labels, value: counters[name] })),
    }),
  );
  return [...counters, ...gauges(groups)];
}

function gauges(groups: () => readonly Group[]): MetricDefinition[] {
  const gauge = (name: string, help: string, read: (group: Group) => number): MetricDefinition => ({
    name,
    type: 'gauge',
    help,
    labelNames,
    samples: () => groups().map((group) => ({ labels: group.labels, value: read(group) })),
  });
  const byState = (name: string, help: string, samplesOf: (group: Group) => Sample[]): MetricDefinition => ({
    name,
    type: 'gauge',
    help,
    labelNames: [...labelNames, 'state'],
    samples: () => groups().flatMap(samplesOf),
  });
  return [
    gauge('currEstab', 'Associations that are established (RFC 3873 sctpCurrEstab).', ({ currEstab }) => currEstab),
    gauge('bufferedBytes', 'Bytes of messages that are queued or not acknowledged.', bufferedBytes),
    gauge('unreadMessages', 'Messages that have come and wait to be read.', unreadMessages),
    byState('associations', 'Associations by state (RFC 3873 sctpAssocState).', associationsByState),
    byState('paths', 'Addresses of peers by state (RFC 3873 sctpAssocRemAddrActive).', pathsByState),
  ];
}

function bufferedBytes({ members }: Group): number {
  return members.reduce((sum, { association }) => sum + association.bufferedAmount, 0);
}

function unreadMessages({ members }: Group): number {
  return members.reduce((sum, { status }) => sum + status.unreadMessages, 0);
}

function associationsByState({ labels, members }: Group): Sample[] {
  return countByState(
    labels,
    associationStates,
    members.map(({ status }) => status.state),
  );
}

function pathsByState({ labels, members }: Group): Sample[] {
  return countByState(
    labels,
    pathStates,
    members.flatMap(({ status }) => status.paths.map(({ state }) => state)),
  );
}

/** Also states in which there is none have a time series, so that it does not break off. */
function countByState(labels: EndpointLabels, states: readonly string[], all: readonly string[]): Sample[] {
  const counts = new Map(states.map((state) => [state, 0]));
  for (const state of all) counts.set(state, (counts.get(state) ?? 0) + 1);
  return states.map((state) => ({ labels: { ...labels, state }, value: counts.get(state) ?? 0 }));
}
