/** What tells this association from others, on our side. */
export interface LocalIdentity {
  readonly localPort: number;
  readonly peerPort: number;
  readonly localTag: number;
  readonly initialTsn: number;
}

/**
 * Random values that stand for both tags of an association in the cookies of those who might restart it, so that the
 * tags themselves are told to nobody (RFC 9260 §5.2.2).
 */
export interface TieTags {
  readonly local: number;
  readonly peer: number;
}
