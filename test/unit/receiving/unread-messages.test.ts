import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { ReceivedMessage } from '../../../lib/src/receiving/received-message.ts';
import { UnreadMessages } from '../../../lib/src/receiving/unread-messages.ts';
import { describe } from '../../helpers/describe.ts';

function received(streamId: number, text: string): ReceivedMessage {
  const data = Buffer.from(text);
  return { data, streamId, ppid: 0, unordered: false, ssn: 0, tsn: 1, partial: false, aborted: false };
}

/** Messages whose texts begin with the number of their stream. */
function unread(...texts: readonly string[]): UnreadMessages {
  const messages = new UnreadMessages();
  for (const text of texts) messages.push(received(Number(text[0]), text));
  return messages;
}

function readAll(messages: UnreadMessages, stream?: number): string[] {
  const texts: string[] = [];
  for (let next = messages.shift(stream); next !== undefined; next = messages.shift(stream)) {
    texts.push(next.data.toString());
  }
  return texts;
}

describe('UnreadMessages', (test) => {
  test('are read in the order of their coming', () => {
    assert.equal(readAll(unread('1a', '0b', '1c')), ['1a', '0b', '1c']);
  });

  test('of a stream that is read apart are there for its reader alone, also those that came before', () => {
    const messages = unread('0a', '1b', '0c', '1d');
    messages.separate(1);
    messages.separate(1);
    messages.push(received(1, '1e'));
    messages.push(received(0, '0f'));
    assert.equal([messages.length, messages.countBytes()], [6, 12]);
    assert.equal(
      [readAll(messages), readAll(messages, 1)],
      [
        ['0a', '0c', '0f'],
        ['1b', '1d', '1e'],
      ],
    );
    assert.equal([messages.length, messages.countBytes()], [0, 0]);
  });

  test('of a stream that is not read apart are none to read apart', () => {
    assert.equal(readAll(unread('1a'), 1), []);
  });

  test('are told of where nothing waited before, once', () => {
    const messages = unread();
    messages.separate(1);
    messages.separate(2);
    for (const text of ['0a', '2b', '0c', '2d', '1e']) messages.push(received(Number(text[0]), text));
    assert.equal([messages.takeNews(), messages.takeNews()], [[undefined, 2, 1], []]);
    messages.push(received(2, '2f'));
    readAll(messages, 1);
    messages.push(received(1, '1g'));
    assert.equal(messages.takeNews(), [1]);
  });

  test('are those that a slow model gives, which searches one list for each', () => {
    const stream = fc.option(fc.nat({ max: 4 }), { nil: undefined });
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ push: fc.nat({ max: 4 }) }) },
      { weight: 4, arbitrary: fc.record({ shift: stream }) },
      { weight: 1, arbitrary: fc.record({ separate: fc.nat({ max: 4 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const messages = new UnreadMessages();
        const model: ReceivedMessage[] = [];
        const apart = new Set<number>();
        for (const [index, taken] of steps.entries()) {
          if ('push' in taken) {
            const pushed = received(taken.push, `${index}`);
            messages.push(pushed);
            model.push(pushed);
          } else if ('separate' in taken) {
            messages.separate(taken.separate);
            apart.add(taken.separate);
          } else {
            const { shift } = taken;
            const isOf = ({ streamId }: ReceivedMessage) =>
              shift === undefined ? !apart.has(streamId) : apart.has(shift) && streamId === shift;
            const position = model.findIndex(isOf);
            const [expected] = position < 0 ? [] : model.splice(position, 1);
            assert.is(messages.shift(shift), expected);
          }
          assert.is(messages.length, model.length);
        }
      }),
    );
  });
});
