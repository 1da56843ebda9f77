interface Entry<Request> {
  /**
   * Undefined once it is taken: a Map to which much is added leaves old tables behind, whose entries the garbage
   * collector keeps until it looks at old objects. With 64 requests at a time, two thirds of all requests were kept so.
   */
  request: Request | undefined;
  readonly deadline: number;
}

/**
 * Deadlines are rounded up to multiples of this, in ms: looking for requests that have expired costs as much as there
 * are requests, so it is not done for each of them apart.
 */
const granularity = 100;

/** The requests that were sent to one peer and not answered yet, by Hop-by-Hop Identifier (RFC 6733 §5.5.4). */
export class PendingRequests<Request> {
  readonly #entries = new Map<number, Entry<Request>>();
  /** No deadline is before it. */
  #earliest: number | undefined;

  get size(): number {
    return this.#entries.size;
  }

  /** When {@link takeExpired} may find something; undefined: never. */
  nextTimeout(): number | undefined {
    return this.#earliest;
  }

  add(hopByHop: number, request: Request, expiresAt: number): void {
    const deadline = Math.ceil(expiresAt / granularity) * granularity;
    this.#entries.set(hopByHop, { request, deadline });
    this.#earliest = Math.min(this.#earliest ?? deadline, deadline);
  }

  /** The request that has been answered, or is given up; undefined when there is none. */
  take(hopByHop: number): Request | undefined {
    const entry = this.#entries.get(hopByHop);
    if (entry === undefined) return undefined;
    this.#entries.delete(hopByHop);
    const { request } = entry;
    entry.request = undefined;
    return request;
  }

  /** Those whose time is over, oldest first. */
  takeExpired(now: number): Request[] {
    if (this.#earliest === undefined || this.#earliest > now) return [];
    const expired: Request[] = [];
    this.#earliest = undefined;
    for (const [hopByHop, { deadline }] of this.#entries) {
      if (deadline > now) {
        this.#earliest = Math.min(this.#earliest ?? deadline, deadline);
        continue;
      }
      const request = this.take(hopByHop);
      if (request !== undefined) expired.push(request);
    }
    return expired;
  }

  /** All of them, oldest first: the connection has failed. */
  takeAll(): Request[] {
    this.#earliest = undefined;
    return [...this.#entries.keys()].flatMap((hopByHop) => this.take(hopByHop) ?? []);
  }
}
