import { decodePacket, describePacket } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const commonHeader = '00'.repeat(12);

/** Packets that make a decoder work as hard as they can, all of them well-formed, for lengths that are 4 more than a multiple of 16. */
const hostile: Readonly<Record<string, (length: number) => Uint8Array>> = {
  'empty chunks': (length) => packetOf('', '0b000004', length),
  'empty parameters': (length) => packetOf(chunk('01', length, '00'.repeat(16)), '80000004', length),
  'empty causes': (length) => packetOf(chunk('06', length, ''), '00040004', length),
  'addresses in a cause': (length) =>
    packetOf(`${chunk('06', length, '')}000b${hex16(length - 16)}`, '00050008c0000201', length),
  'causes in Error Cause Indications': (length) =>
    packetOf(chunk('80', length, '00000000'), 'c0030010000000000004000400040004', length),
  'Error Cause Indications in themselves': (length) => nested(length),
  'skipped streams': (length) => packetOf(chunk('c0', length, '00000000'), '00010001', length),
  'gap ack blocks': (length) =>
    packetOf(chunk('03', length, `0000000000000000${hex16((length - 28) / 4)}0000`), '00020002', length),
  'one long chunk list': (length) =>
    packetOf(chunk('01', length, '00'.repeat(16)), `8003${hex16(length - 32)}`, length),
};

/**
 * Lengths of the smaller packets, where 4,100 will not do: V8 keeps arrays of more than 128 KiB apart, in memory that the
 * kernel has to give each time, so both lists have to be of that kind.
 */
const smallerLengths: Readonly<Record<string, number>> = { 'one long chunk list': 20_004 };

describe('decoding takes time in proportion to length', (test) => {
  for (const [what, make] of Object.entries(hostile)) {
    test(`for ${what}`, () => {
      const [small, large] = [make(smallerLengths[what] ?? 4100), make(65524)];
      assert.is(large.length, 65524);
      const growth = large.length / small.length;
      let [perByteSmall, perByteLarge] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      // Other work on the machine only ever slows a run down: some round of either is undisturbed.
      for (let round = 0; round < 5 && !isLinear(perByteSmall, perByteLarge, growth); round += 1) {
        perByteSmall = fastest(small) / small.length;
        perByteLarge = Math.min(perByteLarge, fastest(large) / large.length);
      }
      assert.ok(isLinear(perByteSmall, perByteLarge, growth), `${perByteSmall} then ${perByteLarge} ms a byte`);
    });
  }
});

/** Linear work would show as a factor of 1, quadratic work as one of `growth`: the limit is between them. */
function isLinear(perByteSmall: number, perByteLarge: number, growth: number): boolean {
  return Number.isFinite(perByteSmall) && perByteLarge < growth ** 0.64 * perByteSmall + 20e-6;
}

/** Least time on a processor of several runs, in ms. */
function fastest(packet: Uint8Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 12; run += 1) {
    const start = process.cpuUsage();
    decodePacket(packet);
    describePacket(packet);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** A packet of `length` bytes: what it begins with, then `unit` over and over, as often as it fits whole or cut. */
function packetOf(head: string, unit: string, length: number): Uint8Array {
  const hex = commonHeader + head;
  return Buffer.from(hex + unit.repeat(length).slice(0, 2 * length - hex.length), 'hex');
}

/** Header and fixed part of a chunk that fills a packet of `length` bytes. */
function chunk(type: string, length: number, fixedPart: string): string {
  return `${type}00${hex16(length - 12)}${fixedPart}`;
}

/** An ASCONF-ACK with an Error Cause Indication in an Error Cause Indication and so on. */
function nested(length: number): Uint8Array {
  let hex = commonHeader + chunk('80', length, '00000000');
  while (hex.length / 2 + 8 <= length) hex += `c003${hex16(length - hex.length / 2)}00000000`;
  return Buffer.from(hex.padEnd(2 * length, '0'), 'hex');
}

function hex16(value: number): string {
  return Math.floor(value).toString(16).padStart(4, '0');
}
