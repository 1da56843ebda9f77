import type { Conversation } from './conversation.ts';
import { createPayload } from './payload.ts';

/** Sends messages as fast as the peer takes them, to the acknowledgement of the last one, and reports the rate. */
export async function sendMany(conversation: Conversation): Promise<void> {
  const { association, wish, tally, report } = conversation;
  const { count = 1000, size = 1024 } = wish;
  // An echo that is not read would fill our window, then the server's buffers, and so stop us.
  association.on('message', ({ data }) => tally.countReceived(data));
  const start = performance.now();
  try {
    for (let number = 1; number <= count; number++) {
      await conversation.send(createPayload(number, size), number === count ? 'acknowledged' : 'queued');
    }
  } finally {
    const duration = performance.now() - start;
    const { messages, bytes } = tally.sent;
    const messageRate = (messages / duration) * 1000;
    const byteRate = (bytes / duration) * 1000;
    report({ event: 'sent', messages, bytes, duration, messageRate, byteRate });
  }
}
