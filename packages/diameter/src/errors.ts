/** Stable codes of every {@link DiameterError}; a program may switch on them. */
export type DiameterErrorCode =
  /** The configuration file cannot be read, or has settings that are wrong: see the message. */
  | 'ERR_DIAMETER_CONFIGURATION'
  /** Accounts and sessions cannot be read or written; `cause` says why. */
  | 'ERR_DIAMETER_STORE';

/** What goes wrong with Diameter itself, with a stable `code`; wrong values are TypeError or RangeError. */
export class DiameterError extends Error {
  readonly code: DiameterErrorCode;

  constructor(code: DiameterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DiameterError';
    this.code = code;
  }
}
