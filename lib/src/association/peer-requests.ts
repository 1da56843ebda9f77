import { serial32 } from '../serial-number.ts';

/** The Result of a Re-configuration Response (RFC 6525 §4.4, Table 3). */
export const reconfigurationResults = {
  nothingToDo: 0,
  performed: 1,
  denied: 2,
  wrongSsn: 3,
  alreadyInProgress: 4,
  badSequenceNumber: 5,
  inProgress: 6,
} as const;

/** A chunk holds two requests at most (RFC 6525 §3.1): so many may be repeated. */
const maxRepeated = 2;

const none: readonly number[] = [];

/** The numbers of the peer's requests, and what the last of them were answered with (RFC 6525 §5.2.1). */
export class PeerRequests {
  #expected: number;
  /** Of the last requests, the latest first. */
  #results: readonly number[] = none;

  /** `first` is the number of the first request. */
  constructor(first: number) {
    this.#expected = first;
  }

  /** The number of the last request that came. */
  get lastSequenceNumber(): number {
    return serial32.add(this.#expected, -1);
  }

  /** Takes a request with this number: false when it is not the next one. */
  take(sequenceNumber: number): boolean {
    if (sequenceNumber !== this.#expected) return false;
    this.#expected = serial32.add(sequenceNumber, 1);
    this.#results = [reconfigurationResults.inProgress, ...this.#results].slice(0, maxRepeated);
    return true;
  }

  /** What a request that came before is answered with. */
  resultOf(sequenceNumber: number): number {
    return this.#results[this.#ageOf(sequenceNumber)] ?? reconfigurationResults.badSequenceNumber;
  }

  /** The answer to a request that came before, from now on. */
  answer(sequenceNumber: number, result: number): void {
    const age = this.#ageOf(sequenceNumber);
    this.#results = this.#results.map((before, i) => (i === age ? result : before));
  }

  #ageOf(sequenceNumber: number): number {
    return serial32.distance(sequenceNumber, this.lastSequenceNumber);
  }
}
