const bytes = Uint8Array.from({ length: 1456 }, (_, i) => (i * 31) & 0xff);
const table = Int32Array.from({ length: 2048 }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
const entries = new Map(Array.from({ length: 64 }, (_, key) => [key, { key, weight: key * key }]));
const lookupCount = 60;

/**
 * The same work for ever, of the kind that a packet makes: its bytes are looked up in a table, and objects in another.
 * What is measured is told as a ratio to it, so that machines differ less. The lookups do not wait for each other, as those
 * of a checksum do not: so both lose alike where others use the processor's other half.
 */
export function calculateFixed(seed: number): number {
  let sum = seed;
  for (let i = 0; i < bytes.length; i += 8) {
    sum ^=
      tableAt(bytes[i], 0) ^
      tableAt(bytes[i + 1], 256) ^
      tableAt(bytes[i + 2], 512) ^
      tableAt(bytes[i + 3], 768) ^
      tableAt(bytes[i + 4], 1024) ^
      tableAt(bytes[i + 5], 1280) ^
      tableAt(bytes[i + 6], 1536) ^
      tableAt(bytes[i + 7], 1792);
  }
  for (let i = 0; i < lookupCount; i += 1) sum += entries.get((seed + i * 7) & 63)?.weight ?? 0;
  return sum;
}

function tableAt(byte: number | undefined, offset: number): number {
  return table[(byte ?? 0) + offset] ?? 0;
}
