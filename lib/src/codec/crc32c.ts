import library from 'crc-32/crc32c.js';

/** How many bytes one step takes, and so how many tables there are. */
const stepLength = 16;
/** What IP can carry. */
const largestPacket = 65_535;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Where packets are copied to, to be read in words wherever they stand. */
const bytes = new Uint8Array(largestPacket + 1);
const words = new Int32Array(bytes.buffer);
const tables = sliceTables();

/**
 * CRC32c of a packet whose bytes from `from` to before `to` count as zero. Two thirds of the time that the library takes
 * for 1,000 bytes and a third for 28, as it reads words and knows where they are (847 to 560 ns, 113 to 43 ns).
 */
export function crc32cWithout(packet: Uint8Array, from: number, to: number): number {
  const { length } = packet;
  if (length > largestPacket || !isLittleEndian) return librarysCrc32c(packet, from, to);
  bytes.set(packet);
  bytes.fill(0, from, to);
  let crc = -1;
  let at = 0;
  for (const end = (length >>> 4) << 2; at < end; at += 4) {
    const one = wordAt(at) ^ crc;
    const two = wordAt(at + 1);
    const three = wordAt(at + 2);
    const four = wordAt(at + 3);
    crc =
      look(15, one) ^
      look(14, one >>> 8) ^
      look(13, one >>> 16) ^
      look(12, one >>> 24) ^
      look(11, two) ^
      look(10, two >>> 8) ^
      look(9, two >>> 16) ^
      look(8, two >>> 24) ^
      look(7, three) ^
      look(6, three >>> 8) ^
      look(5, three >>> 16) ^
      look(4, three >>> 24) ^
      look(3, four) ^
      look(2, four >>> 8) ^
      look(1, four >>> 16) ^
      look(0, four >>> 24);
  }
  for (const end = length >>> 2; at < end; at += 1) {
    const word = wordAt(at) ^ crc;
    crc = look(3, word) ^ look(2, word >>> 8) ^ look(1, word >>> 16) ^ look(0, word >>> 24);
  }
  for (at *= 4; at < length; at += 1) crc = look(0, crc ^ (bytes[at] ?? 0)) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** For bytes that are no packet of IP's, and where words begin with their high byte. */
function librarysCrc32c(packet: Uint8Array, from: number, to: number): number {
  const before = library.buf(packet.subarray(0, from));
  const zeros = library.buf(new Uint8Array(to - from), before);
  return library.buf(packet.subarray(to), zeros) >>> 0;
}

function wordAt(index: number): number {
  return words[index] ?? 0;
}

/** What the low byte of a value adds that stands so many bytes before the end of a step. */
function look(bytesBehind: number, value: number): number {
  return tables[bytesBehind * 256 + (value & 0xff)] ?? 0;
}

/** The table of the library, and of each one that for a byte one place further from the end. */
function sliceTables(): Int32Array {
  const sliced = new Int32Array(stepLength * 256);
  sliced.set(library.table);
  for (let i = 256; i < sliced.length; i += 1) {
    const nearer = sliced[i - 256] ?? 0;
    sliced[i] = (nearer >>> 8) ^ (sliced[nearer & 0xff] ?? 0);
  }
  return sliced;
}
