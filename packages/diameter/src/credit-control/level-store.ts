import { ClassicLevel } from 'classic-level';
import { DiameterError } from '../errors.ts';
import type { Account } from './account.ts';
import { type CreditStore, currentSecond } from './credit-store.ts';
import type { LedgerChanges } from './ledger.ts';
import type { Session } from './session.ts';

const accountPrefix = 'account!';
const sessionPrefix = 'session!';
const sinceKey = 'since';
/** The character behind `!`: the end of what has a prefix. */
const behindPrefix = '"';

/**
 * A store in a folder, which one process can have at a time. What was saved is on the disk, and survives a crash of the
 * machine. `now` is the time of day, in seconds since 1970, of which a new store makes a note.
 * @throws DiameterError with code ERR_DIAMETER_STORE
 */
export async function openLevelStore(folder: string, now: number = currentSecond()): Promise<CreditStore> {
  const database = new ClassicLevel(folder);
  const since = await guard(folder, async () => {
    await database.open();
    return readSince(database, now);
  });
  return {
    since,
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

async function readSince(database: ClassicLevel, now: number): Promise<number> {
  const kept = await database.get(sinceKey);
  if (kept === undefined) await database.put(sinceKey, String(now), { sync: true });
  return kept === undefined ? now : Number(kept);
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
