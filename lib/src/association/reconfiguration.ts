import type { ReConfigChunk } from '../codec/chunk.ts';
import type { Parameter } from '../codec/parameter.ts';
import type { Path } from '../path/path.ts';
import type { StreamList } from '../stream-list.ts';
import type { Timer } from '../timer.ts';
import { PeerRequests } from './peer-requests.ts';

/** What the peer is asked for (RFC 6525 §5.1.2, §5.1.3, §5.1.5, §5.1.6): of streams that are outbound or inbound here. */
export type ReconfigurationRequest =
  | { readonly type: 'RESET-OUTBOUND' | 'RESET-INBOUND'; readonly streams: StreamList }
  | { readonly type: 'ADD-OUTBOUND' | 'ADD-INBOUND'; readonly count: number };

/** A request that waits for its turn. */
export interface WaitingRequest {
  readonly request: ReconfigurationRequest;
  /** What the user knows it by; undefined where the peer has asked for it. */
  readonly id: number | undefined;
  /** Sequence number of the peer's request that it follows from. */
  readonly follows: number | undefined;
  /** How often the peer was busy with a request of its own. */
  readonly refusals: number;
}

/** The request that waits for its answer. */
export interface RequestInFlight extends WaitingRequest {
  readonly sequenceNumber: number;
  readonly parameter: Parameter;
  /** Where it was sent last. */
  path: Path;
  /** Whether it was sent to more than one address: an answer does not tell which of them works. */
  hasSeveralDestinations: boolean;
  /** Runs until it is answered. */
  readonly timer: Timer;
  /** The wait for an answer, in ms. */
  timeout: number;
  /** The last answer: `IN-PROGRESS` is asked about again, after `REFUSED` it is asked for anew. */
  answer: 'NONE' | 'IN-PROGRESS' | 'REFUSED';
  /** Answers "In progress" since the peer's data last went on. */
  idleAnswers: number;
  /** The cumulative TSN of the peer's data at the last such answer. */
  cumulativeTsn: number;
}

/** A reset of inbound streams that has been answered with "In progress" (RFC 6525 §5.2.2 E2). */
export interface DeferredReset {
  readonly sequenceNumber: number;
  readonly streams: StreamList;
}

const noRequests: readonly WaitingRequest[] = [];
const noStreams: StreamList = [];

/** The requests of both sides to change the streams of an association (RFC 6525 §5). */
export class Reconfiguration {
  readonly peerRequests: PeerRequests;
  /** In the order in which they go, one at a time. */
  waiting: readonly WaitingRequest[] = noRequests;
  inFlight: RequestInFlight | undefined;
  deferred: DeferredReset | undefined;
  /** Inbound streams that this side has asked to be reset: then the peer may do it. */
  requestedResets: StreamList = noStreams;
  /** Inbound streams that this side has asked for: so many the peer may add. */
  requestedStreams = 0;
  #nextSequenceNumber: number;

  /** Sequence numbers begin with the initial TSNs of both sides (RFC 6525 §4.1). */
  constructor(initialTsn: number, peerInitialTsn: number) {
    this.#nextSequenceNumber = initialTsn;
    this.peerRequests = new PeerRequests(peerInitialTsn);
  }

  /** Whether one of them is on the way that the peer has asked for: it gets no second one. */
  get isServingPeer(): boolean {
    return this.inFlight?.follows !== undefined || this.waiting.some(({ follows }) => follows !== undefined);
  }

  /** Streams that have been asked for, and not granted yet. */
  pendingStreams(type: 'ADD-OUTBOUND' | 'ADD-INBOUND'): number {
    const pending = this.inFlight === undefined ? this.waiting : [this.inFlight, ...this.waiting];
    return pending.reduce((sum, { request }) => sum + (request.type === type ? request.count : 0), 0);
  }

  takeSequenceNumber(): number {
    const sequenceNumber = this.#nextSequenceNumber;
    this.#nextSequenceNumber = (sequenceNumber + 1) >>> 0;
    return sequenceNumber;
  }
}

/** A RE-CONFIG chunk of these parameters. */
export function reConfig(...parameters: readonly Parameter[]): ReConfigChunk {
  return { type: 'RE-CONFIG', parameters };
}
