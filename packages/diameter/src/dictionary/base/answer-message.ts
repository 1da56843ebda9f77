import { Grammar } from '../grammar.ts';
import { many, optional, required } from '../rule.ts';
import {
  errorMessage,
  errorReportingHost,
  experimentalResult,
  failedAvp,
  originHost,
  originRealm,
  originStateId,
  proxyInfo,
  resultCode,
  sessionId,
} from './avps.ts';

/** What an answer with the E bit has, whatever its command (RFC 6733 §7.2). */
export const answerMessage = new Grammar(
  [
    optional(sessionId),
    required(originHost),
    required(originRealm),
    required(resultCode),
    optional(originStateId),
    optional(errorMessage),
    optional(errorReportingHost),
    optional(failedAvp),
    optional(experimentalResult),
    many(proxyInfo),
  ],
  true,
);
