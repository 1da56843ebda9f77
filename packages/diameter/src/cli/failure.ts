import { DiameterError } from '../errors.ts';

/** What has gone wrong, for people. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const isExplained = error instanceof DiameterError || !(cause instanceof Error);
  return isExplained ? error.message : `${error.message}: ${cause.message}`;
}
