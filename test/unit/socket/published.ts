import diagnostics from 'node:diagnostics_channel';

/** A message of a channel. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is published on a channel while something is done. */
export async function published(name: string, act: () => Promise<void>): Promise<Fields[]> {
  const messages: Fields[] = [];
  // `as`: every message of ours is a plain object.
  const subscriber = (message: unknown) => messages.push(message as Fields);
  diagnostics.subscribe(name, subscriber);
  try {
    await act();
  } finally {
    diagnostics.unsubscribe(name, subscriber);
  }
  return messages;
}
