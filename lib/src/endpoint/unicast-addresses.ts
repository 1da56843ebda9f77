import { type Address, isUnicast } from '../address.ts';

/** Tells whether packets go from one host to another (RFC 9260 §8.4 rule 1): of one way at a time it knows. */
export class UnicastAddresses {
  #from: Address | undefined;
  #to: Address | undefined;

  /** Whether both addresses are of one host each; the one that is not known is taken for one. */
  areBoth(from: Address, to: Address | undefined): boolean {
    if (from === this.#from && to === this.#to) return true;
    if (!isUnicast(from.ip) || (to !== undefined && !isUnicast(to.ip))) return false;
    this.#from = from;
    this.#to = to;
    return true;
  }
}
