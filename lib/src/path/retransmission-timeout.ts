/** The RTO bounds of one path, in ms. */
export interface RtoOptions {
  readonly rtoInitial: number;
  readonly rtoMin: number;
  readonly rtoMax: number;
}

const alpha = 1 / 8;
const beta = 1 / 4;
/** Clock granularity G, in ms (RFC 9260 §6.3.1 G1). */
const granularity = 1;

/** SRTT, RTTVAR and RTO of one path, in ms (RFC 9260 §6.3.1). */
export class RetransmissionTimeout {
  readonly #rtoMin: number;
  readonly #rtoMax: number;
  #srtt: number | undefined;
  #rttvar = 0;
  #rto: number;

  constructor({ rtoInitial, rtoMin, rtoMax }: RtoOptions) {
    this.#rtoMin = rtoMin;
    this.#rtoMax = rtoMax;
    this.#rto = Math.min(Math.max(rtoInitial, rtoMin), rtoMax);
  }

  get rto(): number {
    return this.#rto;
  }

  /** Undefined before the first measurement. */
  get srtt(): number | undefined {
    return this.#srtt;
  }

  /** Takes one round-trip time, never that of a retransmitted chunk (C5, Karn). Undoes a back-off. */
  measure(rtt: number): void {
    if (this.#srtt === undefined) {
      this.#srtt = rtt;
      this.#rttvar = rtt / 2;
    } else {
      this.#rttvar = (1 - beta) * this.#rttvar + beta * Math.abs(this.#srtt - rtt);
      this.#srtt = (1 - alpha) * this.#srtt + alpha * rtt;
    }
    if (this.#rttvar === 0) this.#rttvar = granularity;
    this.#rto = Math.min(Math.max(this.#srtt + 4 * this.#rttvar, this.#rtoMin), this.#rtoMax);
  }

  /** Doubles the RTO up to its maximum (§6.3.3 E2). */
  backOff(): void {
    this.#rto = Math.min(this.#rto * 2, this.#rtoMax);
  }
}
