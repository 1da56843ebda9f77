import type { Options } from '../options.ts';
import type { RandomSource } from '../random-source.ts';
import { longestCookieLife } from './acceptance.ts';

/** The first signs, all are accepted. */
export type KeyRing = readonly [Uint8Array, ...Uint8Array[]];

const keyLength = 32;

/**
 * The secrets that state cookies are signed with (RFC 9260 §5.1.3). They are the caller's, or the endpoint's own: those
 * are replaced when they have been in use for `cookieKeyInterval`. The one before the last is accepted until then, and
 * no key is replaced before cookies made with the one before it have died. So there are never more than two to try.
 */
export class CookieKeys {
  readonly #random: RandomSource;
  readonly #longestLife: number;
  readonly #interval: number;
  #given: KeyRing | undefined;
  #own: KeyRing | undefined;
  #replacedAt = 0;
  /** When the caller's keys were first in use in the place of own ones. */
  #givenAt: number | undefined;

  constructor(options: Options, random: RandomSource) {
    this.#random = random;
    this.#longestLife = longestCookieLife(options);
    this.#interval = Math.max(options.cookieKeyInterval, this.#longestLife);
    if (options.cookieKeys !== undefined) this.replace(options.cookieKeys);
  }

  /**
   * Takes these keys from now on, and makes no more of its own, which are accepted as long as cookies made with them may
   * live. The list has one key or more.
   */
  replace(keys: readonly Uint8Array[]): void {
    const [first, ...others] = keys;
    if (first !== undefined) this.#given = [first, ...others];
  }

  /** The keys at this time. */
  ring(now: number): KeyRing {
    if (this.#given !== undefined) return this.#withOwn(this.#given, now);
    if (this.#own === undefined || now - this.#replacedAt >= this.#interval) {
      this.#own = this.#own === undefined ? [this.#freshKey()] : [this.#freshKey(), this.#own[0]];
      this.#replacedAt = now;
    }
    return this.#own;
  }

  #withOwn(given: KeyRing, now: number): KeyRing {
    if (this.#own === undefined) return given;
    this.#givenAt ??= now;
    if (now - this.#givenAt <= this.#longestLife) return [...given, ...this.#own];
    this.#own = undefined;
    return given;
  }

  #freshKey(): Uint8Array {
    const key = Buffer.alloc(keyLength);
    for (let at = 0; at < keyLength; at += 4) key.writeUInt32BE(this.#random.uint32(), at);
    return key;
  }
}
