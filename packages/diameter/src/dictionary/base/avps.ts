import { address } from '../../codec/formats/address.ts';
import { anyGroup } from '../../codec/formats/any-group.ts';
import { enumerated } from '../../codec/formats/enumerated.ts';
import { unsigned32 } from '../../codec/formats/numbers.ts';
import { diameterIdentity, diameterUri, octetString, utf8String } from '../../codec/formats/strings.ts';
import { time } from '../../codec/formats/time.ts';
import { defineAvp } from '../avp-definition.ts';
import { closedGroup, grouped } from '../grouped.ts';
import { optional, required } from '../rule.ts';

// The AVPs of RFC 6733 §4.5, but for those of sessions and accounting.

export const acctApplicationId = defineAvp('Acct-Application-Id', 259, unsigned32);
export const authApplicationId = defineAvp('Auth-Application-Id', 258, unsigned32);
export const destinationHost = defineAvp('Destination-Host', 293, diameterIdentity);
export const destinationRealm = defineAvp('Destination-Realm', 283, diameterIdentity);
export const disconnectCause = defineAvp(
  'Disconnect-Cause',
  273,
  enumerated({ REBOOTING: 0, BUSY: 1, DO_NOT_WANT_TO_TALK_TO_YOU: 2 }),
);
export const errorMessage = defineAvp('Error-Message', 281, utf8String, { mandatory: 'must-not' });
export const errorReportingHost = defineAvp('Error-Reporting-Host', 294, diameterIdentity, { mandatory: 'must-not' });
export const eventTimestamp = defineAvp('Event-Timestamp', 55, time);
export const failedAvp = defineAvp('Failed-AVP', 279, anyGroup);
export const firmwareRevision = defineAvp('Firmware-Revision', 267, unsigned32, { mandatory: 'must-not' });
export const hostIpAddress = defineAvp('Host-IP-Address', 257, address);
export const inbandSecurityId = defineAvp('Inband-Security-Id', 299, unsigned32);
export const originHost = defineAvp('Origin-Host', 264, diameterIdentity);
export const originRealm = defineAvp('Origin-Realm', 296, diameterIdentity);
export const originStateId = defineAvp('Origin-State-Id', 278, unsigned32);
export const productName = defineAvp('Product-Name', 269, utf8String, { mandatory: 'must-not' });
export const proxyHost = defineAvp('Proxy-Host', 280, diameterIdentity);
export const proxyState = defineAvp('Proxy-State', 33, octetString);
export const proxyInfo = defineAvp('Proxy-Info', 284, grouped([required(proxyHost), required(proxyState)]));
export const redirectHost = defineAvp('Redirect-Host', 292, diameterUri);
export const redirectHostUsage = defineAvp(
  'Redirect-Host-Usage',
  261,
  enumerated({
    DONT_CACHE: 0,
    ALL_SESSION: 1,
    ALL_REALM: 2,
    REALM_AND_APPLICATION: 3,
    ALL_APPLICATION: 4,
    ALL_HOST: 5,
    ALL_USER: 6,
  }),
);
export const redirectMaxCacheTime = defineAvp('Redirect-Max-Cache-Time', 262, unsigned32);
export const resultCode = defineAvp('Result-Code', 268, unsigned32);
export const routeRecord = defineAvp('Route-Record', 282, diameterIdentity);
export const sessionId = defineAvp('Session-Id', 263, utf8String);
export const supportedVendorId = defineAvp('Supported-Vendor-Id', 265, unsigned32);
export const userName = defineAvp('User-Name', 1, utf8String);
export const vendorId = defineAvp('Vendor-Id', 266, unsigned32);

export const experimentalResultCode = defineAvp('Experimental-Result-Code', 298, unsigned32);
export const experimentalResult = defineAvp(
  'Experimental-Result',
  297,
  closedGroup([required(vendorId), required(experimentalResultCode)]),
);
export const vendorSpecificApplicationId = defineAvp(
  'Vendor-Specific-Application-Id',
  260,
  closedGroup([required(vendorId), optional(authApplicationId), optional(acctApplicationId)]),
);
