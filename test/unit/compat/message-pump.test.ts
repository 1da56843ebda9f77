import { type Message, SctpError } from 'usctp';
import * as assert from 'uvu/assert';
import { MessagePump } from '../../../lib/src/compat/message-pump.ts';
import { describe } from '../../helpers/describe.ts';

async function* messages(...outcomes: readonly (string | SctpError)[]): AsyncGenerator<Message> {
  for (const outcome of outcomes) {
    if (outcome instanceof SctpError) throw outcome;
    yield { data: Buffer.from(outcome), stream: 0, ppid: 0, unordered: false, ssn: 0, tsn: 0, partial: false };
  }
}

describe('a pump of messages', (test) => {
  test('goes on behind a message that breaks off', async () => {
    const sources = [
      messages('one', new SctpError('ERR_SCTP_PARTIAL_DELIVERY_ABORTED', 'it broke off')),
      messages('two'),
    ];
    const received: string[] = [];
    await new Promise<void>((end) => {
      const deliver = ({ data }: Message) => received.push(String(data));
      new MessagePump(() => sources.shift() ?? messages(), { hasRoom: () => true, deliver, end });
    });
    assert.equal(received, ['one', 'two']);
  });
});
