/**
 * SCTP for Node.js in userspace: see {@link connect} and {@link createServer}.
 * @module usctp
 */

export { type Address, address, type Family, formatAddress } from './address.ts';
export type { PathStatistics } from './association/association-statistics.ts';
export type { StateName } from './association/state.ts';
export type { AssociationStatus, PathStatus } from './association/status.ts';
export type { ErrorCause } from './codec/error-cause.ts';
export type { EndpointCounters, EndpointStatistics } from './endpoint/endpoint-statistics.ts';
export { SctpError, type SctpErrorCode } from './errors.ts';
export type { IcmpMessage, IcmpReport, QuotedPacket } from './icmp-message.ts';
export { type Options, optionNames } from './options.ts';
export type { PathCounters } from './path/path-counters.ts';
export type { PathState } from './path/reachability.ts';
export type { PathSettings } from './path-settings.ts';
export { ppid } from './ppid.ts';
export { type MessageProfile, type Profile, profiles } from './profiles.ts';
export type { Association } from './socket/association.ts';
export type { AssociationEvents } from './socket/association-events.ts';
export type { AssociationStatistics } from './socket/association-statistics.ts';
export type { AssociationStream, StreamMessage } from './socket/association-stream.ts';
export type { CallOptions } from './socket/call.ts';
export { type ConnectOptions, type ConnectSrvOptions, connect } from './socket/connect.ts';
export type { SrvOptions } from './socket/connect-srv.ts';
export type { AbortedDelivery, FailedSend, Message, SendOptions, ShutdownOptions } from './socket/message.ts';
export {
  type ResolvedAddress,
  type ResolveOptions,
  resolveSrv,
  type SrvAnswer,
  type SrvResolver,
  type SrvTarget,
} from './socket/resolve-srv.ts';
export {
  createServer,
  type Drained,
  type ListenOptions,
  Server,
  type ServerEvents,
  type ServerOptions,
} from './socket/server.ts';
export type { SrvRecord } from './socket/srv-order.ts';
export type { AddedStreams, StreamCounts, StreamReset } from './socket/stream-changes.ts';
export { type WatchOptions, watchSrv } from './socket/watch-srv.ts';
export type { TrafficCounters } from './traffic-counters.ts';
export * from './transport/index.ts';
