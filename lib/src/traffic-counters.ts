/**
 * What was sent and received since the association was made; also the sum of it over all associations that an endpoint
 * has, or has had. Nothing sets the counts back, not even a restart of the peer.
 */
export interface TrafficCounters {
  /** Packets sent, retransmissions included (RFC 3873 sctpOutSCTPPacks). */
  outSctpPacks: number;
  /** Packets received, duplicates included (RFC 3873 sctpInSCTPPacks). */
  inSctpPacks: number;
  /** Bytes of the packets sent, from the SCTP common header on. */
  packetBytesSent: number;
  /** Bytes of the packets received, from the SCTP common header on. */
  packetBytesReceived: number;
  /** Chunks sent that are not DATA, but for those sent again as T1 or T2 expired (RFC 3873 sctpOutCtrlChunks). */
  outCtrlChunks: number;
  /** Ordered DATA chunks sent, retransmissions not included (RFC 3873 sctpOutOrderChunks). */
  outOrderChunks: number;
  /** Unordered DATA chunks sent, retransmissions not included (RFC 3873 sctpOutUnorderChunks). */
  outUnorderChunks: number;
  /**
   * Chunks received that are not DATA (RFC 3873 sctpInCtrlChunks). INIT and COOKIE ECHO of a peer, which make an
   * association, are counted by the endpoint alone.
   */
  inCtrlChunks: number;
  /** Ordered DATA chunks received, duplicates not included (RFC 3873 sctpInOrderChunks). */
  inOrderChunks: number;
  /** Unordered DATA chunks received, duplicates not included (RFC 3873 sctpInUnorderChunks). */
  inUnorderChunks: number;
  /** Messages sent in several DATA chunks (RFC 3873 sctpFragUsrMsgs). */
  fragUsrMsgs: number;
  /** Messages put together from several DATA chunks (RFC 3873 sctpReasmUsrMsgs). */
  reasmUsrMsgs: number;
  /** Messages taken to be sent. */
  messagesSent: number;
  /** Bytes of the messages taken to be sent. */
  messageBytesSent: number;
  /** Messages of which the peer has acknowledged all. */
  messagesAcknowledged: number;
  /** Messages that were given up: those of the event `sendFailed`. */
  messagesFailed: number;
  /** Messages that have come whole and are the application's turn to read. */
  messagesReceived: number;
  /** Bytes of messages that can be, or were, read. */
  messageBytesReceived: number;
  /** DATA chunks that were transmitted again, for whatever reason (RFC 3873 sctpAssocRtxChunks). */
  rtxChunks: number;
  /** DATA chunks that SACKs have shown to be lost (RFC 9260 §7.2.4). */
  fastRetransmits: number;
  /** INITs and COOKIE ECHOs that were not answered in time (RFC 3873 sctpAssocT1expireds). */
  t1Expireds: number;
  /** SHUTDOWNs and SHUTDOWN ACKs that were not answered in time (RFC 3873 sctpAssocT2expireds). */
  t2Expireds: number;
  /** Expiries of T3-rtx: DATA that was not acknowledged in time (RFC 9260 §6.3.3). */
  t3Expireds: number;
  /** SACKs sent. */
  sacksSent: number;
  /** SACKs received. */
  sacksReceived: number;
  /** SACKs sent that tell of gaps: the peer's data was lost or overtaken on its way to us. */
  gapReportsSent: number;
  /** SACKs received that tell of gaps: our data was lost or overtaken on its way to the peer. */
  gapReportsReceived: number;
  /** DATA chunks received that had come before. */
  duplicateTsnsReceived: number;
  /** Duplicates that SACKs of the peer report: DATA that we have sent again without need, or that the network has doubled. */
  duplicateTsnsReported: number;
  /** DATA chunks received that were left out as the receive buffer was full; the peer sends them again. */
  chunksDropped: number;
  /** HEARTBEATs sent, but for the probes of path MTU discovery. */
  heartbeatsSent: number;
  /** Of these, the ones that were answered within the RTO. */
  heartbeatsAnswered: number;
  /** Transmissions that went unanswered, on all paths (RFC 9260 §8.2). */
  pathErrors: number;
  /** Times that a path has become INACTIVE. */
  pathFailures: number;
  /** ERROR chunks received (RFC 9260 §3.3.10). */
  peerErrors: number;
  /** Times that the peer has restarted (RFC 9260 §5.2.4 A). */
  restarts: number;
}

/** All counts at zero. */
export function noTraffic(): TrafficCounters {
  return {
    outSctpPacks: 0,
    inSctpPacks: 0,
    packetBytesSent: 0,
    packetBytesReceived: 0,
    outCtrlChunks: 0,
    outOrderChunks: 0,
    outUnorderChunks: 0,
    inCtrlChunks: 0,
    inOrderChunks: 0,
    inUnorderChunks: 0,
    fragUsrMsgs: 0,
    reasmUsrMsgs: 0,
    messagesSent: 0,
    messageBytesSent: 0,
    messagesAcknowledged: 0,
    messagesFailed: 0,
    messagesReceived: 0,
    messageBytesReceived: 0,
    rtxChunks: 0,
    fastRetransmits: 0,
    t1Expireds: 0,
    t2Expireds: 0,
    t3Expireds: 0,
    sacksSent: 0,
    sacksReceived: 0,
    gapReportsSent: 0,
    gapReportsReceived: 0,
    duplicateTsnsReceived: 0,
    duplicateTsnsReported: 0,
    chunksDropped: 0,
    heartbeatsSent: 0,
    heartbeatsAnswered: 0,
    pathErrors: 0,
    pathFailures: 0,
    peerErrors: 0,
    restarts: 0,
  };
}

// `as`: its own keys, nothing else is in the literal.
const names = Object.keys(noTraffic()) as readonly (keyof TrafficCounters)[];

/** Adds the counts of one association to a sum. */
export function addTraffic(sum: TrafficCounters, counters: Readonly<TrafficCounters>): void {
  for (const name of names) sum[name] += counters[name];
}
