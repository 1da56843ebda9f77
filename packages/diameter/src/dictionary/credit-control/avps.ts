import { enumerated } from '../../codec/formats/enumerated.ts';
import { unsigned32, unsigned64 } from '../../codec/formats/numbers.ts';
import { ipFilterRule, octetString, utf8String } from '../../codec/formats/strings.ts';
import { defineAvp } from '../avp-definition.ts';
import { resultCode } from '../base/avps.ts';
import { closedGroup, grouped } from '../grouped.ts';
import { many, optional, required } from '../rule.ts';
import {
  grantedServiceUnit,
  gsuPoolReference,
  requestedServiceUnit,
  tariffChangeUsage,
  usedServiceUnit,
} from './units.ts';

// The AVPs of credit control (RFC 8506 §8) that are no units.

export const ccCorrelationId = defineAvp('CC-Correlation-Id', 411, octetString, { mandatory: 'may' });
export const ccRequestNumber = defineAvp('CC-Request-Number', 415, unsigned32);
export const ccRequestType = defineAvp(
  'CC-Request-Type',
  416,
  enumerated({ INITIAL_REQUEST: 1, UPDATE_REQUEST: 2, TERMINATION_REQUEST: 3, EVENT_REQUEST: 4 }),
);
export const ccSessionFailover = defineAvp(
  'CC-Session-Failover',
  418,
  enumerated({ FAILOVER_NOT_SUPPORTED: 0, FAILOVER_SUPPORTED: 1 }),
);
export const ccSubSessionId = defineAvp('CC-Sub-Session-Id', 419, unsigned64);
export const checkBalanceResult = defineAvp(
  'Check-Balance-Result',
  422,
  enumerated({ ENOUGH_CREDIT: 0, NO_CREDIT: 1 }),
);
export const creditControlFailureHandling = defineAvp(
  'Credit-Control-Failure-Handling',
  427,
  enumerated({ TERMINATE: 0, CONTINUE: 1, RETRY_AND_TERMINATE: 2 }),
);
export const directDebitingFailureHandling = defineAvp(
  'Direct-Debiting-Failure-Handling',
  428,
  enumerated({ TERMINATE_OR_BUFFER: 0, CONTINUE: 1 }),
);
export const multipleServicesIndicator = defineAvp(
  'Multiple-Services-Indicator',
  455,
  enumerated({ MULTIPLE_SERVICES_NOT_SUPPORTED: 0, MULTIPLE_SERVICES_SUPPORTED: 1 }),
);
export const ratingGroup = defineAvp('Rating-Group', 432, unsigned32);
export const requestedAction = defineAvp(
  'Requested-Action',
  436,
  enumerated({ DIRECT_DEBITING: 0, REFUND_ACCOUNT: 1, CHECK_BALANCE: 2, PRICE_ENQUIRY: 3 }),
);
export const serviceContextId = defineAvp('Service-Context-Id', 461, utf8String);
export const serviceIdentifier = defineAvp('Service-Identifier', 439, unsigned32);
export const validityTime = defineAvp('Validity-Time', 448, unsigned32);

const subscriptionIdType = defineAvp(
  'Subscription-Id-Type',
  450,
  enumerated({ END_USER_E164: 0, END_USER_IMSI: 1, END_USER_SIP_URI: 2, END_USER_NAI: 3, END_USER_PRIVATE: 4 }),
);
const subscriptionIdData = defineAvp('Subscription-Id-Data', 444, utf8String);
export const subscriptionId = defineAvp(
  'Subscription-Id',
  443,
  closedGroup([required(subscriptionIdType), required(subscriptionIdData)]),
);

const serviceParameterType = defineAvp('Service-Parameter-Type', 441, unsigned32, { mandatory: 'may' });
const serviceParameterValue = defineAvp('Service-Parameter-Value', 442, octetString, { mandatory: 'may' });
export const serviceParameterInfo = defineAvp(
  'Service-Parameter-Info',
  440,
  closedGroup([required(serviceParameterType), required(serviceParameterValue)]),
  { mandatory: 'may' },
);

const userEquipmentInfoType = defineAvp(
  'User-Equipment-Info-Type',
  459,
  enumerated({ IMEISV: 0, MAC: 1, EUI64: 2, MODIFIED_EUI64: 3 }),
  { mandatory: 'may' },
);
const userEquipmentInfoValue = defineAvp('User-Equipment-Info-Value', 460, octetString, { mandatory: 'may' });
export const userEquipmentInfo = defineAvp(
  'User-Equipment-Info',
  458,
  closedGroup([required(userEquipmentInfoType), required(userEquipmentInfoValue)]),
  { mandatory: 'may' },
);

const finalUnitAction = defineAvp(
  'Final-Unit-Action',
  449,
  enumerated({ TERMINATE: 0, REDIRECT: 1, RESTRICT_ACCESS: 2 }),
);
const filterId = defineAvp('Filter-Id', 11, utf8String);
const restrictionFilterRule = defineAvp('Restriction-Filter-Rule', 438, ipFilterRule);
const redirectAddressType = defineAvp(
  'Redirect-Address-Type',
  433,
  enumerated({ IPV4_ADDRESS: 0, IPV6_ADDRESS: 1, URL: 2, SIP_URI: 3 }),
);
const redirectServerAddress = defineAvp('Redirect-Server-Address', 435, utf8String);
const redirectServer = defineAvp(
  'Redirect-Server',
  434,
  closedGroup([required(redirectAddressType), required(redirectServerAddress)]),
);
export const finalUnitIndication = defineAvp(
  'Final-Unit-Indication',
  430,
  closedGroup([required(finalUnitAction), many(restrictionFilterRule), many(filterId), optional(redirectServer)]),
);

export const multipleServicesCreditControl = defineAvp(
  'Multiple-Services-Credit-Control',
  456,
  grouped([
    optional(grantedServiceUnit),
    optional(requestedServiceUnit),
    many(usedServiceUnit),
    optional(tariffChangeUsage),
    many(serviceIdentifier),
    optional(ratingGroup),
    many(gsuPoolReference),
    optional(validityTime),
    optional(resultCode),
    optional(finalUnitIndication),
  ]),
);
