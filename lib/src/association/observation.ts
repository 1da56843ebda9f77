import type { SctpError } from '../errors.ts';
import type { PathState } from '../path/reachability.ts';
import type { StateName } from './state.ts';

/** Something that only who watches an association wants to know. Addresses are IP addresses of the peer. */
export type Observation =
  /** The state of RFC 9260 §4 has changed; `error` is why it is CLOSED, unless it ended gracefully. */
  | {
      readonly topic: 'state';
      readonly from: StateName;
      readonly to: StateName;
      readonly error: SctpError | undefined;
    }
  /** A chunk goes again: T1, T2 or T3 has expired, or SACKs have shown that DATA is lost. `rto` in ms. */
  | {
      readonly topic: 'retransmission';
      readonly chunk: string;
      readonly cause: 'TIMEOUT' | 'SACK';
      /** Where it was lost, or, of another chunk than DATA, where it goes now. */
      readonly address: string;
      readonly rto: number;
    }
  /** The state of an address has changed. */
  | {
      readonly topic: 'pathState';
      readonly address: string;
      readonly from: PathState;
      readonly to: PathState;
      readonly errorCount: number;
    }
  /** New data goes to another address: failover, failback, or another primary path. */
  | { readonly topic: 'pathInUse'; readonly from: string; readonly to: string }
  /** Another address is the primary one: by the user's will, or by switchover (RFC 7829 §5). */
  | { readonly topic: 'primaryPath'; readonly from: string; readonly to: string };

/** What can be watched. */
export type ObservationTopic = Observation['topic'];
