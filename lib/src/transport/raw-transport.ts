import { SharedRawSockets } from './shared-raw-sockets.ts';
import type { Transport } from './transport.ts';

/** One for the process, though style forbids singletons: raw sockets and SCTP ports are the host's, and exist once. */
const processSockets = new SharedRawSockets();

/**
 * SCTP right on IP, as protocol 132, on Linux: needs CAP_NET_RAW and the optional package raw-socket. All raw transports
 * of a process share one socket for each address family. The address that an IPv6 packet came to is not known. A port
 * that was unreferenced keeps receiving, up to 10 ms late once no other port is referenced.
 */
export function raw(): Transport {
  return {
    encapsulationOverhead: 0,
    controlsFragmentation: true,
    copiesPackets: true,
    open: (options) => processSockets.open(options),
  };
}
