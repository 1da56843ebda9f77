import type { Chunk } from 'usctp/codec';

const bytes = Uint8Array.of(1, 2, 3, 4, 5);
const flags = { immediate: false, unordered: true, beginning: true, ending: true };
const initFields = {
  initiateTag: 0xc0ffee,
  advertisedReceiverWindowCredit: 131072,
  numberOfOutboundStreams: 32,
  numberOfInboundStreams: 64,
  initialTsn: 100,
};

/** A chunk of each type. */
export const chunkExamples: readonly Chunk[] = [
  { type: 'AUTH', sharedKeyId: 0, hmacId: 1, hmac: new Uint8Array(20) },
  { type: 'COOKIE ECHO', cookie: bytes },
  { type: 'COOKIE ACK' },
  { type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 7 }] },
  {
    type: 'SACK',
    cumulativeTsnAck: 12,
    advertisedReceiverWindowCredit: 4660,
    gapAckBlocks: [
      { start: 2, end: 3 },
      { start: 5, end: 5 },
    ],
    duplicateTsns: [11],
  },
  { type: 'HEARTBEAT', heartbeatInfo: bytes },
  { type: 'HEARTBEAT ACK', heartbeatInfo: bytes },
  { type: 'ECNE', lowestTsn: 9 },
  { type: 'CWR', lowestTsn: 9 },
  {
    type: 'ASCONF',
    sequenceNumber: 3,
    parameters: [
      { type: 'IPv4 Address', ip: '192.0.2.1' },
      { type: 'Add IP Address', correlationId: 1, ip: '2001:db8::1' },
      { type: 'Set Primary IP Address', correlationId: 2, ip: '192.0.2.9' },
    ],
  },
  { type: 'ASCONF-ACK', sequenceNumber: 3, parameters: [{ type: 'Success Indication', correlationId: 1 }] },
  {
    type: 'RE-CONFIG',
    parameters: [{ type: 'Incoming SSN Reset Request', requestSequenceNumber: 5, streamIds: [1, 2, 3] }],
  },
  { type: 'FORWARD-TSN', newCumulativeTsn: 20, skipped: [{ streamId: 1, ssn: 2 }] },
  { type: 'I-FORWARD-TSN', newCumulativeTsn: 20, skipped: [{ streamId: 1, unordered: true, messageId: 2 }] },
  { type: 'DATA', ...flags, tsn: 21, streamId: 1, ssn: 0, ppid: 0, userData: bytes },
  { type: 'I-DATA', ...flags, tsn: 22, streamId: 1, messageId: 7, ppid: 0, fsn: 0, userData: bytes },
  { type: 'SHUTDOWN', cumulativeTsnAck: 12 },
  { type: 'SHUTDOWN ACK' },
  { type: 'PAD', paddingLength: 6 },
  { type: 'ABORT', isTagReflected: false, causes: [{ type: 'User-Initiated Abort', reason: bytes }] },
  {
    type: 'INIT',
    ...initFields,
    parameters: [
      { type: 'IPv4 Address', ip: '192.0.2.1' },
      { type: 'Supported Extensions', chunkTypes: [0xc0, 0x82, 0x40] },
      { type: 'Supported Address Types', addressTypes: [5, 6] },
    ],
  },
  { type: 'INIT ACK', ...initFields, parameters: [{ type: 'State Cookie', cookie: bytes }] },
  { type: 'SHUTDOWN COMPLETE', isTagReflected: true },
  { type: 'unknown', chunkType: 0xb0, flags: 0, value: bytes },
];
