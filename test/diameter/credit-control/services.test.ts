import { type CreditControlRequest, resultCode } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { avp, hex } from '../codec/bytes.ts';
import { charging, perMinute } from './charging.ts';

const octets = { ...perMinute, ratingGroup: 2, unit: 'CC-Total-Octets', price: 1, per: 1000, grant: 9000 } as const;
const tariffs = [octets, { ...perMinute, ratingGroup: 1 }];

type Service = NonNullable<CreditControlRequest['Multiple-Services-Credit-Control']>[number];

function services(...list: readonly Service[]): Partial<CreditControlRequest> {
  return { 'Multiple-Services-Credit-Control': list };
}

describe('several services of one session', (test) => {
  test('have each its own grant and Result-Code', async () => {
    const server = await charging(1000, tariffs);
    const answer = server.ask(
      'INITIAL_REQUEST',
      0,
      services(
        { 'Rating-Group': 1, 'Requested-Service-Unit': {} },
        { 'Rating-Group': 2, 'Service-Identifier': [7], 'Requested-Service-Unit': { 'CC-Total-Octets': 5000n } },
        { 'Rating-Group': 3, 'Requested-Service-Unit': {} },
      ),
    );
    assert.is(answer['Result-Code'], resultCode.success);
    assert.is(answer['Granted-Service-Unit'], undefined);
    const [time, data, unknown] = answer['Multiple-Services-Credit-Control'] ?? [];
    assert.equal(time?.['Granted-Service-Unit'], { 'CC-Time': 600 });
    assert.equal(data?.['Granted-Service-Unit'], { 'CC-Total-Octets': 5000n });
    assert.equal(data?.['Service-Identifier'], [7]);
    assert.is(data?.['Result-Code'], resultCode.success);
    assert.is(unknown?.['Result-Code'], resultCode.ratingFailed);
    assert.equal(server.account, { balance: 1000, reserved: 105 });
  });

  test('are charged each by itself; one that asks for nothing gets nothing', async () => {
    const server = await charging(1000, tariffs);
    server.ask('INITIAL_REQUEST', 0, services({ 'Rating-Group': 1, 'Requested-Service-Unit': {} }));
    const update = server.ask(
      'UPDATE_REQUEST',
      1,
      services(
        { 'Rating-Group': 1, 'Used-Service-Unit': [{ 'CC-Time': 60 }, { 'CC-Time': 60 }] },
        { 'Rating-Group': 2, 'Used-Service-Unit': [{ 'CC-Total-Octets': 3000n }], 'Requested-Service-Unit': {} },
      ),
    );
    const [time, data] = update['Multiple-Services-Credit-Control'] ?? [];
    assert.is(time?.['Granted-Service-Unit'], undefined);
    assert.equal(data?.['Granted-Service-Unit'], { 'CC-Total-Octets': 9000n });
    assert.equal(server.account, { balance: 977, reserved: 9 });
    server.ask('TERMINATION_REQUEST', 2, services({ 'Rating-Group': 2 }));
    assert.equal(server.account, { balance: 977, reserved: 0 });
  });

  test('free in the end what they have reserved, also those that the last request does not name', async () => {
    const server = await charging(1000, tariffs);
    const both = [1, 2].map((group) => ({ 'Rating-Group': group, 'Requested-Service-Unit': {} }));
    server.ask('INITIAL_REQUEST', 0, services(...both));
    assert.ok(server.account.reserved > 100);
    server.ask('TERMINATION_REQUEST', 1, services({ 'Rating-Group': 2 }));
    assert.equal(server.account, { balance: 1000, reserved: 0 });
  });

  test('of two sub-sessions are two sessions', async () => {
    const server = await charging(1000);
    server.ask('INITIAL_REQUEST', 0, { 'CC-Sub-Session-Id': 1n });
    const other = server.ask('INITIAL_REQUEST', 0, { 'CC-Sub-Session-Id': 2n });
    assert.is(other['CC-Sub-Session-Id'], 2n);
    assert.is(server.ledger.openSessionCount, 2);
  });
});

describe('an event', (test) => {
  const sms = { ...perMinute, unit: 'CC-Service-Specific-Units', price: 9, per: 1 } as const;
  const two = { 'Requested-Service-Unit': { 'CC-Service-Specific-Units': 2n } };

  test('debits the account at once, or not at all', async () => {
    const server = await charging(30, [sms]);
    const debit = { ...two, 'Requested-Action': 'DIRECT_DEBITING' } as const;
    assert.equal(server.ask('EVENT_REQUEST', 0, debit)['Granted-Service-Unit'], { 'CC-Service-Specific-Units': 2n });
    assert.is(server.account.balance, 12);
    const again = server.ask('EVENT_REQUEST', 0, debit);
    assert.is(again['Result-Code'], resultCode.success);
    assert.is(server.account.balance, 12, 'repeated');
    const refused = server.ask('EVENT_REQUEST', 0, { ...debit, 'Session-Id': 'another' });
    assert.is(refused['Result-Code'], resultCode.creditLimitReached);
    assert.is(server.account.balance, 12);
    const all = await charging(18, [sms]);
    assert.is(all.ask('EVENT_REQUEST', 0, debit)['Result-Code'], resultCode.success);
    assert.is(all.account.balance, 0);
  });

  test('refunds, checks the balance, and tells the price', async () => {
    const server = await charging(10, [sms]);
    server.ask('EVENT_REQUEST', 0, { ...two, 'Requested-Action': 'REFUND_ACCOUNT' });
    assert.is(server.account.balance, 28);
    const ask = (action: 'CHECK_BALANCE' | 'PRICE_ENQUIRY', units: bigint) =>
      server.ask('EVENT_REQUEST', 0, {
        'Session-Id': `${action} ${units}`,
        'Requested-Action': action,
        'Requested-Service-Unit': { 'CC-Service-Specific-Units': units },
      });
    assert.is(ask('CHECK_BALANCE', 3n)['Check-Balance-Result'], 'ENOUGH_CREDIT');
    assert.is(ask('CHECK_BALANCE', 4n)['Check-Balance-Result'], 'NO_CREDIT');
    assert.equal(ask('PRICE_ENQUIRY', 4n)['Cost-Information'], {
      'Unit-Value': { 'Value-Digits': 36n, Exponent: -2 },
      'Currency-Code': 978,
    });
    assert.is(server.account.balance, 28);
  });

  test('has to say what it asks for, and of what units', async () => {
    const server = await charging(30, [sms]);
    const answer = server.ask('EVENT_REQUEST', 0, two);
    assert.is(answer['Result-Code'], resultCode.missingAvp);
    assert.equal(answer['Failed-AVP'], [[avp(436, hex('00000000'))]]);
    const noUnits = server.ask('EVENT_REQUEST', 0, { 'Requested-Action': 'DIRECT_DEBITING' });
    assert.is(noUnits['Result-Code'], resultCode.ratingFailed);
  });
});
