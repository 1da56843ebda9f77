export type { Avp, MinimumDataLength } from './codec/avp.ts';
export type { Fault } from './codec/fault.ts';
export { address, type OtherAddress } from './codec/formats/address.ts';
export { anyGroup } from './codec/formats/any-group.ts';
export { enumerated } from './codec/formats/enumerated.ts';
export type { Format, Vocabulary } from './codec/formats/format.ts';
export { float32, float64, integer32, integer64, unsigned32, unsigned64 } from './codec/formats/numbers.ts';
export { diameterIdentity, diameterUri, ipFilterRule, octetString, utf8String } from './codec/formats/strings.ts';
export { time } from './codec/formats/time.ts';
export {
  type DecodedMessage,
  type DiameterMessage,
  decodeMessage,
  encodeMessage,
  type MessageHeader,
  messageHeaderLength,
} from './codec/message.ts';
export { parseConfiguration, readConfiguration } from './configuration/read-configuration.ts';
export type { Configuration } from './configuration/schema.ts';
export { type Account, subscriberKey } from './credit-control/account.ts';
export type { CreditControlAnswer, Currency, FailurePolicy } from './credit-control/credit-control-answer.ts';
export { type CreditControlOptions, CreditControlServer } from './credit-control/credit-control-server.ts';
export { type CreditStore, memoryStore } from './credit-control/credit-store.ts';
export type { Ledger, LedgerChanges, LedgerLimits } from './credit-control/ledger.ts';
export { LedgerKeeper } from './credit-control/ledger-keeper.ts';
export { openLevelStore } from './credit-control/level-store.ts';
export { openLedger } from './credit-control/open-ledger.ts';
export type { Outcome, ServiceOutcome } from './credit-control/outcome.ts';
export type { CreditControlRequest } from './credit-control/service-request.ts';
export type { ServiceUsage, Session } from './credit-control/session.ts';
export type { RatedUnit, Tariff } from './credit-control/tariff.ts';
export { type AvpDefinition, type AvpOptions, defineAvp, encodeAvp } from './dictionary/avp-definition.ts';
export * as avp from './dictionary/avps.ts';
export { baseDictionary } from './dictionary/base/base-dictionary.ts';
export { capabilitiesExchange, deviceWatchdog, disconnectPeer } from './dictionary/base/peer-commands.ts';
export { abortSession, accounting, reAuth, sessionTermination } from './dictionary/base/session-commands.ts';
export {
  type AnswerOf,
  type Command,
  type CommandDescription,
  defineCommand,
  type RequestNumbers,
  type RequestOf,
  writeAnswer,
  writeRequest,
} from './dictionary/command.ts';
export { creditControl, creditControlVocables } from './dictionary/credit-control/command.ts';
export {
  type AnswerReading,
  type Application,
  Dictionary,
  type Reading,
  type Vocables,
} from './dictionary/dictionary.ts';
export { answerFault, type Origin } from './dictionary/error-answer.ts';
export type { Grammar } from './dictionary/grammar.ts';
export { closedGroup, type GroupedFormat, grouped } from './dictionary/grouped.ts';
export { type AvpsOf, many, optional, type Rule, required, some } from './dictionary/rule.ts';
export { DiameterError, type DiameterErrorCode } from './errors.ts';
export type { Connection, ConnectionEvents, Connector, Listener } from './node/connection.ts';
export { type CloseOptions, createDiameterNode, type DiameterNode } from './node/diameter-node.ts';
export type { DiameterNodeEvents, DiameterNodeStatistics, PeerStatus } from './node/node-events.ts';
export type { DiameterNodeOptions, PeerConfiguration } from './node/node-options.ts';
export type {
  AnswerValues,
  RequestContext,
  RequestHandler,
  RequestOptions,
  RequestValues,
} from './node/request-values.ts';
export type { Route } from './node/routing-table.ts';
export {
  connectSctp,
  listenSctp,
  type SctpConnectOptions,
  type SctpListenOptions,
} from './node/sctp-connection.ts';
export { connectTcp, listenTcp, type TcpConnectOptions, type TcpListenOptions } from './node/tcp-connection.ts';
export type { DisconnectCause } from './peer/base-messages.ts';
export type { Capabilities } from './peer/capabilities.ts';
export type { CloseReason, PeerStateName } from './peer/peer-state.ts';
export type { WatchdogState } from './peer/watchdog.ts';
export { isProtocolError, nameResultCode, resultCode } from './result-code.ts';
