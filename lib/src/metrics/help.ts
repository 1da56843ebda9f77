import type { EndpointCounters } from '../endpoint/endpoint-statistics.ts';
import type { PathCounters } from '../path/path-counters.ts';
import type { TrafficCounters } from '../traffic-counters.ts';

/** What Prometheus is told of each count of an association, and of the sum of them. */
export const trafficHelp: Readonly<Record<keyof TrafficCounters, string>> = {
  outSctpPacks: 'SCTP packets sent, retransmissions included (RFC 3873 sctpOutSCTPPacks).',
  inSctpPacks: 'SCTP packets received, duplicates included (RFC 3873 sctpInSCTPPacks).',
  packetBytesSent: 'Bytes of SCTP packets sent, common header included.',
  packetBytesReceived: 'Bytes of SCTP packets received, common header included.',
  outCtrlChunks: 'Chunks sent that are not DATA, without retransmissions (RFC 3873 sctpOutCtrlChunks).',
  outOrderChunks: 'Ordered DATA chunks sent, without retransmissions (RFC 3873 sctpOutOrderChunks).',
  outUnorderChunks: 'Unordered DATA chunks sent, without retransmissions (RFC 3873 sctpOutUnorderChunks).',
  inCtrlChunks: 'Chunks received that are not DATA (RFC 3873 sctpInCtrlChunks).',
  inOrderChunks: 'Ordered DATA chunks received, without duplicates (RFC 3873 sctpInOrderChunks).',
  inUnorderChunks: 'Unordered DATA chunks received, without duplicates (RFC 3873 sctpInUnorderChunks).',
  fragUsrMsgs: 'Messages sent in several DATA chunks (RFC 3873 sctpFragUsrMsgs).',
  reasmUsrMsgs: 'Messages put together from several DATA chunks (RFC 3873 sctpReasmUsrMsgs).',
  messagesSent: 'Messages taken to be sent.',
  messageBytesSent: 'Bytes of messages taken to be sent.',
  messagesAcknowledged: 'Messages of which the peer has acknowledged all.',
  messagesFailed: 'Messages that were given up.',
  messagesReceived: 'Messages that have come whole.',
  messageBytesReceived: 'Bytes of messages that can be, or were, read.',
  rtxChunks: 'DATA chunks transmitted again (RFC 3873 sctpAssocRtxChunks).',
  fastRetransmits: 'DATA chunks that SACKs have shown to be lost.',
  t1Expireds: 'INITs and COOKIE ECHOs not answered in time (RFC 3873 sctpAssocT1expireds).',
  t2Expireds: 'SHUTDOWNs and SHUTDOWN ACKs not answered in time (RFC 3873 sctpAssocT2expireds).',
  t3Expireds: 'Expiries of T3-rtx: DATA not acknowledged in time.',
  sacksSent: 'SACKs sent.',
  sacksReceived: 'SACKs received.',
  gapReportsSent: 'SACKs sent that tell of gaps.',
  gapReportsReceived: 'SACKs received that tell of gaps.',
  duplicateTsnsReceived: 'DATA chunks received that had come before.',
  duplicateTsnsReported: 'Duplicates that SACKs of peers report.',
  chunksDropped: 'DATA chunks received that were left out as the receive buffer was full.',
  heartbeatsSent: 'HEARTBEATs sent.',
  heartbeatsAnswered: 'HEARTBEATs that were answered within the RTO.',
  pathErrors: 'Transmissions that went unanswered.',
  pathFailures: 'Times that a path has become INACTIVE.',
  peerErrors: 'ERROR chunks received.',
  restarts: 'Times that a peer has restarted.',
};

/** What Prometheus is told of each count of an endpoint. */
export const endpointHelp: Readonly<Record<keyof EndpointCounters, string>> = {
  ...trafficHelp,
  activeEstabs: 'Associations that this side has set up (RFC 3873 sctpActiveEstabs).',
  passiveEstabs: 'Associations that peers have set up (RFC 3873 sctpPassiveEstabs).',
  aborteds: 'Associations that ended with an error (RFC 3873 sctpAborteds).',
  shutdowns: 'Associations that ended gracefully (RFC 3873 sctpShutdowns).',
  outOfBlues: 'Packets received that belong to no association (RFC 3873 sctpOutOfBlues).',
  checksumErrors: 'Packets received with a wrong checksum (RFC 3873 sctpChecksumErrors).',
  decodeErrors: 'Packets received with bytes that are no chunk.',
  tagErrors: 'Packets received with a wrong verification tag.',
  cookieErrors: 'COOKIE ECHOs received with a cookie that is not good here.',
  answersSuppressed: 'Answers to unknown senders left out, as there were too many.',
  icmpMessages: 'ICMP messages about packets of an association.',
  icmpErrors: 'ICMP messages about packets that no association has sent.',
};

/** What Prometheus is told of each count of a path. */
export const pathHelp: Readonly<Record<keyof PathCounters, string>> = {
  outSctpPacks: 'SCTP packets sent to the address, retransmissions included.',
  inSctpPacks: 'SCTP packets received from the address.',
  packetBytesSent: 'Bytes of SCTP packets sent to the address, common header included.',
  packetBytesReceived: 'Bytes of SCTP packets received from the address, common header included.',
  rtxChunks: 'DATA chunks that had gone to the address and were transmitted again (RFC 3873 sctpAssocRemAddrRtx).',
  t3Expireds: 'Expiries of T3-rtx: DATA sent to the address and not acknowledged in time.',
  heartbeatsSent: 'HEARTBEATs sent to the address.',
  heartbeatsAnswered: 'HEARTBEATs that the address has answered within the RTO.',
  pathErrors: 'Transmissions to the address that went unanswered.',
  pathFailures: 'Times that the path has become INACTIVE.',
};
