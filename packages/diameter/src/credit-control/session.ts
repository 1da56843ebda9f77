import type { Outcome } from './outcome.ts';

/** What a session has of one service. */
export interface ServiceUsage {
  /** Units told of so far. */
  readonly used: number;
  /** What the account keeps for the units granted last, in the smallest unit of the currency. */
  readonly reserved: number;
}

/** A credit-control session, or an event, of one Session-Id and sub-session. */
export interface Session {
  /** By `sessionKey`. */
  readonly key: string;
  /** Whose account it charges. */
  readonly subscriber: string;
  /** CC-Request-Number of the last request. */
  readonly requestNumber: number;
  /** What came of that: the answer, should it be repeated. */
  readonly outcome: Outcome;
  /** Whether it has ended, and is kept for repeated requests alone. */
  readonly isOver: boolean;
  /** By the key of the service. */
  readonly services: Readonly<Record<string, ServiceUsage>>;
  /** Time of day of the last request, in ms since 1970. */
  readonly touchedAt: number;
}

/** One name for a session: Session-Id and CC-Sub-Session-Id (RFC 8506 §8.5). */
export function sessionKey(sessionId: string, subSessionId: bigint | undefined): string {
  // In front, where digits end: a Session-Id may have any character.
  return `${subSessionId ?? ''}#${sessionId}`;
}
