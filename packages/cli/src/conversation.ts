import type { Association, SendOptions } from 'usctp';
import type { Event } from './event.ts';
import type { Tally } from './tally.ts';

/** What a client shall say. Each mode has its own defaults. */
export interface Wish {
  /** Messages. */
  readonly count?: number;
  /** Of a message, in bytes. */
  readonly size?: number;
  readonly streams: number;
  readonly unordered?: true;
  readonly ppid: number;
  /** Longest wait for an answer, in ms. */
  readonly timeout: number;
}

/** An association of a client, what shall be said on it, and what was. */
export class Conversation {
  readonly association: Association;
  readonly wish: Wish;
  readonly tally: Tally;
  readonly report: (event: Event) => void;

  constructor(association: Association, wish: Wish, tally: Tally, report: (event: Event) => void) {
    this.association = association;
    this.wish = wish;
    this.tally = tally;
    this.report = report;
  }

  /** Sends the next message, on the next stream; resolves with that. */
  async send(data: Buffer, until: SendOptions['until'] = 'queued'): Promise<number> {
    const { streams, ppid, unordered = false } = this.wish;
    const stream = this.tally.sent.messages % streams;
    await this.association.send(data, { stream, ppid, unordered, until });
    this.tally.countSent(data);
    return stream;
  }
}
