/** Greatest number of units, and of the smallest unit of a currency, that is counted exactly. */
export const greatestAmount = Number.MAX_SAFE_INTEGER;

/** What a subscriber has. Amounts are in the smallest unit of the currency. */
export interface Account {
  /** By `subscriberKey`. */
  readonly subscriber: string;
  /** May fall below zero: what was used is owed, though it was more than granted. */
  readonly balance: number;
  /** What sessions were granted and have not told of: it is no longer there for others. */
  readonly reserved: number;
  /** Whether no service is given (4010). */
  readonly isBarred: boolean;
}

/** One name for a subscriber: the type and the data of a Subscription-Id (RFC 8506 §8.46). */
export function subscriberKey(type: string, id: string): string {
  return `${type}:${id}`;
}

/** What can still be granted. */
export function availableIn({ balance, reserved }: Account): number {
  return Math.max(0, balance - reserved);
}
