import type { SctpError } from 'usctp';

/** What the promise rejects with; throws when it is fulfilled. */
export async function rejection(promise: Promise<unknown>): Promise<Error & Partial<SctpError>> {
  try {
    await promise;
  } catch (error) {
    return error as Error; // nothing else is thrown
  }
  throw new Error('the promise was fulfilled');
}
