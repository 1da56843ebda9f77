import { enumerated } from '../../codec/formats/enumerated.ts';
import { unsigned32, unsigned64 } from '../../codec/formats/numbers.ts';
import { octetString, utf8String } from '../../codec/formats/strings.ts';
import { defineAvp } from '../avp-definition.ts';

// The AVPs of sessions and of accounting (RFC 6733 §8, §9.8).

export const authRequestType = defineAvp(
  'Auth-Request-Type',
  274,
  enumerated({ AUTHENTICATE_ONLY: 1, AUTHORIZE_ONLY: 2, AUTHORIZE_AUTHENTICATE: 3 }),
);
export const authorizationLifetime = defineAvp('Authorization-Lifetime', 291, unsigned32);
export const authGracePeriod = defineAvp('Auth-Grace-Period', 276, unsigned32);
export const authSessionState = defineAvp(
  'Auth-Session-State',
  277,
  enumerated({ STATE_MAINTAINED: 0, NO_STATE_MAINTAINED: 1 }),
);
export const sessionClass = defineAvp('Class', 25, octetString);
export const multiRoundTimeOut = defineAvp('Multi-Round-Time-Out', 272, unsigned32);
export const reAuthRequestType = defineAvp(
  'Re-Auth-Request-Type',
  285,
  enumerated({ AUTHORIZE_ONLY: 0, AUTHORIZE_AUTHENTICATE: 1 }),
);
export const sessionBinding = defineAvp('Session-Binding', 270, unsigned32);
export const sessionServerFailover = defineAvp(
  'Session-Server-Failover',
  271,
  enumerated({ REFUSE_SERVICE: 0, TRY_AGAIN: 1, ALLOW_SERVICE: 2, TRY_AGAIN_ALLOW_SERVICE: 3 }),
);
export const sessionTimeout = defineAvp('Session-Timeout', 27, unsigned32);
export const terminationCause = defineAvp(
  'Termination-Cause',
  295,
  enumerated({
    DIAMETER_LOGOUT: 1,
    DIAMETER_SERVICE_NOT_PROVIDED: 2,
    DIAMETER_BAD_ANSWER: 3,
    DIAMETER_ADMINISTRATIVE: 4,
    DIAMETER_LINK_BROKEN: 5,
    DIAMETER_AUTH_EXPIRED: 6,
    DIAMETER_USER_MOVED: 7,
    DIAMETER_SESSION_TIMEOUT: 8,
  }),
);

export const accountingRealtimeRequired = defineAvp(
  'Accounting-Realtime-Required',
  483,
  enumerated({ DELIVER_AND_GRANT: 1, GRANT_AND_STORE: 2, GRANT_AND_LOSE: 3 }),
);
export const accountingRecordNumber = defineAvp('Accounting-Record-Number', 485, unsigned32);
export const accountingRecordType = defineAvp(
  'Accounting-Record-Type',
  480,
  enumerated({ EVENT_RECORD: 1, START_RECORD: 2, INTERIM_RECORD: 3, STOP_RECORD: 4 }),
);
export const accountingSubSessionId = defineAvp('Accounting-Sub-Session-Id', 287, unsigned64);
export const acctInterimInterval = defineAvp('Acct-Interim-Interval', 85, unsigned32);
export const acctMultiSessionId = defineAvp('Acct-Multi-Session-Id', 50, utf8String);
export const acctSessionId = defineAvp('Acct-Session-Id', 44, octetString);
