/** Comparison and arithmetic of serial numbers of one width (RFC 1982). */
export interface SerialNumber {
  /** Whether `a` comes after `b`. Two numbers half the space apart are in no order: false both ways. */
  isAfter(a: number, b: number): boolean;
  /** Whether `a` comes before `b`. */
  isBefore(a: number, b: number): boolean;
  /** `a + n`, wrapped; `n` may be negative. */
  add(a: number, n: number): number;
  /** How many steps lead from `from` to `to`, in -half … half-1. */
  distance(from: number, to: number): number;
}

/** Serial numbers of 32 bits: TSN (RFC 9260 §1.6). */
export const serial32: SerialNumber = {
  isAfter: (a, b) => ((a - b) | 0) > 0,
  isBefore: (a, b) => ((b - a) | 0) > 0,
  add: (a, n) => (a + n) >>> 0,
  distance: (from, to) => (to - from) | 0,
};

/** Serial numbers of 16 bits: SSN (RFC 9260 §1.6). */
export const serial16: SerialNumber = {
  isAfter: (a, b) => ((a - b) << 16) >> 16 > 0,
  isBefore: (a, b) => ((b - a) << 16) >> 16 > 0,
  add: (a, n) => (a + n) & 0xffff,
  distance: (from, to) => ((to - from) << 16) >> 16,
};
