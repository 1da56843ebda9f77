import { greatestAmount } from './account.ts';

/** The AVP that says how much of a service is meant: seconds, bytes, or whatever the service counts. */
export type RatedUnit = 'CC-Time' | 'CC-Total-Octets' | 'CC-Service-Specific-Units';

/** What a service costs, and how much of it is granted at a time. */
export interface Tariff {
  /** Service-Context-Id of the services that it is for; undefined for any. */
  readonly serviceContext: string | undefined;
  /** Rating-Group of the services that it is for; undefined for any, and for requests without one. */
  readonly ratingGroup: number | undefined;
  readonly unit: RatedUnit;
  /** Price of `per` units, in the smallest unit of the currency; 0 for what is free, which needs no control (4011). */
  readonly price: number;
  /** At least 1. */
  readonly per: number;
  /** Units that are granted at a time, at most: what a session can use unnoticed. At least 1. */
  readonly grant: number;
  /** Seconds after which a client has to ask again (Validity-Time); undefined: when it has used what was granted. */
  readonly validityTime: number | undefined;
  /** What is to happen when the last units that credit is left for are used (RFC 8506 §8.35). */
  readonly finalUnitAction: 'TERMINATE' | 'REDIRECT';
  /** Where `REDIRECT` leads. */
  readonly redirectTo: string | undefined;
}

/** The first tariff for the service, if there is one. */
export function findTariff(
  tariffs: readonly Tariff[],
  serviceContext: string,
  ratingGroup: number | undefined,
): Tariff | undefined {
  return tariffs.find(
    (tariff) =>
      (tariff.serviceContext === undefined || tariff.serviceContext === serviceContext) &&
      (tariff.ratingGroup === undefined || tariff.ratingGroup === ratingGroup),
  );
}

/** What so many units cost from the first one on, rounded up once: not for every report, which would charge too much. */
export function costOf({ price, per }: Tariff, units: number): number {
  const cost = (BigInt(units) * BigInt(price) + BigInt(per) - 1n) / BigInt(per);
  return Number(cost > BigInt(greatestAmount) ? greatestAmount : cost);
}

/** How many units an amount pays for, from the first one on. */
export function unitsFor({ price, per }: Tariff, amount: number): number {
  if (amount <= 0) return 0;
  const units = (BigInt(amount) * BigInt(per)) / BigInt(price);
  return Number(units > BigInt(greatestAmount) ? greatestAmount : units);
}
