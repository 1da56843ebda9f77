import type { AssociationStream, Message } from 'usctp';

/** Texts of the next messages of the stream, so many of them, which stays as it is. */
export async function readTexts(stream: AssociationStream, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const message of stream.iterator({ destroyOnReturn: false })) {
    texts.push((message as Message).data.toString()); // what this iterator gives has no type
    if (texts.length === count) break;
  }
  return texts;
}
