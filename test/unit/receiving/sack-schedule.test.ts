import * as assert from 'uvu/assert';
import { SackSchedule } from '../../../lib/src/receiving/sack-schedule.ts';
import { describe } from '../../helpers/describe.ts';

/** One that has acknowledged the first DATA of its association. */
function schedule(sackEveryPackets = 2): SackSchedule {
  const fresh = new SackSchedule({ sackDelay: 200, sackEveryPackets });
  fresh.packetReceived(0);
  fresh.sent();
  return fresh;
}

describe('SackSchedule (RFC 9260 §6.2)', (test) => {
  test('the first DATA of an association is acknowledged at once (§5.1)', () => {
    const fresh = new SackSchedule({ sackDelay: 200, sackEveryPackets: 2 });
    assert.not(fresh.isDue);
    fresh.packetReceived(0);
    assert.ok(fresh.isDue);
  });

  test('the first of two packets waits for the delay', () => {
    const sacks = schedule();
    sacks.packetReceived(1000);
    assert.not(sacks.isDue);
    assert.is(sacks.timer.deadline, 1200);
  });

  test('a SACK that waits may go along with data', () => {
    const sacks = schedule();
    assert.not(sacks.isPending);
    sacks.packetReceived(1000);
    assert.ok(sacks.isPending);
  });

  test('every second packet is acknowledged at once', () => {
    const sacks = schedule();
    sacks.packetReceived(1000);
    sacks.packetReceived(1010);
    assert.ok(sacks.isDue);
  });

  test('every n-th packet is when the options say so', () => {
    const sacks = schedule(3);
    sacks.packetReceived(1000);
    sacks.packetReceived(1010);
    assert.not(sacks.isDue);
    assert.is(sacks.timer.deadline, 1200);
    sacks.packetReceived(1020);
    assert.ok(sacks.isDue);
  });

  test('the delay ends in a SACK', () => {
    const sacks = schedule();
    sacks.packetReceived(1000);
    sacks.handleTimeout(1199);
    assert.not(sacks.isDue);
    sacks.handleTimeout(1200);
    assert.ok(sacks.isDue);
  });

  test('a packet that must not wait is acknowledged at once', () => {
    const sacks = schedule();
    sacks.hurry();
    assert.not(sacks.isDue);
    sacks.packetReceived(1000);
    assert.ok(sacks.isDue);
  });

  test('a SACK that opens the window is due without a packet', () => {
    const sacks = schedule();
    sacks.request();
    assert.ok(sacks.isDue);
  });

  test('a SACK that is due waits for more packets neither in slow start nor after a loss', () => {
    const sacks = schedule();
    const answers = (packets: number): string => {
      let waits = 0;
      let goesAtOnce = 0;
      for (let i = 0; i < packets; i += 1) {
        sacks.packetReceived(1000);
        if (!sacks.isDue) continue;
        if (sacks.mayWait) waits += 1;
        else goesAtOnce += 1;
        sacks.sent();
      }
      return `${goesAtOnce} at once, ${waits} wait`;
    };
    assert.is(answers(998), '499 at once, 0 wait');
    assert.is(answers(200), '0 at once, 100 wait');
    sacks.hurry();
    assert.is(answers(1), '1 at once, 0 wait');
    assert.is(answers(998), '499 at once, 0 wait');
    assert.is(answers(200), '0 at once, 100 wait');
  });

  test('a SACK waits for no more packets where each is to be acknowledged', () => {
    const sacks = schedule(1);
    for (let i = 0; i < 2000; i += 1) {
      sacks.packetReceived(1000);
      assert.not(sacks.mayWait);
      sacks.sent();
    }
  });

  test('where no SACK is due, packets may be waited for', () => {
    const sacks = schedule();
    sacks.packetReceived(1000);
    assert.ok(sacks.mayWait);
    sacks.packetReceived(1000);
    assert.not(sacks.mayWait);
  });

  test('all starts anew once a SACK was sent', () => {
    const sacks = schedule();
    sacks.hurry();
    sacks.packetReceived(1000);
    sacks.sent();
    assert.equal([sacks.isDue, sacks.isPending, sacks.timer.isRunning], [false, false, false]);
    sacks.packetReceived(2000);
    assert.not(sacks.isDue);
  });
});
