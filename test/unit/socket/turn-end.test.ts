import * as assert from 'uvu/assert';
import { TurnEnd, turnEnd } from '../../../lib/src/socket/turn-end.ts';
import { describe } from '../../helpers/describe.ts';
import { connectPair } from './pair.ts';

/** Turns when it is told to. */
class HandDrivenLoop {
  time = 5;
  #waiting: (() => void)[] = [];

  setImmediate(callback: () => void): void {
    this.#waiting.push(callback);
  }

  now(): number {
    return this.time;
  }

  /** Whether it would sleep now. */
  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  turn(): void {
    const callbacks = this.#waiting;
    this.#waiting = [];
    for (const callback of callbacks) callback();
  }
}

describe('end of a turn', (test) => {
  test('comes once to each that waits for it, in their order', () => {
    const loop = new HandDrivenLoop();
    const end = new TurnEnd(loop);
    const ended: string[] = [];
    for (const name of ['a', 'b', 'c']) end.add({ endTurn: () => ended.push(name) });
    assert.equal(ended, []);
    loop.turn();
    assert.equal(ended, ['a', 'b', 'c']);
    assert.ok(loop.isIdle);
  });

  test('comes in the next turn to who waits for it anew', () => {
    const loop = new HandDrivenLoop();
    const end = new TurnEnd(loop);
    const ended: string[] = [];
    end.add({ endTurn: () => end.add({ endTurn: () => ended.push('anew') }) });
    loop.turn();
    assert.equal(ended, []);
    loop.turn();
    assert.equal(ended, ['anew']);
  });

  test('comes to the others also when one throws', () => {
    const loop = new HandDrivenLoop();
    const end = new TurnEnd(loop);
    const ended: string[] = [];
    const thrower = () => {
      throw new Error('a handler fails');
    };
    end.add({ endTurn: thrower });
    end.add({ endTurn: () => ended.push('the other') });
    assert.throws(() => loop.turn(), /a handler fails/);
    loop.turn();
    assert.equal(ended, ['the other']);
  });
});

describe('busy polling', (test) => {
  test('keeps the loop from sleeping for so long', () => {
    const loop = new HandDrivenLoop();
    new TurnEnd(loop).busyPoll(0.1);
    for (loop.time of [5, 5.05, 5.099]) {
      assert.not(loop.isIdle);
      loop.turn();
    }
    assert.not(loop.isIdle);
    loop.time = 5.101;
    loop.turn();
    assert.ok(loop.isIdle);
  });

  test('goes on where there was more, for the longest that was asked for', () => {
    const loop = new HandDrivenLoop();
    const end = new TurnEnd(loop);
    end.busyPoll(0.1);
    loop.time = 5.05;
    end.busyPoll(0.1);
    end.busyPoll(0.01);
    loop.time = 5.149;
    loop.turn();
    assert.not(loop.isIdle);
    loop.time = 5.151;
    loop.turn();
    assert.ok(loop.isIdle);
  });

  test('lets turns end', () => {
    const loop = new HandDrivenLoop();
    const end = new TurnEnd(loop);
    const ended: string[] = [];
    end.busyPoll(0.1);
    end.add({ endTurn: () => ended.push('a') });
    loop.turn();
    loop.turn();
    assert.equal(ended, ['a']);
  });

  test('comes with packets, on the side whose option says so', async () => {
    const asked = new Set<number>();
    // For this test in place of the method, which the prototype has.
    turnEnd.busyPoll = (duration) => asked.add(duration);
    try {
      const both = { client: { busyPollMicroseconds: 20 }, server: { busyPollMicroseconds: 30 } };
      await (await connectPair(both)).end();
      assert.equal([...asked].sort(), [0.02, 0.03]);
      asked.clear();
      await (await connectPair()).end();
      assert.equal([...asked], []);
    } finally {
      Reflect.deleteProperty(turnEnd, 'busyPoll');
    }
  });
});
