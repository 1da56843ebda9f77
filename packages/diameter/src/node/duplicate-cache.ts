/** What is known of a request that has come before. */
export type Duplicate<Answer> =
  /** Its answer is still being made; `join` has it told, too, who sent the request again. */
  | { readonly type: 'in-progress'; readonly join: (tell: (answer: Answer) => void) => void }
  | { readonly type: 'answered'; readonly answer: Answer };

interface Entry<Answer> {
  readonly expiresAt: number;
  answer: Answer | undefined;
  waiting: ((answer: Answer) => void)[];
}

/** How long requests are remembered, in ms (RFC 6733 §3, End-to-End Identifier). */
const lifetime = 4 * 60_000;

/**
 * The requests of the last four minutes with their answers, by Origin-Host and End-to-End Identifier: a request that
 * has failed over to another path may come twice, and is answered without being done again (RFC 6733 §3, §5.5.4).
 */
export class DuplicateCache<Answer> {
  readonly #limit: number;
  /** Oldest first, as all live equally long. */
  readonly #entries = new Map<string, Entry<Answer>>();

  /** Keeps `limit` requests at most, and forgets the oldest ones. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is known of the request; undefined for a new one, which is remembered from now on. */
  add(originHost: string, endToEnd: number, now: number): Duplicate<Answer> | undefined {
    this.#forgetOld(now);
    const key = keyOf(originHost, endToEnd);
    const entry = this.#entries.get(key);
    if (entry?.answer !== undefined) return { type: 'answered', answer: entry.answer };
    if (entry !== undefined) return { type: 'in-progress', join: (tell) => entry.waiting.push(tell) };
    this.#entries.set(key, { expiresAt: now + lifetime, answer: undefined, waiting: [] });
    return undefined;
  }

  /** The request has been answered. */
  answer(originHost: string, endToEnd: number, answer: Answer): void {
    const entry = this.#entries.get(keyOf(originHost, endToEnd));
    if (entry === undefined) return;
    entry.answer = answer;
    const { waiting } = entry;
    entry.waiting = [];
    for (const tell of waiting) tell(answer);
  }

  /** The request was not done after all, so that the same one may be tried again. */
  forget(originHost: string, endToEnd: number): void {
    this.#entries.delete(keyOf(originHost, endToEnd));
  }

  #forgetOld(now: number): void {
    for (const [key, { expiresAt }] of this.#entries) {
      if (expiresAt > now && this.#entries.size < this.#limit) return;
      this.#entries.delete(key);
    }
  }
}

function keyOf(originHost: string, endToEnd: number): string {
  return `${endToEnd} ${originHost.toLowerCase()}`;
}
