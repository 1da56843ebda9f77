/** What became of a DATA chunk. After `OUT-OF-RESOURCE` nothing that is held can ever be delivered. */
export type DataOutcome =
  | {
      readonly result: 'ACCEPTED' | 'DUPLICATE' | 'DROPPED' | 'INVALID-STREAM' | 'TOO-LARGE' | 'OUT-OF-RESOURCE';
    }
  | { readonly result: 'PROTOCOL-VIOLATION'; readonly reason: string };

/** Those that say no more than their name. */
export const outcomes = {
  accepted: { result: 'ACCEPTED' },
  duplicate: { result: 'DUPLICATE' },
  dropped: { result: 'DROPPED' },
  invalidStream: { result: 'INVALID-STREAM' },
  tooLarge: { result: 'TOO-LARGE' },
  outOfResource: { result: 'OUT-OF-RESOURCE' },
} as const satisfies Record<string, DataOutcome>;
