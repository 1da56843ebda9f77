/** Where the core gets randomness from: cryptographic in production, seeded in simulation. */
export interface RandomSource {
  /** A whole number in 0 … 2³²-1: tags, initial TSNs, nonces. */
  uint32(): number;
  /** A number in [0, 1): jitter. */
  fraction(): number;
}
