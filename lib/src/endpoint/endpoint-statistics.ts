/** Counts since the endpoint was made. */
export interface EndpointStatistics {
  /** RFC 3873 sctpInSCTPPacks. */
  packetsReceived: number;
  /** RFC 3873 sctpOutSCTPPacks. */
  packetsSent: number;
  /** Associations that we set up; RFC 3873 sctpActiveEstabs. */
  activeEstabs: number;
  /** Associations that peers set up; RFC 3873 sctpPassiveEstabs. */
  passiveEstabs: number;
  /** Associations that ended with an error; RFC 3873 sctpAborteds. */
  aborteds: number;
  /** Associations that ended gracefully; RFC 3873 sctpShutdowns. */
  shutdowns: number;
  /** Peers that restarted (§5.2.4 A). */
  restarts: number;
  /** RFC 3873 sctpChecksumErrors. */
  checksumErrors: number;
  /** Packets with bytes that are no chunk; what came before these was handled. */
  decodeErrors: number;
  /** RFC 3873 sctpOutOfBlues. */
  outOfTheBlues: number;
  /** Packets of an association with another tag than its own (§8.5). */
  tagErrors: number;
  /** COOKIE ECHOs with a cookie that is not ours, or not for that packet (§5.1.5). */
  cookieErrors: number;
  /** Answers to unknown senders that were left out, as there were more than `answersPerSecond`. */
  answersSuppressed: number;
  /** ICMP messages about packets of an association. */
  icmpMessages: number;
  /** ICMP messages about packets that no association has sent (§10). */
  icmpErrors: number;
}

/** All counts at zero. */
export function noStatistics(): EndpointStatistics {
  return {
    packetsReceived: 0,
    packetsSent: 0,
    activeEstabs: 0,
    passiveEstabs: 0,
    aborteds: 0,
    shutdowns: 0,
    restarts: 0,
    checksumErrors: 0,
    decodeErrors: 0,
    outOfTheBlues: 0,
    tagErrors: 0,
    cookieErrors: 0,
    answersSuppressed: 0,
    icmpMessages: 0,
    icmpErrors: 0,
  };
}
