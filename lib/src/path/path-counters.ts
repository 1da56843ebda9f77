/**
 * What went over one path since its address became one of the peer's. A restart of the peer does not set the counts back.
 */
export interface PathCounters {
  /** Packets sent to the address, retransmissions included. */
  outSctpPacks: number;
  /** Packets received from the address. */
  inSctpPacks: number;
  /** Bytes of the packets sent, from the SCTP common header on. */
  packetBytesSent: number;
  /** Bytes of the packets received, from the SCTP common header on. */
  packetBytesReceived: number;
  /** DATA chunks that had gone to this address and were transmitted again, to whichever (RFC 3873 sctpAssocRemAddrRtx). */
  rtxChunks: number;
  /** Expiries of T3-rtx: DATA sent there that was not acknowledged in time (RFC 9260 §6.3.3). */
  t3Expireds: number;
  /** HEARTBEATs sent there, but for the probes of path MTU discovery. */
  heartbeatsSent: number;
  /** Of these, the ones that were answered within the RTO. */
  heartbeatsAnswered: number;
  /** Transmissions that went unanswered, since ever; in a row, see `errorCount` of the path (RFC 9260 §8.2). */
  pathErrors: number;
  /** Times that the path has become INACTIVE. */
  pathFailures: number;
}

/** All counts at zero. */
export function noPathTraffic(): PathCounters {
  return {
    outSctpPacks: 0,
    inSctpPacks: 0,
    packetBytesSent: 0,
    packetBytesReceived: 0,
    rtxChunks: 0,
    t3Expireds: 0,
    heartbeatsSent: 0,
    heartbeatsAnswered: 0,
    pathErrors: 0,
    pathFailures: 0,
  };
}
