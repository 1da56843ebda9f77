import { enumerated } from '../../codec/formats/enumerated.ts';
import { integer32, integer64, unsigned32, unsigned64 } from '../../codec/formats/numbers.ts';
import { utf8String } from '../../codec/formats/strings.ts';
import { time } from '../../codec/formats/time.ts';
import { defineAvp } from '../avp-definition.ts';
import { closedGroup, grouped } from '../grouped.ts';
import { optional, required } from '../rule.ts';

// Amounts of service and of money (RFC 8506 §8).

export const valueDigits = defineAvp('Value-Digits', 447, integer64);
export const exponent = defineAvp('Exponent', 429, integer32);
export const unitValue = defineAvp('Unit-Value', 445, closedGroup([required(valueDigits), optional(exponent)]));
export const currencyCode = defineAvp('Currency-Code', 425, unsigned32);
export const ccMoney = defineAvp('CC-Money', 413, closedGroup([required(unitValue), optional(currencyCode)]));
export const costUnit = defineAvp('Cost-Unit', 424, utf8String);
export const costInformation = defineAvp(
  'Cost-Information',
  423,
  closedGroup([required(unitValue), required(currencyCode), optional(costUnit)]),
);

export const ccTime = defineAvp('CC-Time', 420, unsigned32);
export const ccTotalOctets = defineAvp('CC-Total-Octets', 421, unsigned64);
export const ccInputOctets = defineAvp('CC-Input-Octets', 412, unsigned64);
export const ccOutputOctets = defineAvp('CC-Output-Octets', 414, unsigned64);
export const ccServiceSpecificUnits = defineAvp('CC-Service-Specific-Units', 417, unsigned64);
export const tariffTimeChange = defineAvp('Tariff-Time-Change', 451, time);
export const tariffChangeUsage = defineAvp(
  'Tariff-Change-Usage',
  452,
  enumerated({ UNIT_BEFORE_TARIFF_CHANGE: 0, UNIT_AFTER_TARIFF_CHANGE: 1, UNIT_INDETERMINATE: 2 }),
);

const units = [
  optional(ccTime),
  optional(ccMoney),
  optional(ccTotalOctets),
  optional(ccInputOctets),
  optional(ccOutputOctets),
  optional(ccServiceSpecificUnits),
] as const;

export const grantedServiceUnit = defineAvp(
  'Granted-Service-Unit',
  431,
  grouped([optional(tariffTimeChange), ...units]),
);
export const requestedServiceUnit = defineAvp('Requested-Service-Unit', 437, grouped(units));
export const usedServiceUnit = defineAvp('Used-Service-Unit', 446, grouped([optional(tariffChangeUsage), ...units]));

export const ccUnitType = defineAvp(
  'CC-Unit-Type',
  454,
  enumerated({
    TIME: 0,
    MONEY: 1,
    'TOTAL-OCTETS': 2,
    'INPUT-OCTETS': 3,
    'OUTPUT-OCTETS': 4,
    'SERVICE-SPECIFIC-UNITS': 5,
  }),
);
export const gsuPoolIdentifier = defineAvp('G-S-U-Pool-Identifier', 453, unsigned32);
export const gsuPoolReference = defineAvp(
  'G-S-U-Pool-Reference',
  457,
  closedGroup([required(gsuPoolIdentifier), required(ccUnitType), required(unitValue)]),
);
