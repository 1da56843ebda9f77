import * as assert from 'uvu/assert';
import { Watchdog, type WatchdogState } from '../../../packages/diameter/src/peer/watchdog.ts';
import { describe } from '../../helpers/describe.ts';

const tw = 30_000;

/** A row of the table at the end of RFC 3539, appendix A; `expires` is the timer. */
type Row = readonly [from: string, event: keyof typeof events, action: string | undefined, to: WatchdogState];

/** Goes by deadlines; the jitter is none. */
class Clock {
  now = 0;
  readonly watchdog = new Watchdog({ interval: tw, fraction: () => 0.5 });

  up() {
    return this.watchdog.connectionUp(this.now);
  }

  expire() {
    this.now = this.watchdog.nextTimeout() ?? this.now;
    return this.watchdog.handleTimeout(this.now);
  }

  answer() {
    return this.watchdog.receive(true, this.now);
  }
}

const events = {
  'receives DWA': (clock: Clock) => clock.answer(),
  'receives another message': (clock: Clock) => clock.watchdog.receive(false, clock.now),
  expires: (clock: Clock) => clock.expire(),
  'comes up': (clock: Clock) => clock.up(),
  'goes down': (clock: Clock) => clock.watchdog.connectionDown(false),
} as const;

const reach: Readonly<Record<string, readonly (keyof typeof events)[]>> = {
  INITIAL: [],
  OKAY: ['comes up'],
  'OKAY, pending': ['comes up', 'expires'],
  SUSPECT: ['comes up', 'expires', 'expires'],
  DOWN: ['comes up', 'goes down'],
  'REOPEN, pending': ['comes up', 'goes down', 'comes up'],
  REOPEN: ['comes up', 'goes down', 'comes up', 'receives DWA'],
  'REOPEN, two answers': ['comes up', 'goes down', 'comes up', 'receives DWA', 'expires', 'receives DWA'],
  'REOPEN, NumDWA < 0': ['comes up', 'goes down', 'comes up', 'expires'],
};

const rows: readonly Row[] = [
  ['OKAY', 'receives DWA', undefined, 'OKAY'],
  ['OKAY', 'receives another message', undefined, 'OKAY'],
  ['SUSPECT', 'receives DWA', 'failback', 'OKAY'],
  ['SUSPECT', 'receives another message', 'failback', 'OKAY'],
  ['REOPEN, two answers', 'receives DWA', 'failback', 'OKAY'],
  ['REOPEN', 'receives DWA', undefined, 'REOPEN'],
  ['REOPEN', 'receives another message', undefined, 'REOPEN'],
  ['INITIAL', 'receives DWA', undefined, 'INITIAL'],
  ['INITIAL', 'receives another message', undefined, 'INITIAL'],
  ['DOWN', 'receives DWA', undefined, 'DOWN'],
  ['DOWN', 'receives another message', undefined, 'DOWN'],
  ['OKAY', 'expires', 'send', 'OKAY'],
  ['OKAY, pending', 'expires', 'failover', 'SUSPECT'],
  ['SUSPECT', 'expires', 'close', 'DOWN'],
  ['REOPEN', 'expires', 'send', 'REOPEN'],
  ['REOPEN, pending', 'expires', undefined, 'REOPEN'],
  ['REOPEN, NumDWA < 0', 'expires', 'close', 'DOWN'],
  ['INITIAL', 'comes up', undefined, 'OKAY'],
  ['DOWN', 'comes up', 'send', 'REOPEN'],
  ['OKAY', 'goes down', undefined, 'DOWN'],
  ['SUSPECT', 'goes down', undefined, 'DOWN'],
  ['REOPEN', 'goes down', undefined, 'DOWN'],
];

describe('the watchdog (RFC 3539, appendix A)', (test) => {
  for (const [from, event, action, to] of rows) {
    test(`in ${from} ${event}: ${to}`, () => {
      const clock = new Clock();
      for (const step of reach[from] ?? []) events[step](clock);
      assert.is(events[event](clock), action);
      assert.is(clock.watchdog.state, to);
    });
  }

  test('any message puts off the next DWR by a whole Tw', () => {
    const clock = new Clock();
    clock.up();
    clock.now = 20_000;
    clock.watchdog.receive(false, clock.now);
    assert.is(clock.watchdog.nextTimeout(), 50_000);
  });

  test('a sign of life of a suspect one puts off the next DWR by a whole Tw, too', () => {
    const clock = new Clock();
    for (const step of reach.SUSPECT ?? []) events[step](clock);
    clock.now += 20_000;
    clock.watchdog.receive(false, clock.now);
    assert.is(clock.watchdog.nextTimeout(), clock.now + tw);
  });

  test('each interval is Tw, two seconds more or less', () => {
    for (const [fraction, interval] of [
      [0, 28_000],
      [0.75, 31_000],
    ] as const) {
      const watchdog = new Watchdog({ interval: tw, fraction: () => fraction });
      watchdog.connectionUp(0);
      assert.is(watchdog.nextTimeout(), interval);
    }
  });

  test('has no deadline without a connection, and does nothing before one', () => {
    const watchdog = new Watchdog({ interval: tw, fraction: () => 0.5 });
    assert.is(watchdog.nextTimeout(), undefined);
    watchdog.connectionUp(0);
    assert.is(watchdog.handleTimeout(tw - 1), undefined);
    watchdog.connectionDown(true);
    assert.equal([watchdog.nextTimeout(), watchdog.state], [undefined, 'INITIAL']);
  });
});
