import type { PathCounters } from '../path/path-counters.ts';
import type { TrafficCounters } from '../traffic-counters.ts';
import type { AssociationContext } from './context.ts';

/** Counts of one destination address of the peer (RFC 3873 sctpAssocRemAddrTable). */
export interface PathStatistics extends Readonly<PathCounters> {
  /** IP address of the peer. */
  readonly address: string;
  /**
   * When the association was established with this address, on the clock of the endpoint, in ms; undefined before
   * (RFC 3873 sctpAssocRemAddrStartTime).
   */
  readonly startTime: number | undefined;
}

/** Counts of an association (RFC 3873 sctpAssocTable), as they are now. */
export interface AssociationStatistics extends Readonly<TrafficCounters> {
  /**
   * When it was last established, on the clock of the endpoint, in ms: near the time since 1970, unless one drives the
   * core oneself; undefined before (RFC 3873 sctpAssocStartTime).
   */
  readonly startTime: number | undefined;
  /** The primary path first. */
  readonly paths: readonly PathStatistics[];
}

/** What has been counted of the association and its paths. */
export function associationStatistics({ counters, startTime, paths }: AssociationContext): AssociationStatistics {
  const { all, primary } = paths;
  return {
    ...counters,
    startTime,
    paths: [primary, ...all.filter((path) => path !== primary)].map((path) => ({
      address: path.address.ip,
      startTime: path.startTime,
      ...path.counters,
    })),
  };
}
