import * as assert from 'uvu/assert';
import { formatPlan, type Plan, parsePlan } from '../../../bench/src/peers/plan.ts';
import { describe } from '../../helpers/describe.ts';

const plan: Plan = {
  stack: 'usctp',
  side: 'client',
  test: 'ping',
  transport: 'udp',
  serverAddress: '203.0.113.1',
  clientAddress: '203.0.113.2',
  port: 5000,
  serverUdpPort: 20_000,
  clientUdpPort: 19_999,
  size: 100,
  streams: 16,
  unordered: true,
  associations: 1000,
  busyPollMicroseconds: 100,
  warmup: 400,
  duration: 800,
};

describe('bench: the plan of a process', (test) => {
  test('what is told in arguments is understood', () => {
    assert.equal(parsePlan(formatPlan(plan)), plan);
    assert.ok(formatPlan(plan).includes('size=100'));
  });

  test('what is missing, unknown or no number is refused by name', () => {
    const without = (key: string) => formatPlan(plan).filter((arg) => !arg.startsWith(`${key}=`));
    assert.throws(() => parsePlan(without('size')), /size= is missing/);
    assert.throws(() => parsePlan([...without('size'), 'size=big']), /size=big is no number/);
    assert.throws(() => parsePlan([...without('stack'), 'stack=quic']), /stack is quic; it takes usctp, usrsctp/);
  });
});
