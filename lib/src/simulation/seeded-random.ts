import type { RandomSource } from '../random-source.ts';

/** Rounds after which the seed has reached every bit of the state. */
const warmUpRounds = 12;

/** Numbers that depend on the seed alone: the generator sfc32. Not for anything that has to be secret. */
export class SeededRandom implements RandomSource {
  #a = 0;
  #b = 0;
  #c: number;
  #counter = 1;

  /** Of the seed, a number, the lowest 32 bits count. */
  constructor(seed: number) {
    this.#c = seed | 0;
    for (let round = 0; round < warmUpRounds; round += 1) this.uint32();
  }

  /** A whole number in 0 … 2³²-1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** True in `probability` of all cases. A probability of 0 takes no number. */
  chance(probability: number): boolean {
    return probability > 0 && this.fraction() < probability;
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  /** `length` bytes. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.uint32() & 0xff);
  }
}
