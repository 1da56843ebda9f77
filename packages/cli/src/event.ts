import { type Association, type Message, SctpError } from 'usctp';
import type { DoctorEvent } from './doctor/finding.ts';
import { decodeText } from './format.ts';
import type { PerfEvent } from './perf/perf-event.ts';
import type { ProbeEvent } from './probe/probe-event.ts';
import type { RoundTrips } from './round-trips.ts';
import type { Count } from './tally.ts';

/** What a command tells: a line of JSON each, or of text. Times in ms, sizes in bytes, rates per second. */
export type Event =
  | {
      readonly event: 'listening';
      readonly port: number;
      readonly addresses: readonly string[];
      readonly udpPort?: number;
    }
  | ({ readonly event: 'up' } & Peer)
  | ({ readonly event: 'path'; readonly address: string; readonly state: string } & Numbered)
  | ({ readonly event: 'message' } & MessageContent & Numbered)
  | ({ readonly event: 'down'; readonly received: Count; readonly sent: Count } & Duration & Partial<Fault> & Numbered)
  | {
      readonly event: 'reply';
      readonly number: number;
      readonly bytes: number;
      readonly stream: number;
      readonly time: number;
    }
  | ({ readonly event: 'ping'; readonly sent: number; readonly answered: number } & Partial<RoundTrips>)
  | ({ readonly event: 'sent'; readonly messageRate: number; readonly byteRate: number } & Count & Duration)
  | ProbeEvent
  | DoctorEvent
  | (PerfEvent & Numbered)
  | ({ readonly event: 'warning' } & Fault)
  | ({ readonly event: 'error' } & Fault & Numbered);

/** Of a server: its associations are numbered from 1 on. */
export interface Numbered {
  readonly association?: number;
}

interface Duration {
  readonly duration: number;
}

interface Peer extends Numbered {
  readonly peerAddresses: readonly string[];
  readonly peerPort: number;
  readonly peerUdpPort?: number;
  readonly localPort: number;
  readonly inboundStreams: number;
  readonly outboundStreams: number;
}

/** The content is in `text` when it is UTF-8, and in `base64` otherwise. */
interface MessageContent {
  readonly stream: number;
  readonly ppid: number;
  readonly unordered: boolean;
  readonly bytes: number;
  readonly text?: string;
  readonly base64?: string;
}

/** What went wrong; with the code of an SctpError, if it is one. */
interface Fault {
  readonly code?: string;
  readonly error: string;
}

/** Both ends of the association. */
export function describePeer(association: Association): Peer {
  const { paths, peerPort, localPort, inboundStreams, outboundStreams } = association;
  const udpPort = paths[0]?.udpPort;
  return {
    peerAddresses: paths.map(({ address }) => address),
    peerPort,
    ...(udpPort === undefined ? {} : { peerUdpPort: udpPort }),
    localPort,
    inboundStreams,
    outboundStreams,
  };
}

/** The message, as text where it is some, else in base64. */
export function describeMessage({ data, stream, ppid, unordered }: Message): MessageContent {
  const text = decodeText(data);
  const content = text === undefined ? { base64: data.toString('base64') } : { text };
  return { stream, ppid, unordered, bytes: data.length, ...content };
}

/** The error, whatever was thrown. */
export function describeFault(error: unknown): Fault {
  if (error instanceof SctpError) return { code: error.code, error: error.message };
  return { error: error instanceof Error ? error.message : String(error) };
}
