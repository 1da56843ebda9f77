/** Tells from Origin-State-Id that a peer has lost its state (RFC 6733 §8.16). */
export class RestartDetector {
  /** The greatest one. */
  #last: number | undefined;

  /** Whether this value, undefined where there is none, tells of a restart since the last one. */
  isRestart(originStateId: number | undefined): boolean {
    // Zero says that nothing shall be concluded from it.
    if (originStateId === undefined || originStateId === 0) return false;
    const last = this.#last;
    if (last !== undefined && originStateId <= last) return false;
    this.#last = originStateId;
    return last !== undefined;
  }
}
