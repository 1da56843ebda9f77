import type { Command } from 'commander';
import { type Association, connect } from 'usctp';
import { resolveOptions } from 'usctp/core';
import { addAddress, type Settings, wholeNumber } from './argument.ts';
import { onAbort } from './interruption.ts';
import type { Session } from './session.ts';

/** With whom a client sets up an association, and from where. */
export interface ClientOptions {
  readonly port: number;
  readonly address: readonly string[];
  readonly localPort: number;
  readonly localAddress?: readonly string[];
  readonly peerUdpPort?: number;
  /** Outbound streams that are needed. */
  readonly streams: number;
  /** Longest wait, in ms. */
  readonly timeout: number;
  readonly set?: Settings;
}

/** Adds the options of {@link ClientOptions} but `port` and `streams`. */
export function addClientOptions(command: Command, timeoutOf: string): Command {
  return command
    .requiredOption('--address <ip>', 'address of the peer; repeatable', addAddress)
    .option('--local-port <port>', 'SCTP port on this side, 0 for a free one', wholeNumber(0, 65535), 0)
    .option('--local-address <ip>', "address on this side; repeatable (default: the host's)", addAddress)
    .option('--peer-udp-port <port>', 'UDP port of the peer (default: 9899)', wholeNumber(1, 65535))
    .option('--timeout <ms>', `longest wait for ${timeoutOf}`, wholeNumber(1, 1e9), 10_000);
}

/** @throws Error when the association has fewer streams than needed. */
export function requireStreams({ outboundStreams }: Association, needed: number): void {
  if (needed <= outboundStreams) return;
  throw new Error(`the peer takes ${outboundStreams} streams: --streams ${needed} is too many`);
}

/** Sets up the association. @throws as `connect` does; an Error when it takes too long or is interrupted. */
export async function establish(options: ClientOptions, { transport, interruption }: Session): Promise<Association> {
  const { port, address: addresses, localPort, localAddress: localAddresses = [], streams, timeout, set } = options;
  const attempt = new AbortController();
  const giveUp = (reason: string) =>
    attempt.abort(new Error(`no association with ${addresses.join(', ')} port ${port}: ${reason}`));
  const timer = setTimeout(() => giveUp(`no answer within ${timeout} ms`), timeout);
  onAbort(interruption.asked, () => giveUp('interrupted'));
  const outboundStreams = Math.max(streams, resolveOptions(set).outboundStreams);
  const { signal } = attempt;
  try {
    return await connect({ outboundStreams, ...set, port, addresses, localPort, localAddresses, transport, signal });
  } finally {
    clearTimeout(timer);
  }
}
