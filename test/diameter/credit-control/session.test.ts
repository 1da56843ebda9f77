import { resultCode } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type Charging, charging, limits, perMinute, subscription } from './charging.ts';

const used = (seconds: number) => ({ 'Used-Service-Unit': [{ 'CC-Time': seconds }] });
const wants = (seconds: number) => ({ 'Requested-Service-Unit': { 'CC-Time': seconds } });

describe('a credit-control session', (test) => {
  test('is granted units, and what they cost is reserved', async () => {
    const server = await charging(1000);
    const answer = server.ask('INITIAL_REQUEST', 0, wants(120));
    assert.is(answer['Result-Code'], resultCode.success);
    assert.equal(answer['Granted-Service-Unit'], { 'CC-Time': 120 });
    assert.is(answer['Validity-Time'], 300);
    assert.is(answer['CC-Session-Failover'], 'FAILOVER_NOT_SUPPORTED', 'no other server has the session');
    assert.is(answer['Credit-Control-Failure-Handling'], 'CONTINUE');
    assert.is(answer['Final-Unit-Indication'], undefined);
    assert.equal(server.account, { balance: 1000, reserved: 20 });
  });

  test('pays for what it used, gets more, and frees in the end what it did not use', async () => {
    const server = await charging(1000);
    server.ask('INITIAL_REQUEST', 0);
    assert.equal(server.account, { balance: 1000, reserved: 100 });
    const update = server.ask('UPDATE_REQUEST', 1, used(600));
    assert.equal(update['Granted-Service-Unit'], { 'CC-Time': 600 });
    assert.equal(server.account, { balance: 900, reserved: 100 });
    const end = server.ask('TERMINATION_REQUEST', 2, used(60));
    assert.is(end['Result-Code'], resultCode.success);
    assert.is(end['Granted-Service-Unit'], undefined);
    assert.equal(server.account, { balance: 890, reserved: 0 });
    assert.is(server.ledger.openSessionCount, 0);
  });

  test('pays for a part of a unit once, not in every report', async () => {
    const server = await charging(1000);
    server.ask('INITIAL_REQUEST', 0);
    for (let number = 1; number <= 12; number += 1) server.ask('UPDATE_REQUEST', number, used(5));
    assert.is(server.account.balance, 990, '12 times 5 seconds are a minute');
  });

  test('is told which units are the last', async () => {
    const server = await charging(25);
    const first = server.ask('INITIAL_REQUEST', 0, wants(60));
    assert.is(first['Final-Unit-Indication'], undefined);
    const last = server.ask('UPDATE_REQUEST', 1, { ...used(60), ...wants(120) });
    assert.equal(last['Granted-Service-Unit'], { 'CC-Time': 90 }, '15 pay for a minute and a half');
    assert.equal(last['Final-Unit-Indication'], { 'Final-Unit-Action': 'TERMINATE' });
    const none = server.ask('UPDATE_REQUEST', 2, { ...used(90), ...wants(60) });
    assert.is(none['Result-Code'], resultCode.creditLimitReached);
    assert.equal(server.account, { balance: 0, reserved: 0 });
    assert.is(server.ledger.openSessionCount, 0, 'it ended with that');
  });

  test('is granted what is granted at a time where it asks for more, or for nothing in particular', async () => {
    for (const seconds of [0, 600, 601]) {
      const server = await charging(1000);
      assert.equal(server.ask('INITIAL_REQUEST', 0, wants(seconds))['Granted-Service-Unit'], { 'CC-Time': 600 });
    }
  });

  test('is told that its units are the last where they are just what credit is left for', async () => {
    const answer = (await charging(10)).ask('INITIAL_REQUEST', 0, wants(60));
    assert.equal(answer['Granted-Service-Unit'], { 'CC-Time': 60 });
    assert.equal(answer['Final-Unit-Indication'], { 'Final-Unit-Action': 'TERMINATE' });
  });

  test('has the rest of a unit that it has paid for', async () => {
    const server = await charging(1, [{ ...perMinute, price: 1 }]);
    server.ask('INITIAL_REQUEST', 0, wants(60));
    const answer = server.ask('UPDATE_REQUEST', 1, { ...used(20), ...wants(60) });
    assert.equal(answer['Granted-Service-Unit'], { 'CC-Time': 40 });
    assert.equal(server.account, { balance: 0, reserved: 0 });
  });

  test('can be led to where the account is filled up', async () => {
    const redirecting = { ...perMinute, finalUnitAction: 'REDIRECT', redirectTo: 'https://pay.example' } as const;
    const server = await charging(10, [redirecting]);
    assert.equal(server.ask('INITIAL_REQUEST', 0)['Final-Unit-Indication'], {
      'Final-Unit-Action': 'REDIRECT',
      'Redirect-Server': { 'Redirect-Address-Type': 'URL', 'Redirect-Server-Address': 'https://pay.example' },
    });
  });

  test('gets no credit that another session has reserved', async () => {
    const server = await charging(100);
    server.ask('INITIAL_REQUEST', 0);
    const other = server.ask('INITIAL_REQUEST', 0, { 'Session-Id': 'other' });
    assert.is(other['Result-Code'], resultCode.creditLimitReached);
    assert.equal(server.account, { balance: 100, reserved: 100 });
  });

  test('owes what it used beyond its grant', async () => {
    const server = await charging(10);
    server.ask('INITIAL_REQUEST', 0);
    server.ask('TERMINATION_REQUEST', 1, used(180));
    assert.equal(server.account, { balance: -20, reserved: 0 });
  });

  test('is given up when it is silent for too long, and its reservation is free again', async () => {
    const server = await charging(100);
    server.ask('INITIAL_REQUEST', 0);
    server.now += limits.supervision;
    assert.is(server.ask('UPDATE_REQUEST', 1)['Result-Code'], resultCode.unknownSessionId);
    assert.equal(server.account, { balance: 100, reserved: 0 });
  });

  test('counts octets of both directions as octets', async () => {
    const server = await charging(1000, [{ ...perMinute, unit: 'CC-Total-Octets', price: 1, per: 1000, grant: 5000 }]);
    const answer = server.ask('INITIAL_REQUEST', 0);
    assert.equal(answer['Granted-Service-Unit'], { 'CC-Total-Octets': 5000n });
    server.ask('TERMINATION_REQUEST', 1, {
      'Used-Service-Unit': [{ 'CC-Input-Octets': 1500n, 'CC-Output-Octets': 500n }],
    });
    assert.is(server.account.balance, 998);
  });
});

