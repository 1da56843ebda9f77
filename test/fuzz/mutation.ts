import { ChunkReader, commonHeaderLength, DecodeError } from 'usctp/codec';
import { type Insertion, insertedChunk, type SeenTsns } from './insertion.ts';

/** One change to a packet. Numbers of chunks, words and bytes are taken modulo how many there are. */
export type Mutation =
  | { readonly kind: 'change bits'; readonly at: number; readonly mask: number }
  | { readonly kind: 'set word'; readonly chunk: number; readonly word: number; readonly value: number }
  | { readonly kind: 'step word'; readonly chunk: number; readonly word: number; readonly by: number }
  | { readonly kind: 'step half word'; readonly chunk: number; readonly halfWord: number; readonly by: number }
  | { readonly kind: 'set flags'; readonly chunk: number; readonly flags: number }
  | { readonly kind: 'set type'; readonly chunk: number; readonly type: number }
  | { readonly kind: 'set length'; readonly chunk: number; readonly length: number }
  | { readonly kind: 'remove chunk'; readonly chunk: number }
  | { readonly kind: 'repeat chunk'; readonly chunk: number; readonly times: number }
  | { readonly kind: 'reverse chunks' }
  | { readonly kind: 'insert chunk'; readonly chunk: number; readonly hex: string }
  | { readonly kind: 'insert into chunk'; readonly chunk: number; readonly at: number; readonly hex: string }
  /** A chunk of the extensions, with numbers near those of the session. */
  | { readonly kind: 'insert near'; readonly chunk: number; readonly plan: Insertion }
  /** Appends a chunk of an earlier packet. */
  | { readonly kind: 'splice'; readonly back: number; readonly chunk: number }
  | { readonly kind: 'cut'; readonly length: number }
  | { readonly kind: 'append'; readonly hex: string }
  | {
      readonly kind: 'set tag';
      readonly to: 'the packet at hand' | 'its opposite' | 'zero' | 'a guess';
      readonly guess: number;
    };

/** What mutations look up. */
export interface MutationContext {
  /** The packet of the session that was sent so many before the one at hand. */
  earlier(back: number): Uint8Array;
  /** TSNs of the direction of the packet at hand, and of the other one. */
  readonly seen: SeenTsns;
  readonly seenOpposite: SeenTsns;
  readonly tag: number;
  /** Tag of packets in the other direction, as far as one was seen. */
  readonly oppositeTag: number;
}

const largestPacket = 65_535;

/** The packet with the change; its checksum is not mended. */
export function mutate(packet: Uint8Array, mutation: Mutation, context: MutationContext): Uint8Array {
  const header = packet.subarray(0, commonHeaderLength);
  const chunks = chunksOf(packet);
  const changed = mutateWhole(packet, mutation, context) ?? join(header, mutateChunks(chunks, mutation, context));
  return changed.subarray(0, largestPacket);
}

function mutateWhole(packet: Uint8Array, mutation: Mutation, context: MutationContext): Uint8Array | undefined {
  switch (mutation.kind) {
    case 'change bits':
      return changeBits(packet, mutation.at, mutation.mask);
    case 'cut':
      return packet.slice(0, mutation.length);
    case 'append':
      return Buffer.concat([packet, Buffer.from(mutation.hex, 'hex')]);
    case 'set tag':
      return setTag(packet, tagOf(mutation, context));
    default:
      return undefined;
  }
}

function mutateChunks(chunks: readonly Uint8Array[], mutation: Mutation, context: MutationContext): Uint8Array[] {
  if (mutation.kind === 'reverse chunks') return chunks.toReversed();
  if (mutation.kind === 'splice') {
    const donors = chunksOf(context.earlier(mutation.back));
    return [...chunks, donors[mutation.chunk % donors.length] ?? new Uint8Array(0)];
  }
  if (!('chunk' in mutation) || chunks.length === 0) return [...chunks];
  const at = mutation.chunk % chunks.length;
  const chunk = chunks[at] ?? new Uint8Array(0);
  if (mutation.kind === 'insert chunk') return chunks.toSpliced(at, 0, Buffer.from(mutation.hex, 'hex'));
  if (mutation.kind === 'insert near') {
    return chunks.toSpliced(at, 0, insertedChunk(mutation.plan, context.seen, context.seenOpposite));
  }
  if (mutation.kind === 'remove chunk') return chunks.toSpliced(at, 1);
  if (mutation.kind === 'repeat chunk') {
    return chunks.toSpliced(at, 0, ...new Array<Uint8Array>(mutation.times).fill(chunk));
  }
  return chunks.with(at, mutateChunk(chunk, mutation));
}

function mutateChunk(original: Uint8Array, mutation: Mutation): Uint8Array {
  const chunk = Buffer.from(original);
  if (chunk.length < 4) return chunk;
  switch (mutation.kind) {
    case 'set type':
      chunk[0] = mutation.type;
      break;
    case 'set flags':
      chunk[1] = mutation.flags;
      break;
    case 'set length':
      chunk.writeUInt16BE(mutation.length, 2);
      break;
    case 'set word':
      chunk.writeUInt32BE(mutation.value, 4 * (mutation.word % (chunk.length >> 2)));
      break;
    case 'step word': {
      const at = 4 * (mutation.word % (chunk.length >> 2));
      chunk.writeUInt32BE((chunk.readUInt32BE(at) + mutation.by) >>> 0, at);
      break;
    }
    case 'step half word': {
      const at = 2 * (mutation.halfWord % (chunk.length >> 1));
      chunk.writeUInt16BE((chunk.readUInt16BE(at) + mutation.by) & 0xffff, at);
      break;
    }
    case 'insert into chunk':
      return insertInto(chunk, mutation.at, Buffer.from(mutation.hex, 'hex'));
    default:
      break;
  }
  return chunk;
}

/** The length of the chunk is mended. */
function insertInto(chunk: Uint8Array, offset: number, inserted: Uint8Array): Uint8Array {
  const at = Math.max(4, offset % chunk.length);
  const padding = new Uint8Array(-inserted.length & 3);
  const longer = Buffer.concat([chunk.subarray(0, at), inserted, padding, chunk.subarray(at)]);
  longer.writeUInt16BE(longer.length & 0xffff, 2);
  return longer;
}

/** The chunks with their padding; what is no chunk is the last one. */
function chunksOf(packet: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const reader = new ChunkReader(packet);
  try {
    while (reader.hasNext()) {
      const { offset } = reader;
      reader.nextBytes();
      chunks.push(packet.subarray(offset, reader.offset));
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    chunks.push(packet.subarray(reader.offset));
  }
  return chunks;
}

function join(header: Uint8Array, chunks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([header, ...chunks]);
}

function changeBits(packet: Uint8Array, at: number, mask: number): Uint8Array {
  const changed = Uint8Array.from(packet);
  const index = at % packet.length;
  changed[index] = (changed[index] ?? 0) ^ mask;
  return changed;
}

function setTag(packet: Uint8Array, tag: number): Uint8Array {
  const changed = Buffer.from(packet);
  if (changed.length >= commonHeaderLength) changed.writeUInt32BE(tag, 4);
  return changed;
}

function tagOf({ to, guess }: Extract<Mutation, { kind: 'set tag' }>, context: MutationContext): number {
  switch (to) {
    case 'the packet at hand':
      return context.tag;
    case 'its opposite':
      return context.oppositeTag;
    case 'zero':
      return 0;
    case 'a guess':
      return guess;
  }
}
