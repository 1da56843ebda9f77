import { type Chunk, decodeChunk, encodeChunk } from 'usctp/codec';
import * as assert from 'uvu/assert';

/** The bytes written as hexadecimal, with blanks wherever they help; a plain Uint8Array, as decoded views are. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

/** Hexadecimal without blanks. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** That these bytes decode to this chunk, and that the chunk encodes to these bytes. */
export function assertChunk(hex: string, chunk: Chunk): void {
  assert.equal(decodeChunk(fromHex(hex), 0), chunk);
  assert.is(toHex(encodeChunk(chunk)), hex.replaceAll(/\s/g, ''));
}