describe('a credit-control request that is refused', (test) => {
  test('is of an unknown or barred subscriber', async () => {
    const server = await charging(100);
    assert.is(codeOf(server, subscription('999')), resultCode.userUnknown);
    assert.is(codeOf(server, { 'Subscription-Id': undefined }), resultCode.userUnknown);
    assert.is(codeOf(server, subscription('492')), resultCode.endUserServiceDenied);
  });

  test('is of a subscriber who is barred meanwhile: what was used is paid, and the session is over', async () => {
    const server = await charging(1000);
    server.ask('INITIAL_REQUEST', 0, wants(600));
    server.ledger.setAccount({ subscriber: 'END_USER_E164:491', ...server.account, isBarred: true });
    const answer = server.ask('UPDATE_REQUEST', 1, { ...used(60), ...wants(60) });
    assert.equal([answer['Result-Code'], answer['Granted-Service-Unit']], [resultCode.endUserServiceDenied, undefined]);
    assert.equal(server.account, { balance: 990, reserved: 0 });
    assert.is(server.ask('TERMINATION_REQUEST', 2)['Result-Code'], resultCode.unknownSessionId);
  });

  test('has more services than a session may have, which goes on', async () => {
    const server = await charging(1_000_000);
    const groups = (first: number, count: number) => ({
      'Multiple-Services-Credit-Control': Array.from({ length: count }, (_, at) => ({ 'Rating-Group': first + at })),
    });
    assert.is(codeOf(server, groups(0, 257)), resultCode.resourcesExceeded);
    assert.is(codeOf(server, groups(0, 256)), resultCode.success);
    assert.is(server.ask('UPDATE_REQUEST', 1, groups(256, 1))['Result-Code'], resultCode.resourcesExceeded);
    assert.is(server.ask('UPDATE_REQUEST', 1, groups(0, 256))['Result-Code'], resultCode.success);
    const event = { ...groups(0, 257), 'Session-Id': 'event', 'Requested-Action': 'DIRECT_DEBITING' } as const;
    assert.is(server.ask('EVENT_REQUEST', 0, event)['Result-Code'], resultCode.resourcesExceeded);
  });

  test('names one service too often, or with too many identifiers, or its session too long', async () => {
    const server = await charging(1_000_000);
    const again = { 'Multiple-Services-Credit-Control': Array.from({ length: 257 }, () => ({ 'Rating-Group': 1 })) };
    const identified = (count: number) => ({
      'Multiple-Services-Credit-Control': [{ 'Service-Identifier': Array.from({ length: count }, (_, at) => at) }],
    });
    const named = (length: number) => ({ 'Session-Id': 'x'.repeat(length) });
    for (const tooMuch of [again, identified(4096), named(1025)]) {
      assert.is(codeOf(server, tooMuch), resultCode.resourcesExceeded);
    }
    assert.is(codeOf(server, { ...identified(1024), ...named(1024) }), resultCode.success);
    assert.is(
      server.ask('UPDATE_REQUEST', 1, { ...again, ...named(1024) })['Result-Code'],
      resultCode.resourcesExceeded,
    );
    const large = { ...identified(3000), 'Session-Id': 'large' };
    assert.is(codeOf(server, large), resultCode.success);
    assert.is(server.ask('UPDATE_REQUEST', 1, large)['Result-Code'], resultCode.success, 'it adds nothing');
  });

  test('is of a service without a price, or asks for other units', async () => {
    const server = await charging(100, [{ ...perMinute, serviceContext: 'voice@example' }]);
    assert.is(codeOf(server, {}), resultCode.ratingFailed);
    const octets = { 'Service-Context-Id': 'voice@example', 'Requested-Service-Unit': { 'CC-Total-Octets': 1n } };
    assert.is(codeOf(server, octets), resultCode.ratingFailed);
  });

  test('is of a service that is free', async () => {
    const server = await charging(100, [{ ...perMinute, price: 0 }]);
    assert.is(codeOf(server, {}), resultCode.creditControlNotApplicable);
  });

  test('is of a session that is unknown, or over', async () => {
    const server = await charging(100);
    assert.is(server.ask('UPDATE_REQUEST', 1)['Result-Code'], resultCode.unknownSessionId);
    server.ask('INITIAL_REQUEST', 0);
    server.ask('TERMINATION_REQUEST', 1);
    assert.is(server.ask('UPDATE_REQUEST', 2)['Result-Code'], resultCode.unknownSessionId);
  });

  test('finds no room for another session', async () => {
    const server = await charging(100_000);
    for (let count = 0; count < limits.maxSessions; count += 1) {
      assert.is(codeOf(server, { 'Session-Id': `session ${count}` }), resultCode.success);
    }
    assert.is(codeOf(server, { 'Session-Id': 'one more' }), resultCode.outOfSpace);
    // What is kept for repeated requests takes its room, too.
    server.ask('TERMINATION_REQUEST', 1, { 'Session-Id': 'session 0' });
    assert.is(codeOf(server, { 'Session-Id': 'one more' }), resultCode.outOfSpace);
  });

  function codeOf(server: Charging, change: Parameters<Charging['ask']>[2]): number {
    return server.ask('INITIAL_REQUEST', 0, change)['Result-Code'];
  }
});

