import { SctpError, type SctpErrorCode } from 'usctp';

type Predicate = (error: unknown) => boolean;

/** Whether what is thrown is an SctpError of the code whose message has all these words. */
export function hasCode(code: SctpErrorCode, ...words: readonly string[]): Predicate {
  return (error) =>
    error instanceof SctpError && error.code === code && words.every((word) => error.message.includes(word));
}

/** Whether what is thrown is an error of the class whose message has all these words. */
export function names(kind: typeof TypeError | typeof RangeError, ...words: readonly string[]): Predicate {
  return (error) => error instanceof kind && words.every((word) => error.message.includes(word));
}
