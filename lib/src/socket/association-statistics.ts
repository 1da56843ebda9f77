import type { AssociationStatistics as CoreStatistics } from '../association/association-statistics.ts';
import type { EndpointStatistics } from '../endpoint/endpoint-statistics.ts';

/** Counts of an association (RFC 3873 sctpAssocTable), as they are now. */
export interface AssociationStatistics extends CoreStatistics {
  /**
   * Counts of its SCTP port, packets with a wrong checksum or tag among them: of an association from the function
   * `connect`, which has the port to itself. Undefined where a server has it; see `server.statistics()`.
   */
  readonly endpoint: EndpointStatistics | undefined;
}
