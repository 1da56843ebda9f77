import {
  type Account,
  type CreditControlAnswer,
  type CreditControlRequest,
  CreditControlServer,
  type Ledger,
  memoryStore,
  openLedger,
  type Tariff,
} from '@usctp/diameter';

/** A minute costs 10, ten minutes are granted at a time. */
export const perMinute: Tariff = {
  serviceContext: undefined,
  ratingGroup: undefined,
  unit: 'CC-Time',
  price: 10,
  per: 60,
  grant: 600,
  validityTime: 300,
  finalUnitAction: 'TERMINATE',
  redirectTo: undefined,
};

export const limits = { supervision: 600_000, duplicates: 240_000, maxSessions: 10 };

/** A server with one subscriber, and the time of day of its requests. */
export class Charging {
  now = 1_000_000;
  readonly ledger: Ledger;
  readonly #server: CreditControlServer;

  constructor(ledger: Ledger, tariffs: readonly Tariff[]) {
    this.ledger = ledger;
    const origin = { 'Origin-Host': 'server.example', 'Origin-Realm': 'example' };
    const failurePolicy = { sessionFailover: false, failureHandling: 'CONTINUE' } as const;
    const currency = { code: 978, exponent: -2 };
    this.#server = new CreditControlServer({ origin, tariffs, currency, failurePolicy }, ledger);
  }

  /** What is left of the subscriber's balance, and how much of that is reserved. */
  get account(): Pick<Account, 'balance' | 'reserved'> {
    const { balance = 0, reserved = 0 } = this.ledger.findAccount('END_USER_E164:491') ?? {};
    return { balance, reserved };
  }

  ask(
    type: CreditControlRequest['CC-Request-Type'],
    number: number,
    change: Partial<CreditControlRequest> = {},
  ): CreditControlAnswer {
    this.now += 1000;
    return this.#server.answer(
      {
        'Session-Id': 'client.example;1;1',
        'Origin-Host': 'client.example',
        'Origin-Realm': 'example',
        'Destination-Realm': 'example',
        'Auth-Application-Id': 4,
        'Service-Context-Id': '32251@3gpp.org',
        'CC-Request-Type': type,
        'CC-Request-Number': number,
        'Subscription-Id': [{ 'Subscription-Id-Type': 'END_USER_E164', 'Subscription-Id-Data': '491' }],
        ...change,
      },
      this.now,
    );
  }
}

/** A server whose subscriber has so much. */
export async function charging(balance: number, tariffs: readonly Tariff[] = [perMinute]): Promise<Charging> {
  const account: Account = { subscriber: 'END_USER_E164:491', balance, reserved: 0, isBarred: false };
  const barred: Account = { ...account, subscriber: 'END_USER_E164:492', isBarred: true };
  return new Charging(await openLedger(memoryStore(), [account, barred], limits), tariffs);
}

/** A Subscription-Id of another number. */
export function subscription(number: string): Partial<CreditControlRequest> {
  return { 'Subscription-Id': [{ 'Subscription-Id-Type': 'END_USER_E164', 'Subscription-Id-Data': number }] };
}
