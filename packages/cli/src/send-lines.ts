import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Conversation } from './conversation.ts';
import { describeMessage } from './event.ts';

/** How long nothing has to come until nothing more is expected, in ms. */
const SILENCE = 1000;

/**
 * Sends each line of stdin that is not empty as a message and reports what comes, until the end of stdin or of the
 * association.
 */
export async function sendLines(conversation: Conversation): Promise<void> {
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
}

/** Of answers nothing is known: those are all that are as many as the lines, or that are followed by silence. */
async function answers({ association, tally }: Conversation): Promise<void> {
  while (association.state === 'ESTABLISHED' && tally.received.messages < tally.sent.messages) {
    try {
      await once(association, 'message', { signal: AbortSignal.timeout(SILENCE) });
    } catch {
      return; // silence, or an association that has failed, which is told at its shutdown
    }
  }
}
