/** Values of the AVP Result-Code: those of the base protocol (RFC 6733 §7.1) and of credit control (RFC 8506 §9). */
export const resultCode = {
  multiRoundAuth: 1001,
  success: 2001,
  limitedSuccess: 2002,
  commandUnsupported: 3001,
  unableToDeliver: 3002,
  realmNotServed: 3003,
  tooBusy: 3004,
  loopDetected: 3005,
  redirectIndication: 3006,
  applicationUnsupported: 3007,
  invalidHdrBits: 3008,
  invalidAvpBits: 3009,
  unknownPeer: 3010,
  authenticationRejected: 4001,
  outOfSpace: 4002,
  electionLost: 4003,
  endUserServiceDenied: 4010,
  creditControlNotApplicable: 4011,
  creditLimitReached: 4012,
  avpUnsupported: 5001,
  unknownSessionId: 5002,
  authorizationRejected: 5003,
  invalidAvpValue: 5004,
  missingAvp: 5005,
  resourcesExceeded: 5006,
  contradictingAvps: 5007,
  avpNotAllowed: 5008,
  avpOccursTooManyTimes: 5009,
  noCommonApplication: 5010,
  unsupportedVersion: 5011,
  unableToComply: 5012,
  invalidBitInHeader: 5013,
  invalidAvpLength: 5014,
  invalidMessageLength: 5015,
  invalidAvpBitCombo: 5016,
  noCommonSecurity: 5017,
  userUnknown: 5030,
  ratingFailed: 5031,
} as const;

const names = new Map<number, string>(
  Object.entries(resultCode).map(([name, code]) => [code, name.replace(/[A-Z]/g, '_$&').toUpperCase()]),
);

/** The name that the RFC has for a Result-Code, as `DIAMETER_SUCCESS`; the number alone for one that it does not have. */
export function nameResultCode(code: number): string {
  const name = names.get(code);
  if (name === undefined) return String(code);
  return code === resultCode.electionLost ? name : `DIAMETER_${name}`;
}

/** Whether the code is that of a protocol error, whose answer has the E bit set (RFC 6733 §7.1.3). */
export function isProtocolError(code: number): boolean {
  return code >= 3000 && code < 4000;
}
