import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { established, type ScenarioOptions } from './scenario.ts';

const everyTenSeconds: ScenarioOptions = { a: { heartbeatInterval: 10_000 } };

/** Whether the wait is HB.interval and an RTO of a second, with half of that as jitter. */
function isHeartbeatPeriod(wait: number): boolean {
  return wait >= 10_500 && wait <= 11_500;
}

describe('heartbeat', (test) => {
  test('an idle path is asked every HB.interval and RTO, with jitter, and answers', () => {
    const { a, ladder, network } = established(everyTenSeconds);
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const before = network.now;
      network.advanceTo(a.nextTimeout());
      waits.push(network.now - before);
      ladder.deliver('A -> HEARTBEAT', 'Z -> HEARTBEAT ACK').quiet();
    }
    assert.ok(waits.every(isHeartbeatPeriod), `${waits}`);
    assert.is(new Set(waits).size, 5, 'without jitter all would be the same');
  });

  test('the answer brings back what was asked', () => {
    const { a, ladder, network } = established(everyTenSeconds);
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> HEARTBEAT');
    const { heartbeatInfo } = ladder.chunk('HEARTBEAT');
    ladder.deliver('Z -> HEARTBEAT ACK');
    assert.equal(ladder.chunk('HEARTBEAT ACK').heartbeatInfo, heartbeatInfo);
  });

  test('the answer measures the path', () => {
    const { a, atA, ladder, network } = established(everyTenSeconds);
    const before = atA.core.primaryPath.rtt.srtt ?? Number.NaN;
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> HEARTBEAT');
    const answer = ladder.hold('Z -> HEARTBEAT ACK');
    network.advanceBy(400);
    network.deliver(answer);
    assert.is(atA.core.primaryPath.rtt.srtt, (7 / 8) * before + 400 / 8);
  });

  test('a path with data on it is not asked', () => {
    const { a, atA, ladder, network } = established(everyTenSeconds);
    for (let i = 0; i < 10; i += 1) {
      network.advanceBy(5000);
      atA.send('busy', { sackImmediately: true });
      ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    }
    assert.is.not(a.nextTimeout(), undefined);
  });

  test('an unanswered HEARTBEAT is an error after an RTO', () => {
    const { a, atA, ladder, network } = established(everyTenSeconds);
    network.advanceTo(a.nextTimeout());
    ladder.lose('A -> HEARTBEAT');
    network.advanceBy(1000);
    assert.is(atA.core.primaryPath.errorCount, 1);
    assert.is(atA.core.primaryPath.rto, 2000);
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> HEARTBEAT', 'Z -> HEARTBEAT ACK');
    assert.is(atA.core.primaryPath.errorCount, 0);
  });

  test('a peer that answers no more makes the path inactive, then ends the association', () => {
    const { a, atA, ladder, network } = established(everyTenSeconds);
    const states = [];
    for (let sent = 1; sent <= 11; sent += 1) {
      network.runUntil(() => atA.core.primaryPath.heartbeat !== undefined);
      ladder.lose('A -> HEARTBEAT');
      network.runUntil(() => atA.core.primaryPath.heartbeat === undefined);
      states.push(atA.core.primaryPath.state);
    }
    assert.equal(states.indexOf('INACTIVE'), 5, 'with the sixth error: pathMaxRetransmissions is 5');
    assert.is(atA.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
    assert.is(a.nextTimeout(), undefined);
  });

  test('an answer that was not asked for is ignored', () => {
    const { a, atA, ladder, network } = established(everyTenSeconds);
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> HEARTBEAT');
    const answer = ladder.hold('Z -> HEARTBEAT ACK');
    network.deliver(answer);
    const { srtt } = atA.core.primaryPath.rtt;
    network.advanceBy(500);
    network.deliver(answer);
    assert.is(atA.core.primaryPath.rtt.srtt, srtt);
  });

  test('an answer takes back the count towards the end of the association (§8.3)', () => {
    const { a, atA, ladder, network } = established({
      a: { heartbeatInterval: 1000, associationMaxRetransmissions: 1 },
    });
    for (let i = 0; i < 4; i += 1) {
      network.advanceTo(a.nextTimeout());
      ladder.lose('A -> HEARTBEAT');
      network.advanceTo(a.nextTimeout());
      network.advanceTo(a.nextTimeout());
      ladder.deliver('A -> HEARTBEAT', 'Z -> HEARTBEAT ACK');
    }
    assert.is(atA.state, 'ESTABLISHED');
  });

  test('on a path that is not in use does not end the association (§8.1)', () => {
    const a = { heartbeatInterval: 1000, associationMaxRetransmissions: 1, rtoMax: 1000 };
    const { atA, ladder, network, a: host } = established({ isMultiHomed: true, a });
    for (const end = network.now + 30_000; network.now < end; ) {
      network.advanceTo(host.nextTimeout());
      const [primary] = atA.core.paths;
      const isPrimary = primary?.heartbeat?.sentAt === network.now;
      if (isPrimary) ladder.deliver('A -> HEARTBEAT', 'Z -> HEARTBEAT ACK');
      else if (atA.core.paths[1]?.heartbeat?.sentAt === network.now) ladder.lose('A -> HEARTBEAT');
    }
    assert.equal([atA.state, ...atA.core.paths.map(({ state }) => state)], ['ESTABLISHED', 'ACTIVE', 'INACTIVE']);
  });
});
