import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { Interruption, onAbort } from '../../../packages/cli/src/interruption.ts';
import { describe } from '../../helpers/describe.ts';
import { within } from '../../unit/transport/inbox.ts';

describe('the interruption of a command', (test) => {
  let interruption: Interruption;
  test.before.each(() => {
    interruption = new Interruption({ grace: 20 });
  });
  test.after.each(() => interruption.stop());

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${signal} asks for a graceful end, which is forced when it takes too long`, async () => {
      process.emit(signal);
      assert.equal(state(interruption), { asked: true, forced: false });
      await within(5000, once(interruption.forced, 'abort'));
    });
  }

  test('a second signal forces the end at once', () => {
    process.emit('SIGTERM');
    process.emit('SIGINT');
    assert.equal(state(interruption), { asked: true, forced: true });
  });

  test('the signals are those of Node again once the command has ended', () => {
    const count = process.listenerCount('SIGTERM');
    interruption.stop();
    assert.is(process.listenerCount('SIGTERM'), count - 1);
  });

  test('a signal that was aborted before is told as well', () => {
    const calls: string[] = [];
    onAbort(interruption.asked, () => calls.push('before'));
    process.emit('SIGTERM');
    onAbort(interruption.asked, () => calls.push('after'));
    assert.equal(calls, ['before', 'after']);
  });
});

function state({ asked, forced }: Interruption): { readonly asked: boolean; readonly forced: boolean } {
  return { asked: asked.aborted, forced: forced.aborted };
}
