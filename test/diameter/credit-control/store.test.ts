import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Account,
  type CreditStore,
  DiameterError,
  type LedgerChanges,
  LedgerKeeper,
  memoryStore,
  openLedger,
  openLevelStore,
} from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { Charging, limits, perMinute } from './charging.ts';

const account: Account = { subscriber: 'END_USER_E164:491', balance: 1000, reserved: 0, isBarred: false };

describe('a store in a folder', (test) => {
  test('has accounts and sessions after a restart, and repeated requests are known', async () => {
    await withFolder(async (folder) => {
      const first = await start(folder, account);
      const answer = first.server.ask('INITIAL_REQUEST', 0);
      const other = first.server.ask('INITIAL_REQUEST', 0, { 'Session-Id': 'other' });
      first.server.ask('TERMINATION_REQUEST', 1, { 'Session-Id': 'other', 'Used-Service-Unit': [{ 'CC-Time': 60 }] });
      assert.is(other['Result-Code'], 2001);
      await first.keeper.keep();
      await first.store.close();

      const second = await start(folder, { ...account, balance: 5, isBarred: true });
      assert.equal(second.server.account, { balance: 990, reserved: 100 });
      assert.equal(second.server.ask('INITIAL_REQUEST', 0), answer);
      const end = second.server.ask('TERMINATION_REQUEST', 1, { 'Used-Service-Unit': [{ 'CC-Time': 60 }] });
      assert.is(end['Result-Code'], 2001);
      assert.equal(second.server.account, { balance: 980, reserved: 0 });
      assert.is(second.server.ask('INITIAL_REQUEST', 0, { 'Session-Id': 'new' })['Result-Code'], 4010, 'now barred');
      second.server.now += limits.duplicates;
      second.server.ask('UPDATE_REQUEST', 1);
      await second.keeper.keep();
      const { sessions } = await second.store.load();
      assert.equal(sessions, [], 'those that are forgotten are gone');
      await second.store.close();
    });
  });

  test('tells since when it has lost nothing', async () => {
    await withFolder(async (folder) => {
      for (const now of [1000, 2000]) {
        const store = await openLevelStore(folder, now);
        assert.is(store.since, 1000);
        await store.close();
      }
      assert.is(memoryStore(2000).since, 2000);
    });
  });

  test('is of one process at a time', async () => {
    await withFolder(async (folder) => {
      const store = await openLevelStore(folder);
      const error: Error = await rejection(openLevelStore(folder));
      assert.ok(error instanceof DiameterError && error.code === 'ERR_DIAMETER_STORE', String(error));
      assert.match(error.message, folder);
      await store.close();
    });
  });
});

describe('sessions that are taken in from a store', (test) => {
  test('are given up in the order of their last request, whatever order they were kept in', async () => {
    const kept = ['early', 'late'].map((key, index) => ({
      ...{ key, subscriber: account.subscriber, requestNumber: 0, isOver: false, touchedAt: index * 1000 },
      outcome: { resultCode: 2001, isMultiple: false, services: [] },
      services: {},
    }));
    const store = { ...memoryStore(), load: async () => ({ accounts: [], sessions: [...kept].reverse() }) };
    const ledger = await openLedger(store, [account], limits);
    ledger.expire(limits.supervision);
    assert.equal([ledger.findSession('early'), ledger.openSessionCount], [undefined, 1]);
  });
});

describe('the keeper of a ledger', (test) => {
  test('writes what has changed meanwhile at once', async () => {
    const writes: LedgerChanges[] = [];
    const store: CreditStore = { ...memoryStore(), save: async (changes) => void writes.push(changes) };
    const { server, keeper } = await serve(store);
    const kept = [];
    for (const id of ['1', '2', '3']) {
      server.ask('INITIAL_REQUEST', 0, { 'Session-Id': id });
      kept.push(keeper.keep());
    }
    await Promise.all(kept);
    assert.equal(
      writes.map(({ sessions, accounts }) => [sessions.length, accounts.length]),
      [[3, 1]],
    );
  });

  test('resolves when what had changed is written, not before', async () => {
    const finish: (() => void)[] = [];
    const save = () => new Promise<void>((resolve) => finish.push(resolve));
    const { keeper } = await serve({ ...memoryStore(), save });
    const order: string[] = [];
    const first = keeper.keep().then(() => order.push('first'));
    await Promise.resolve();
    const second = keeper.keep().then(() => order.push('second'));
    await Promise.resolve();
    assert.is(finish.length, 1, 'one write at a time');
    finish[0]?.();
    await first;
    assert.equal(order, ['first']);
    finish[1]?.();
    await second;
    assert.equal(order, ['first', 'second']);
  });

  test('rejects for good once a write has failed', async () => {
    let count = 0;
    const save = async () => {
      count += 1;
      throw new DiameterError('ERR_DIAMETER_STORE', 'full');
    };
    const { keeper } = await serve({ ...memoryStore(), save });
    assert.is((await rejection(keeper.keep())).message, 'full');
    assert.is((await rejection(keeper.keep())).message, 'full');
    assert.is(count, 1);
  });
});

async function serve(store: CreditStore, given: Account = account) {
  const ledger = await openLedger(store, [given], limits);
  return { server: new Charging(ledger, [perMinute]), keeper: new LedgerKeeper(ledger, store), store };
}

async function start(folder: string, given: Account) {
  return serve(await openLevelStore(folder), given);
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'usctp-diameter-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
