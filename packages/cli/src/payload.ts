const FIRST = 0x20;
const PRINTABLE_COUNT = 95;

/** A message of printable characters, rotated by its number as in RFC 864, so that neighbours differ. */
export function createPayload(number: number, size: number): Buffer {
  const start = number % PRINTABLE_COUNT;
  return Buffer.alloc(size, alphabet.subarray(start, start + PRINTABLE_COUNT));
}

const alphabet = Uint8Array.from({ length: PRINTABLE_COUNT * 2 }, (_, index) => FIRST + (index % PRINTABLE_COUNT));
