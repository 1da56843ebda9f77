import type { Message } from 'usctp';
import type { Conversation } from './conversation.ts';
import { createPayload } from './payload.ts';
import { summarizeRoundTrips } from './round-trips.ts';

/**
 * Sends a message, waits until it comes back, sends the next one; reports each round trip and sums them up.
 * @throws Error when an answer does not come in time, or not at all.
 */
export async function ping(conversation: Conversation): Promise<void> {
  const { association, wish, tally, report } = conversation;
  const { count = 10, size = 64, timeout } = wish;
  const messages = association[Symbol.asyncIterator]();
  const times: number[] = [];
  try {
    for (let number = 1; number <= count; number++) {
      const data = createPayload(number, size);
      const start = performance.now();
      const stream = await conversation.send(data);
      await inTime(timeout, nextAnswer(messages, data));
      const time = performance.now() - start;
      times.push(time);
      tally.countReceived(data);
      report({ event: 'reply', number, bytes: size, stream, time });
    }
  } finally {
    report({ event: 'ping', sent: tally.sent.messages, answered: times.length, ...summarizeRoundTrips(times) });
  }
}

/** What comes that was not asked for is no answer. */
async function nextAnswer(messages: AsyncIterator<Message, void, undefined>, data: Buffer): Promise<void> {
  for (;;) {
    const { value, done } = await messages.next();
    if (done) throw new Error('the association was shut down before an answer came');
    if (data.equals(value.data)) return;
  }
}

function inTime(timeout: number, answer: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const complain = () => reject(new Error(`no answer within ${timeout} ms: does the peer return what it gets?`));
    const timer = setTimeout(complain, timeout);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
