import type { DiameterMessage } from '../codec/message.ts';

/** What a request has come to. */
export type Outcome =
  /** Its answer, with whatever Hop-by-Hop Identifier. */
  | { readonly type: 'answer'; readonly answer: DiameterMessage }
  /** An answer that cannot be read. */
  | { readonly type: 'malformed' }
  | { readonly type: 'timeout' }
  /** There is nobody that it can be sent to, for this Result-Code: 3002, 3003 or 3004. */
  | { readonly type: 'undelivered'; readonly resultCode: number };

/** A request on its way, from this node or relayed by it, until it has an answer (RFC 6733 §5.5.4). */
export interface Transaction {
  /** As it goes out, but for its Hop-by-Hop Identifier. */
  message: DiameterMessage;
  /** On the clock of the node, in ms. */
  readonly expiresAt: number;
  /**
   * Identities, in small letters, that no route may lead to: those that it was sent to in vain, and those that it has
   * come through.
   */
  readonly excluded: string[];
  /** Whether the last attempt has not left this host, so that no peer can have seen it. */
  isUnsent: boolean;
  /** Called once. */
  readonly settle: (outcome: Outcome) => void;
}
