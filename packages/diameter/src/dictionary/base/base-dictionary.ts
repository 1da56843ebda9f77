import { Dictionary } from '../dictionary.ts';
import { errorReportingHost, experimentalResult } from './avps.ts';
import { capabilitiesExchange, deviceWatchdog, disconnectPeer } from './peer-commands.ts';
import {
  authGracePeriod,
  authorizationLifetime,
  authRequestType,
  authSessionState,
  multiRoundTimeOut,
  sessionBinding,
  sessionServerFailover,
  sessionTimeout,
} from './session-avps.ts';
import { abortSession, accounting, reAuth, sessionTermination } from './session-commands.ts';

/** All AVPs and commands of the base protocol (RFC 6733 §3.1, §4.5). */
export const baseDictionary = new Dictionary({
  commands: [
    capabilitiesExchange,
    disconnectPeer,
    deviceWatchdog,
    reAuth,
    sessionTermination,
    abortSession,
    accounting,
  ],
  avps: [
    authGracePeriod,
    authorizationLifetime,
    authRequestType,
    authSessionState,
    errorReportingHost,
    experimentalResult,
    multiRoundTimeOut,
    sessionBinding,
    sessionServerFailover,
    sessionTimeout,
  ],
});
