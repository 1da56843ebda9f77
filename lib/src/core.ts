/**
 * The stack without I/O: your own clock, network and randomness. See {@link Endpoint} for how it is driven.
 * @module usctp/core
 */

export { type Address, address, type Family, formatAddress } from './address.ts';
export type { Association } from './association/association.ts';
export type { AssociationStatistics, PathStatistics } from './association/association-statistics.ts';
export type { AssociationEvent } from './association/event.ts';
export type { Observation, ObservationTopic } from './association/observation.ts';
export type { Transmit } from './association/output.ts';
export type { ReconfigurationRequest } from './association/reconfiguration.ts';
export type { StateName } from './association/state.ts';
export type { AssociationStatus, PathStatus } from './association/status.ts';
export { Endpoint } from './endpoint/endpoint.ts';
export type { EndpointEvent } from './endpoint/endpoint-event.ts';
export type { EndpointOptions } from './endpoint/endpoint-options.ts';
export type { EndpointCounters, EndpointStatistics } from './endpoint/endpoint-statistics.ts';
export { SctpError, type SctpErrorCode } from './errors.ts';
export type { IcmpMessage, IcmpReport, QuotedPacket } from './icmp-message.ts';
export { type Options, optionNames, resolveOptions } from './options.ts';
export type { PathCounters } from './path/path-counters.ts';
export type { PathState } from './path/reachability.ts';
export type { PathSettings } from './path-settings.ts';
export type { RandomSource } from './random-source.ts';
export type { ReceivedMessage } from './receiving/received-message.ts';
export type { OutboundMessage } from './sending/outbound-message.ts';
export type { BufferUse } from './sending/outbound-streams.ts';
export type { StreamList } from './stream-list.ts';
export type { TrafficCounters } from './traffic-counters.ts';
