/**
 * Sizes of IP packets that links and tunnels are known for, in bytes: what is between two of them is hardly ever a path's
 * MTU, and each one that fits costs a round trip (RFC 8899 §5.3.2).
 */
const commonSizes: readonly number[] = [
  576, 1006, 1280, 1340, 1380, 1400, 1420, 1440, 1454, 1464, 1476, 1480, 1492, 1500, 1600, 2002, 3000, 4352, 6000, 8166,
  9000, 9180, 16_384, 32_768, 65_535,
];

/** The next size to try on a path that takes `pmtu`, no more than `ceiling`. */
export function nextProbeSize(pmtu: number, ceiling: number): number {
  return Math.min(commonSizes.find((size) => size > pmtu) ?? ceiling, ceiling);
}
