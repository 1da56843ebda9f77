import { ClassicLevel } from 'classic-level';
import { DiameterError } from '../errors.ts';
import type { Account } from './account.ts';
import type { CreditStore } from './credit-store.ts';
import type { LedgerChanges } from './ledger.ts';
import type { Session } from './session.ts';

const accountPrefix = 'account!';
const sessionPrefix = 'session!';
/** The character behind `!`: the end of what has a prefix. */
const behindPrefix = '"';

/**
 * A store in a folder, which one process can have at a time. What was saved is on the disk, and survives a crash of the
 * machine.
 * @throws DiameterError with code ERR_DIAMETER_STORE
 */
export async function openLevelStore(folder: string): Promise<CreditStore> {
  const database = new ClassicLevel(folder);
  await guard(folder, () => database.open());
  return {
    load: () =>
      guard(folder, async () => ({
        // `as`: what stands under a prefix was written there by `save`.
        accounts: (await readAll(database, accountPrefix)) as Account[],
        sessions: (await readAll(database, sessionPrefix)) as Session[],
      })),
    save: (changes) => guard(folder, () => database.batch(operationsOf(changes), { sync: true })),
    close: () => guard(folder, () => database.close()),
  };
}

function operationsOf({ accounts, sessions, forgotten }: LedgerChanges) {
  return [
    ...accounts.map((value) => ({
      type: 'put' as const,
      key: accountPrefix + value.subscriber,
      value: JSON.stringify(value),
    })),
    ...sessions.map((value) => ({
      type: 'put' as const,
      key: sessionPrefix + value.key,
      value: JSON.stringify(value),
    })),
    ...forgotten.map((key) => ({ type: 'del' as const, key: sessionPrefix + key })),
  ];
}

async function readAll(database: ClassicLevel, prefix: string): Promise<unknown[]> {
  const values = await database.values({ gte: prefix, lt: prefix.replace('!', behindPrefix) }).all();
  return values.map((value): unknown => JSON.parse(value));
}

async function guard<Value>(folder: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw new DiameterError('ERR_DIAMETER_STORE', `the store in ${folder} fails: ${reasonOf(error)}`, { cause: error });
  }
}

/** classic-level says why in the cause: that another process has the folder, or what the system said. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
