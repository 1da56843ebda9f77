import fc from 'fast-check';
import type { AddressParameter, Chunk, ErrorCause, Packet, Parameter } from 'usctp/codec';

const uint8 = fc.integer({ min: 0, max: 0xff });
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Uint8Array.from(array));

/** Any of RFC 5952's texts: what the URL parser makes of any IPv6 address. */
const ipv6 = fc.ipV6().map((ip) => new URL(`http://[${ip}]`).hostname.slice(1, -1));
const ip = fc.oneof(fc.ipV4(), ipv6);

/** A plain object with this `type`: fast-check's own have no prototype. */
function typed<Type extends string, Fields>(
  type: Type,
  fields: { readonly [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> },
): fc.Arbitrary<{ type: Type } & Fields> {
  return fc.record(fields, { noNullPrototype: true }).map((values) => ({ type, ...values }));
}

function constant<const Type extends string>(type: Type): fc.Arbitrary<{ type: Type }> {
  return fc.constant({ type });
}

const addressParameter: fc.Arbitrary<AddressParameter> = fc.oneof(
  typed('IPv4 Address', { ip: fc.ipV4() }),
  typed('IPv6 Address', { ip: ipv6 }),
);

/** Every error cause. */
export const errorCause: fc.Arbitrary<ErrorCause> = fc.oneof(
  typed('Invalid Stream Identifier', { streamId: uint16 }),
  typed('Missing Mandatory Parameter', { parameterTypes: fc.array(uint16) }),
  typed('Stale Cookie', { staleness: uint32 }),
  constant('Out of Resource'),
  typed('Unresolvable Address', { parameter: bytes }),
  typed('Unrecognized Chunk Type', { chunk: bytes }),
  constant('Invalid Mandatory Parameter'),
  typed('Unrecognized Parameters', { parameters: bytes }),
  typed('No User Data', { tsn: uint32 }),
  constant('Cookie Received While Shutting Down'),
  typed('Restart of an Association with New Addresses', { addresses: fc.array(addressParameter) }),
  typed('User-Initiated Abort', { reason: bytes }),
  typed('Protocol Violation', { additionalInformation: bytes }),
  typed('Request to Delete Last Remaining IP Address', { parameter: bytes }),
  typed('Operation Refused Due to Resource Shortage', { parameter: bytes }),
  typed('Request to Delete Source IP Address', { parameter: bytes }),
  constant('Association Aborted Due to Illegal ASCONF-ACK'),
  typed('Request Refused - No Authorization', { parameter: bytes }),
  typed('Unsupported HMAC Identifier', { hmacId: uint16 }),
  typed('unknown', { code: fc.constantFrom(0, 14, 0x00a5, 0x0104, 0xffff), value: bytes }),
);

const reConfigurationResponse: fc.Arbitrary<Parameter> = fc.oneof(
  typed('Re-configuration Response', {
    responseSequenceNumber: uint32,
    result: uint32,
    sendersNextTsn: fc.constant(undefined),
    receiversNextTsn: fc.constant(undefined),
  }),
  typed('Re-configuration Response', {
    responseSequenceNumber: uint32,
    result: uint32,
    sendersNextTsn: uint32,
    receiversNextTsn: uint32,
  }),
);

/** Every parameter. */
export const parameter: fc.Arbitrary<Parameter> = fc.oneof(
  addressParameter,
  typed('State Cookie', { cookie: bytes }),
  typed('Unrecognized Parameter', { parameter: bytes }),
  typed('Cookie Preservative', { suggestedLifeSpanIncrement: uint32 }),
  typed('Host Name Address', { hostName: fc.domain() }),
  typed('Supported Address Types', { addressTypes: fc.array(uint16) }),
  constant('ECN Capable'),
  typed('Zero Checksum Acceptable', { errorDetectionMethodId: uint32 }),
  typed('Random', { random: bytes }),
  typed('Chunk List', { chunkTypes: fc.array(uint8) }),
  typed('Requested HMAC Algorithm', { hmacIds: fc.array(uint16) }),
  typed('Padding', { paddingLength: fc.nat({ max: 40 }) }),
  typed('Supported Extensions', { chunkTypes: fc.array(uint8) }),
  constant('Forward-TSN-Supported'),
  typed('Add IP Address', { correlationId: uint32, ip }),
  typed('Delete IP Address', { correlationId: uint32, ip }),
  typed('Error Cause Indication', { correlationId: uint32, causes: fc.array(errorCause, { maxLength: 3 }) }),
  typed('Set Primary IP Address', { correlationId: uint32, ip }),
  typed('Success Indication', { correlationId: uint32 }),
  typed('Adaptation Layer Indication', { adaptationCodePoint: uint32 }),
  typed('Outgoing SSN Reset Request', {
    requestSequenceNumber: uint32,
    responseSequenceNumber: uint32,
    lastAssignedTsn: uint32,
    streamIds: fc.array(uint16),
  }),
  typed('Incoming SSN Reset Request', { requestSequenceNumber: uint32, streamIds: fc.array(uint16) }),
  typed('SSN/TSN Reset Request', { requestSequenceNumber: uint32 }),
  reConfigurationResponse,
  typed('Add Outgoing Streams Request', { requestSequenceNumber: uint32, newStreams: uint16 }),
  typed('Add Incoming Streams Request', { requestSequenceNumber: uint32, newStreams: uint16 }),
  typed('unknown', { parameterType: fc.constantFrom(0, 1, 19, 0x8006, 0xc007, 0xffff), value: bytes }),
);

const parameters = fc.array(parameter, { maxLength: 5 });
const causes = fc.array(errorCause, { maxLength: 5 });
const userData = bytes;
const flags = { immediate: fc.boolean(), unordered: fc.boolean(), ending: fc.boolean() };
const initFields = {
  initiateTag: uint32,
  advertisedReceiverWindowCredit: uint32,
  numberOfOutboundStreams: uint16,
  numberOfInboundStreams: uint16,
  initialTsn: uint32,
  parameters,
};
const iDataFields = { ...flags, tsn: uint32, streamId: uint16, messageId: uint32, userData };

/** Every chunk. */
export const chunk: fc.Arbitrary<Chunk> = fc.oneof(
  typed('DATA', {
    ...flags,
    beginning: fc.boolean(),
    tsn: uint32,
    streamId: uint16,
    ssn: uint16,
    ppid: uint32,
    userData,
  }),
  typed('INIT', initFields),
  typed('INIT ACK', initFields),
  typed('SACK', {
    cumulativeTsnAck: uint32,
    advertisedReceiverWindowCredit: uint32,
    gapAckBlocks: fc.array(fc.record({ start: uint16, end: uint16 }, { noNullPrototype: true })),
    duplicateTsns: fc.array(uint32),
  }),
  typed('HEARTBEAT', { heartbeatInfo: bytes }),
  typed('HEARTBEAT ACK', { heartbeatInfo: bytes }),
  typed('ABORT', { isTagReflected: fc.boolean(), causes }),
  typed('SHUTDOWN', { cumulativeTsnAck: uint32 }),
  constant('SHUTDOWN ACK'),
  typed('ERROR', { causes }),
  typed('COOKIE ECHO', { cookie: bytes }),
  constant('COOKIE ACK'),
  typed('ECNE', { lowestTsn: uint32 }),
  typed('CWR', { lowestTsn: uint32 }),
  typed('SHUTDOWN COMPLETE', { isTagReflected: fc.boolean() }),
  typed('AUTH', { sharedKeyId: uint16, hmacId: uint16, hmac: bytes }),
  typed('I-DATA', { ...iDataFields, beginning: fc.constant(true), ppid: uint32, fsn: fc.constant(0) }),
  typed('I-DATA', { ...iDataFields, beginning: fc.constant(false), ppid: fc.constant(0), fsn: uint32 }),
  typed('ASCONF-ACK', { sequenceNumber: uint32, parameters }),
  typed('RE-CONFIG', { parameters }),
  typed('PAD', { paddingLength: fc.nat({ max: 40 }) }),
  typed('FORWARD-TSN', {
    newCumulativeTsn: uint32,
    skipped: fc.array(fc.record({ streamId: uint16, ssn: uint16 }, { noNullPrototype: true })),
  }),
  typed('ASCONF', { sequenceNumber: uint32, parameters }),
  typed('I-FORWARD-TSN', {
    newCumulativeTsn: uint32,
    skipped: fc.array(
      fc.record({ streamId: uint16, unordered: fc.boolean(), messageId: uint32 }, { noNullPrototype: true }),
    ),
  }),
  typed('unknown', { chunkType: fc.constantFrom(16, 63, 66, 129, 191, 195, 255), flags: uint8, value: bytes }),
);

/** A packet of a few chunks. */
export const packet: fc.Arbitrary<Omit<Packet, 'checksum'>> = fc.record(
  {
    sourcePort: uint16,
    destinationPort: uint16,
    verificationTag: uint32,
    chunks: fc.array(chunk, { maxLength: 6 }),
  },
  { noNullPrototype: true },
);
