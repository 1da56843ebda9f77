import * as assert from 'uvu/assert';
import { atTurnEnd } from '../../../lib/src/socket/turn-end.ts';
import { describe } from '../../helpers/describe.ts';
import { collectUncaught } from '../../helpers/uncaught.ts';

function turnEnds(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('end of a turn', (test) => {
  test('comes once to each that waits for it, in their order', async () => {
    const ended: string[] = [];
    for (const name of ['a', 'b', 'c']) atTurnEnd({ endTurn: () => ended.push(name) });
    assert.equal(ended, []);
    await turnEnds();
    assert.equal(ended, ['a', 'b', 'c']);
    await turnEnds();
    assert.equal(ended, ['a', 'b', 'c']);
  });

  test('comes in the next turn to who waits for it anew', async () => {
    const ended: string[] = [];
    atTurnEnd({ endTurn: () => atTurnEnd({ endTurn: () => ended.push('anew') }) });
    await turnEnds();
    assert.equal(ended, []);
    await turnEnds();
    assert.equal(ended, ['anew']);
  });

  test('comes to the others also when one throws', async () => {
    const ended: string[] = [];
    const uncaught = collectUncaught();
    const thrower = () => {
      throw new Error('a handler fails');
    };
    atTurnEnd({ endTurn: thrower });
    atTurnEnd({ endTurn: () => ended.push('the other') });
    await turnEnds();
    await turnEnds();
    uncaught.stop();
    assert.equal([ended, uncaught.messages], [['the other'], ['a handler fails']]);
  });
});
