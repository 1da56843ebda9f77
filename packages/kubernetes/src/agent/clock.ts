/** The time, and timers: those of the system, or a test's. */
export interface Clock {
  /** Time of day, in ms since 1970. */
  now(): number;
  /** Calls back once after so many ms; gives a function that calls it off. */
  after(delay: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  },
};
