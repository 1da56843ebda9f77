/**
 * Numbered messages: all about message `number` follows from its number and the traffic it belongs to, so that either
 * side knows what the other sent. peers/src/sctp-peer/traffic.c makes the same ones: change both or neither.
 */
export interface Traffic {
  readonly count: number;
  readonly smallestSize: number;
  readonly largestSize: number;
  /** Messages take the streams in turn; on each stream they are ordered and unordered in turn. */
  readonly streams: number;
}

export interface NumberedMessage {
  /** Bytes of the message; never to be changed. */
  readonly data: Uint8Array;
  readonly stream: number;
  /** The message's number, which names it however short it is. */
  readonly ppid: number;
  readonly unordered: boolean;
}

/** Makes the messages of a traffic by number. */
export function createMessages(traffic: Traffic): (number: number) => NumberedMessage {
  const pattern = createPattern(offsets + traffic.largestSize);
  return (number) => {
    const offset = (number * 40503) % offsets;
    return {
      data: pattern.subarray(offset, offset + sizeOf(traffic, number)),
      stream: number % traffic.streams,
      ppid: number,
      unordered: Math.floor(number / traffic.streams) % 2 === 1,
    };
  };
}

/** Messages begin at so many places of the pattern; odd multiples of the number reach each of them. */
const offsets = 65536;

/** Bytes without a period: a fragment that is missing, misplaced or of another message differs. */
function createPattern(size: number): Buffer {
  const pattern = Buffer.alloc(size);
  let x = 1;
  for (let i = 0; i < size; i += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    pattern[i] = x >>> 24;
  }
  return pattern;
}

/**
 * Every power of two is as likely as any other, so that small messages are many and the mean of 1 to 100,000 bytes is
 * 8.4 kB. Message 0 is as large as can be, message 1 as small.
 */
function sizeOf({ smallestSize, largestSize }: Traffic, number: number): number {
  if (number === 0) return largestSize;
  const span = largestSize - smallestSize + 1;
  const octaves = Math.ceil(Math.log2(span));
  if (number === 1 || octaves === 0) return smallestSize;
  const low = 2 ** (mix(2 * number) % octaves);
  return smallestSize + ((low + (mix(2 * number + 1) % low) - 1) % span);
}

/** Scatters the numbers over 0–2³²-1. */
function mix(number: number): number {
  let x = number;
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
