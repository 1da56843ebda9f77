import type { StackName } from '../peers/plan.ts';
import type { Case } from './case.ts';

/** What was read of one stack in one round of a case. Which members there are depends on the test. */
export interface Reading {
  /** Messages, round trips or set-ups per second. */
  readonly perSecond?: number;
  /** 10⁶ bytes of messages per second. */
  readonly megabytesPerSecond?: number;
  /** Of CPU per 10⁹ bytes of messages, user and system. */
  readonly senderSecondsPerGigabyte?: number;
  readonly receiverSecondsPerGigabyte?: number;
  /** How late the event loop was in 99 of 100 looks, in ms. */
  readonly senderLoopDelay?: number;
  readonly receiverLoopDelay?: number;
  /** CPU time of the client for a round trip or a set-up. */
  readonly cpuMicrosecondsEach?: number;
  /** Round-trip time in ms. */
  readonly p50?: number;
  readonly p99?: number;
  readonly p999?: number;
  /** Bytes per association: live objects and buffers, and resident pages. */
  readonly serverHeap?: number;
  readonly serverResident?: number;
  readonly clientHeap?: number;
  readonly clientResident?: number;
}

/** A reading, or why there is none. */
export interface Measurement {
  readonly case: Case;
  readonly stack: StackName;
  readonly round: number;
  readonly reading?: Reading;
  readonly failure?: string;
}
