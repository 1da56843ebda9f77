/** Stable codes of every {@link DiameterError}; a program may switch on them. */
export type DiameterErrorCode =
  /** The configuration file cannot be read, or has settings that are wrong: see the message. */
  | 'ERR_DIAMETER_CONFIGURATION'
  /** Accounts and sessions cannot be read or written; `cause` says why. */
  | 'ERR_DIAMETER_STORE'
  /** No answer came in time. */
  | 'ERR_DIAMETER_TIMEOUT'
  /** There is no peer that the request can go to: Result-Code 3002, or 3003 where there is no route at all. */
  | 'ERR_DIAMETER_UNDELIVERABLE'
  /** The peers that the request can go to have more to do than they take: Result-Code 3004. */
  | 'ERR_DIAMETER_TOO_BUSY'
  /** The answer has the E bit: `resultCode` says why the request was not delivered or not understood. */
  | 'ERR_DIAMETER_ERROR_ANSWER'
  /** The answer is not what the command demands. */
  | 'ERR_DIAMETER_MALFORMED_ANSWER'
  /** The node has been closed, or was not started. */
  | 'ERR_DIAMETER_CLOSED'
  /** No peer of this name is known. */
  | 'ERR_DIAMETER_UNKNOWN_PEER';

/** What there may be to say of an error besides its code. */
export interface DiameterErrorOptions extends ErrorOptions {
  readonly resultCode?: number;
}

/** What goes wrong with Diameter itself, with a stable `code`; wrong values are TypeError or RangeError. */
export class DiameterError extends Error {
  readonly code: DiameterErrorCode;
  /** Of the answer, or the one that an agent would have answered with. */
  readonly resultCode: number | undefined;

  constructor(code: DiameterErrorCode, message: string, options: DiameterErrorOptions = {}) {
    super(message, options);
    this.name = 'DiameterError';
    this.code = code;
    this.resultCode = options.resultCode;
  }
}
