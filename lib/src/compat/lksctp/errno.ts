import { constants } from 'node:os';
import { SctpError } from '../../errors.ts';
import { errnoNameOf, type Operation, type SystemError } from '../system-error.ts';

/** What the C library says; of others, what usctp says. */
const messages: Readonly<Partial<Record<keyof typeof constants.errno, string>>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EPIPE: 'Broken pipe',
  ETIMEDOUT: 'Connection timed out',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
};

/** The error as the kernel's would be, with a positive `errno`; `cause` says more. What is no SctpError stays as it is. */
export function kernelError(error: unknown, operation: Operation): Error | SystemError {
  if (!(error instanceof SctpError)) return error instanceof Error ? error : new Error(String(error));
  const code = errnoNameOf(error, operation);
  const described = new Error(messages[code] ?? error.message, { cause: error });
  return Object.assign(described, { code, errno: constants.errno[code] });
}
