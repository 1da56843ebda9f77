/** The definition of every AVP of the base protocol and of credit control. */
export * from './base/avps.ts';
export * from './base/session-avps.ts';
export * from './credit-control/avps.ts';
export * from './credit-control/units.ts';
