import type { SimulatedAssociation } from '../../lib/src/simulation/index.ts';
import { Direction } from './direction.ts';

/** How a session is to end, and with what error at the client and at the server; undefined: gracefully. */
export const endings = {
  'the client shuts down': [undefined, undefined],
  'the server shuts down': [undefined, undefined],
  'the client aborts': ['ERR_SCTP_ABORTED', 'ERR_SCTP_ABORTED_BY_PEER'],
  'the server aborts': ['ERR_SCTP_ABORTED_BY_PEER', 'ERR_SCTP_ABORTED'],
  'the links are cut': ['ERR_SCTP_PEER_UNREACHABLE', 'ERR_SCTP_PEER_UNREACHABLE'],
  'the client crashes': ['CRASH', 'ERR_SCTP_PEER_UNREACHABLE'],
  'the client restarts': ['CRASH', 'RESTART'],
} as const;

export type Ending = keyof typeof endings;

export type Side = 'client' | 'server';

/** What one client has with the server from its call to the end. */
export class Session {
  readonly id: number;
  readonly ending: Ending;
  /** Messages from each side. */
  readonly from: Readonly<Record<Side, Direction>>;
  /** The end of each side, once it is there. */
  readonly ends: { client: SimulatedAssociation | undefined; server: SimulatedAssociation | undefined } = {
    client: undefined,
    server: undefined,
  };
  readonly #outcome = new Map<Side, string | undefined>();
  readonly #report: (problem: string) => void;

  constructor(id: number, ending: Ending, report: (problem: string) => void) {
    this.id = id;
    this.ending = ending;
    this.#report = (problem) => report(`session ${id}, ${ending}: ${problem}`);
    this.from = {
      client: new Direction('from the client', id, report),
      server: new Direction('from the server', id, report),
    };
  }

  /** Both sides have come to their end. */
  get isOver(): boolean {
    return this.#outcome.size === 2;
  }

  hasEnded(side: Side): boolean {
    return this.#outcome.has(side);
  }

  /** One side has ended, with the code of its error, CRASH, or RESTART where the other side began anew. */
  end(side: Side, outcome: string | undefined): void {
    const expected = endings[this.ending][side === 'client' ? 0 : 1];
    if (this.#outcome.has(side)) this.#report(`the ${side} ended twice`);
    if (outcome !== expected) this.#report(`the ${side} ended with ${outcome} in place of ${expected}`);
    this.#outcome.set(side, outcome);
    if (outcome === 'CRASH') for (const direction of Object.values(this.from)) direction.loseEnd();
    if (this.isOver) for (const direction of Object.values(this.from)) direction.end();
  }
}
