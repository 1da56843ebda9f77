import type { Association, Message } from 'usctp';
import { print } from './program.ts';

/** The messages of an association, each whole; of one that comes in parts it prints how many there were. */
export async function* wholeMessages(association: Association): AsyncGenerator<Message, void, undefined> {
  /** Those that have come so far, by stream. */
  const parts = new Map<number, Buffer[]>();
  for await (const message of association) {
    const { stream, ppid, partial } = message;
    const before = parts.get(stream) ?? [];
    before.push(message.data);
    if (partial) {
      parts.set(stream, before);
      continue;
    }
    parts.delete(stream);
    if (before.length > 1) print({ event: 'parts', ppid, count: before.length });
    yield { ...message, data: Buffer.concat(before) };
  }
}
