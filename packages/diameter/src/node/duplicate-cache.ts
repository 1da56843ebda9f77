/** What is known of a request that has come before. */
export type Duplicate<Answer> =
  /** Its answer is still being made; `join` has it told, too, who sent the request again. */
  | { readonly type: 'in-progress'; readonly join: (tell: (answer: Answer) => void) => void }
  | { readonly type: 'answered'; readonly answer: Answer };

/** Bytes of answers and keys for each answer of the limit, on the average. */
const averageSize = 1024;

/** How long answers are remembered, in ms (RFC 6733 §3, End-to-End Identifier). */
const lifetime = 4 * 60_000;

/**
 * The requests of the last four minutes with their answers, by Origin-Host and End-to-End Identifier: a request that
 * has failed over to another path may come twice, and is answered without being done again (RFC 6733 §3, §5.5.4).
 */
export class DuplicateCache<Answer extends { readonly length: number }> {
  readonly #limit: number;
  /** With who waits for the answer, beside who sent the request first. Never forgotten: it would be done twice. */
  readonly #inProgress = new Map<string, ((answer: Answer) => void)[]>();
  /** Oldest first, as all live equally long. */
  readonly #answered = new Map<string, { readonly expiresAt: number; readonly answer: Answer }>();
  /** Of all answers that are remembered, with their keys. */
  #bytes = 0;

  /** Keeps `limit` answers at most, in 1,024 times as many bytes, and forgets the oldest ones. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Answers that are remembered. */
  get size(): number {
    return this.#answered.size;
  }

  /** What is known of the request; undefined for a new one, which is remembered from now on. */
  add(originHost: string, endToEnd: number, now: number): Duplicate<Answer> | undefined {
    this.#forgetOld(now);
    const key = keyOf(originHost, endToEnd);
    const entry = this.#answered.get(key);
    if (entry !== undefined) return { type: 'answered', answer: entry.answer };
    const waiting = this.#inProgress.get(key);
    if (waiting !== undefined) return { type: 'in-progress', join: (tell) => waiting.push(tell) };
    this.#inProgress.set(key, []);
    return undefined;
  }

  /** The request has been answered. */
  answer(originHost: string, endToEnd: number, answer: Answer, now: number): void {
    const key = keyOf(originHost, endToEnd);
    const waiting = this.#inProgress.get(key);
    if (waiting === undefined) return;
    this.#inProgress.delete(key);
    const size = key.length + answer.length;
    // All others would have to go for it.
    if (size <= averageSize * this.#limit) {
      this.#answered.set(key, { expiresAt: now + lifetime, answer });
      this.#bytes += size;
    }
    this.#forgetOld(now);
    for (const tell of waiting) tell(answer);
  }

  /** The request was not done after all, so that the same one may be tried again. */
  forget(originHost: string, endToEnd: number): void {
    this.#inProgress.delete(keyOf(originHost, endToEnd));
  }

  #forgetOld(now: number): void {
    for (const [key, { expiresAt, answer }] of this.#answered) {
      if (expiresAt > now && !this.#isFull) return;
      this.#answered.delete(key);
      this.#bytes -= key.length + answer.length;
    }
  }

  get #isFull(): boolean {
    return this.#answered.size > this.#limit || this.#bytes > averageSize * this.#limit;
  }
}

function keyOf(originHost: string, endToEnd: number): string {
  return `${endToEnd} ${originHost.toLowerCase()}`;
}
