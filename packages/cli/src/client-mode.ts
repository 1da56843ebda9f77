import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Message } from 'usctp';
import type { Conversation } from './conversation.ts';
import { describeMessage } from './event.ts';
import { createPayload } from './payload.ts';
import { summarizeRoundTrips } from './round-trips.ts';

/** What a client says on its association, and reports of it, until it has no more to say. */
export type ClientMode = (conversation: Conversation) => Promise<void>;

/** How long nothing has to come until nothing more is expected, in ms. */
const silence = 1000;

/**
 * By name: `send` sends messages as fast as the peer takes them, to the acknowledgement of the last one; `ping` awaits
 * the echo of each, and throws when it does not come in time; `stdin` sends lines and prints what comes.
 */
export const clientModes: Readonly<Record<'send' | 'ping' | 'stdin', ClientMode>> = {
  send: async (conversation) => {
    const { association, wish, tally, report } = conversation;
    const { count = 1000, size = 1024 } = wish;
    // An echo that is not read would fill our window, then the server's buffers, and so stop us.
    association.on('message', ({ data }) => tally.countReceived(data));
    const start = performance.now();
    try {
      for (let number = 1; number <= count; number += 1) {
        await conversation.send(createPayload(number, size), number === count ? 'acknowledged' : 'queued');
      }
    } finally {
      const duration = performance.now() - start;
      const { messages, bytes } = tally.sent;
      const messageRate = (messages / duration) * 1000;
      const byteRate = (bytes / duration) * 1000;
      report({ event: 'sent', messages, bytes, duration, messageRate, byteRate });
    }
  },
  ping: async (conversation) => {
    const { association, wish, tally, report } = conversation;
    const { count = 10, size = 64, timeout } = wish;
    const messages = association[Symbol.asyncIterator]();
    const times: number[] = [];
    try {
      for (let number = 1; number <= count; number += 1) {
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
  },
  stdin: async (conversation) => {
    const { association, tally, report } = conversation;
    association.on('message', (message) => {
      tally.countReceived(message.data);
      report({ event: 'message', ...describeMessage(message) });
    });
    const lines = createInterface({ input: process.stdin });
    association.once('close', () => lines.close());
    for await (const line of lines) {
      if (line !== '') await conversation.send(Buffer.from(line));
    }
    await answers(conversation);
  },
};

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

/** Of answers nothing is known: those are all that are as many as the lines, or that are followed by silence. */
async function answers({ association, tally }: Conversation): Promise<void> {
  while (association.state === 'ESTABLISHED' && tally.received.messages < tally.sent.messages) {
    try {
      await once(association, 'message', { signal: AbortSignal.timeout(silence) });
    } catch {
      return; // silence, or an association that has failed, which is told at its shutdown
    }
  }
}
