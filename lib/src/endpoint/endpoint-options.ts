import type { Family } from '../address.ts';
import type { ObservationTopic } from '../association/observation.ts';
import type { Options } from '../options.ts';
import type { PathOptions } from '../path/path.ts';
import { pathSettingsOf } from '../path-settings.ts';
import type { RandomSource } from '../random-source.ts';

const largestIpPacket = 65_535;

/** What an endpoint is made of. */
export interface EndpointOptions {
  /** SCTP port, 1–65535. */
  readonly port: number;
  /** All of them, as `resolveOptions` gives them. */
  readonly options: Options;
  /** For tags, initial TSNs, cookie keys and jitter: a cryptographic one outside of tests. */
  readonly random: RandomSource;
  /** Told to every peer (RFC 9260 §5.1.2); none for a single-homed endpoint. */
  readonly advertisedAddresses: readonly string[];
  /** Families of IP addresses that there are local addresses of; default both (RFC 9260 §5.1.2). */
  readonly addressFamilies?: readonly Family[];
  /** Largest IP packet to this address, in bytes, where the options do not say. */
  readonly mtuTo: (ip: string) => number;
  /** Bytes between the IP and the SCTP header: 8 in UDP. */
  readonly encapsulationOverhead: number;
  /**
   * Whether packets are fragmented only where `Transmit` says so, as the search for a path's MTU needs it (RFC 8899 §3);
   * default false: then it is only lowered, where large packets are lost.
   */
  readonly controlsFragmentation?: boolean;
  /**
   * Whether all packets are built in the same memory, so that each is to be sent or copied before the next one is asked for;
   * default false.
   */
  readonly reusesPackets?: boolean;
  /** Whether messages may be views of the packets given to `receive`, as nothing else uses those any more; default false. */
  readonly keepsPackets?: boolean;
  /**
   * Whether observations of this topic are wanted now: they come as events. It is asked each time, and must not
   * call the endpoint; default: none are.
   */
  readonly observes?: (topic: ObservationTopic) => boolean;
}

/** Tells how a path to an IP address is set up. */
export type PathOptionsTo = (ip: string) => PathOptions;

/** How the paths of an endpoint are set up; all of them share their settings, until these are changed. */
export function pathOptionsOf(endpoint: EndpointOptions): PathOptionsTo {
  const { options, mtuTo, encapsulationOverhead, controlsFragmentation = false } = endpoint;
  const { rtoInitial, rtoMin, rtoMax } = options;
  const settings = pathSettingsOf(options);
  const isSearched = options.pathMtuDiscovery && options.pathMtu === undefined;
  const mtuDiscovery = !isSearched ? 'NONE' : controlsFragmentation ? 'SEARCH' : 'BLACK-HOLES';
  return (ip) => {
    // Loopback's MTU may be larger than what IP can carry.
    const pmtu = options.pathMtu ?? Math.min(mtuTo(ip), largestIpPacket);
    return { settings, rtoInitial, rtoMin, rtoMax, pmtu, encapsulationOverhead, mtuDiscovery };
  };
}
