import type { Chunk } from '../codec/chunk.ts';
import { ChunkReader, chunkTypes } from '../codec/chunk.ts';

/** The answer to a packet that belongs to no association (RFC 9260 §8.4), both with its tag reflected. */
export function answerOutOfTheBlue(packet: Uint8Array): Chunk | undefined {
  const types = new Set<number>();
  let hasStaleCookie = false;
  for (const reader = new ChunkReader(packet); reader.hasNext(); ) {
    const type = reader.peekType();
    types.add(type);
    if (type !== chunkTypes.ERROR) {
      reader.nextBytes();
      continue;
    }
    const chunk = reader.next();
    if (chunk.type === 'ERROR' && chunk.causes.some((cause) => cause.type === 'Stale Cookie')) hasStaleCookie = true;
  }
  if (types.size === 0 || types.has(chunkTypes.ABORT)) return undefined;
  if (types.has(chunkTypes['SHUTDOWN ACK'])) return { type: 'SHUTDOWN COMPLETE', isTagReflected: true };
  if (types.has(chunkTypes['SHUTDOWN COMPLETE']) || types.has(chunkTypes['COOKIE ACK']) || hasStaleCookie) {
    return undefined;
  }
  return { type: 'ABORT', isTagReflected: true, causes: [] };
}
