import { noTraffic, type TrafficCounters } from '../traffic-counters.ts';

/** What an endpoint counts beside its associations' traffic, since it was made. */
export interface EndpointCounters extends TrafficCounters {
  /** Associations that we have set up (RFC 3873 sctpActiveEstabs). */
  activeEstabs: number;
  /** Associations that peers have set up (RFC 3873 sctpPassiveEstabs). */
  passiveEstabs: number;
  /** Associations that ended with an error, also before they were established (RFC 3873 sctpAborteds). */
  aborteds: number;
  /** Associations that ended gracefully (RFC 3873 sctpShutdowns). */
  shutdowns: number;
  /** Packets received that belong to no association, and to none that could be set up (RFC 3873 sctpOutOfBlues). */
  outOfBlues: number;
  /** Packets received with a wrong checksum (RFC 3873 sctpChecksumErrors). */
  checksumErrors: number;
  /** Packets with bytes that are no chunk; what came before these was handled. */
  decodeErrors: number;
  /** Packets of an association with another tag than its own (RFC 9260 §8.5). */
  tagErrors: number;
  /** COOKIE ECHOs with a cookie that is not ours, or not for that packet (RFC 9260 §5.1.5). */
  cookieErrors: number;
  /** Answers to unknown senders that were left out, as there were more than `answersPerSecond`. */
  answersSuppressed: number;
  /** ICMP messages about packets of an association. */
  icmpMessages: number;
  /** ICMP messages about packets that no association has sent (RFC 9260 §10). */
  icmpErrors: number;
}

/**
 * Counts of an endpoint (RFC 3873 sctpStats), as they are now: of packets all that came to its port and left it, of
 * messages and chunks those of all associations that it has, or has had, and of set-up.
 */
export interface EndpointStatistics extends Readonly<EndpointCounters> {
  /** Associations that are ESTABLISHED, SHUTDOWN-RECEIVED or SHUTDOWN-PENDING now (RFC 3873 sctpCurrEstab). */
  readonly currEstab: number;
}

/** All counts at zero. */
export function noCounts(): EndpointCounters {
  return {
    activeEstabs: 0,
    passiveEstabs: 0,
    aborteds: 0,
    shutdowns: 0,
    outOfBlues: 0,
    checksumErrors: 0,
    decodeErrors: 0,
    tagErrors: 0,
    cookieErrors: 0,
    answersSuppressed: 0,
    icmpMessages: 0,
    icmpErrors: 0,
    ...noTraffic(),
  };
}

/** What is told of an endpoint that has not begun. */
export function noStatistics(): EndpointStatistics {
  return { currEstab: 0, ...noCounts() };
}
