import { defineCommand } from '../command.ts';
import { many, optional, required } from '../rule.ts';
import {
  acctApplicationId,
  authApplicationId,
  destinationHost,
  destinationRealm,
  errorMessage,
  errorReportingHost,
  eventTimestamp,
  failedAvp,
  originHost,
  originRealm,
  originStateId,
  proxyInfo,
  redirectHost,
  redirectHostUsage,
  redirectMaxCacheTime,
  resultCode,
  routeRecord,
  sessionId,
  userName,
  vendorSpecificApplicationId,
} from './avps.ts';
import {
  accountingRealtimeRequired,
  accountingRecordNumber,
  accountingRecordType,
  accountingSubSessionId,
  acctInterimInterval,
  acctMultiSessionId,
  acctSessionId,
  reAuthRequestType,
  sessionClass,
  terminationCause,
} from './session-avps.ts';

const ofAnyApplication = { applicationId: undefined, isProxiable: true } as const;

const request = [required(sessionId), required(originHost), required(originRealm), required(destinationRealm)] as const;
const answer = [required(sessionId), required(resultCode), required(originHost), required(originRealm)] as const;
const error = [optional(errorMessage), optional(errorReportingHost), optional(failedAvp)] as const;
const redirection = [many(redirectHost), optional(redirectHostUsage), optional(redirectMaxCacheTime)] as const;
const route = [many(proxyInfo), many(routeRecord)] as const;

/** RAR and RAA: the server asks for a new authorization (RFC 6733 §8.3). */
export const reAuth = defineCommand({
  name: 'Re-Auth',
  code: 258,
  ...ofAnyApplication,
  request: [
    ...request,
    required(destinationHost),
    required(authApplicationId),
    required(reAuthRequestType),
    optional(userName),
    optional(originStateId),
    ...route,
  ],
  answer: [...answer, optional(userName), optional(originStateId), ...error, ...redirection, many(proxyInfo)],
});

/** STR and STA: the client ends a session (RFC 6733 §8.4). */
export const sessionTermination = defineCommand({
  name: 'Session-Termination',
  code: 275,
  ...ofAnyApplication,
  request: [
    ...request,
    required(authApplicationId),
    required(terminationCause),
    optional(userName),
    optional(destinationHost),
    many(sessionClass),
    optional(originStateId),
    ...route,
  ],
  answer: [
    ...answer,
    optional(userName),
    many(sessionClass),
    ...error,
    optional(originStateId),
    ...redirection,
    many(proxyInfo),
  ],
});

/** ASR and ASA: the server ends a session (RFC 6733 §8.5). */
export const abortSession = defineCommand({
  name: 'Abort-Session',
  code: 274,
  ...ofAnyApplication,
  request: [
    ...request,
    required(destinationHost),
    required(authApplicationId),
    optional(userName),
    optional(originStateId),
    ...route,
  ],
  answer: [...answer, optional(userName), optional(originStateId), ...error, ...redirection, many(proxyInfo)],
});

const record = [required(accountingRecordType), required(accountingRecordNumber)] as const;
const recordApplication = [
  optional(acctApplicationId),
  optional(vendorSpecificApplicationId),
  optional(userName),
] as const;
const recordSession = [
  optional(accountingSubSessionId),
  optional(acctSessionId),
  optional(acctMultiSessionId),
] as const;
const recordRules = [
  optional(acctInterimInterval),
  optional(accountingRealtimeRequired),
  optional(originStateId),
  optional(eventTimestamp),
] as const;

/** ACR and ACA: a record of what was used (RFC 6733 §9.7). */
export const accounting = defineCommand({
  name: 'Accounting',
  code: 271,
  ...ofAnyApplication,
  request: [
    ...request,
    ...record,
    ...recordApplication,
    optional(destinationHost),
    ...recordSession,
    ...recordRules,
    ...route,
  ],
  answer: [...answer, ...record, ...recordApplication, ...recordSession, ...error, ...recordRules, many(proxyInfo)],
});