describe('a credit-control request that is repeated', (test) => {
  test('is answered the same, and charged once', async () => {
    const server = await charging(1000);
    const first = server.ask('INITIAL_REQUEST', 0, wants(60));
    assert.equal(server.ask('INITIAL_REQUEST', 0, wants(60)), first);
    const update = server.ask('UPDATE_REQUEST', 1, used(60));
    assert.equal(server.ask('UPDATE_REQUEST', 1, used(60)), update);
    assert.is(server.account.balance, 990);
    const end = server.ask('TERMINATION_REQUEST', 2, used(60));
    assert.equal(server.ask('TERMINATION_REQUEST', 2, used(60)), end);
    assert.equal(server.account, { balance: 980, reserved: 0 });
  });

  test('is refused once a later one has been answered', async () => {
    const server = await charging(1000);
    server.ask('INITIAL_REQUEST', 0);
    server.ask('UPDATE_REQUEST', 2, used(60));
    for (const type of ['UPDATE_REQUEST', 'INITIAL_REQUEST'] as const) {
      assert.is(server.ask(type, 1, used(60))['Result-Code'], resultCode.unableToComply);
    }
    // A session begins once, whatever the number.
    assert.is(server.ask('INITIAL_REQUEST', 3)['Result-Code'], resultCode.unableToComply);
    assert.is(server.account.balance, 990);
  });

  test('is not known any more after a while', async () => {
    const server = await charging(1000);
    server.ask('INITIAL_REQUEST', 0);
    server.ask('TERMINATION_REQUEST', 1);
    server.now += limits.duplicates;
    assert.is(server.ask('TERMINATION_REQUEST', 1)['Result-Code'], resultCode.unknownSessionId);
  });
});
