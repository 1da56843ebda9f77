import type { createColors } from 'picocolors';
import { formatBytes, formatMilliseconds } from '../format.ts';
import type { ProbeResult } from './probe.ts';

/** A server has answered a probe. */
export interface ProbeEvent extends ProbeResult {
  readonly event: 'probe';
  readonly address: string;
  readonly port: number;
}

/** As a line for people. */
export function formatProbe(event: ProbeEvent, { cyan, green }: ReturnType<typeof createColors>): string {
  const { address, port, time, initiateTag, window, inboundStreams, outboundStreams, addresses, extensions } = event;
  return [
    `${address} port ${port} ${green('answers')} in ${cyan(formatMilliseconds(time))}`,
    `tag 0x${initiateTag.toString(16).padStart(8, '0')}`,
    `${inboundStreams} streams in, ${outboundStreams} out`,
    `window ${formatBytes(window)}`,
    ...(addresses.length === 0 ? [] : [`addresses ${addresses.join(', ')}`]),
    ...(extensions.length === 0 ? [] : [`extensions ${extensions.join(', ')}`]),
  ].join('; ');
}
