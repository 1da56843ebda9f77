import type { createColors } from 'picocolors';
import { formatBytes, formatMessages, formatMilliseconds } from '../format.ts';
import type { DemoPacket, DemoResult } from './client.ts';
import type { ServerNews } from './server.ts';
import { streamCount } from './traffic.ts';

type Colors = ReturnType<typeof createColors>;

/** What happened, for people. */
export function describeDemo(result: DemoResult, server: ServerNews, colors: Colors): string {
  const { bold, green, red } = colors;
  const faults = listFaults(result, server);
  return [
    bold('Set-up, as the client sees it'),
    ...describePackets(result.packets, /(INIT|COOKIE)/, colors),
    bold('Messages'),
    ...describeTraffic(result),
    bold('Shutdown'),
    ...describePackets(result.packets, /SHUTDOWN/, colors),
    ...(faults.length === 0 ? [green('Both sides have closed gracefully.')] : faults.map((fault) => red(fault))),
  ].join('\n');
}

/** What did not go as it should; empty when all did. */
export function listFaults({ sent, received, faults, finalState }: DemoResult, server: ServerNews): string[] {
  const all = [...faults];
  if (received.bytes !== sent.bytes) all.push(`${received.bytes} of ${sent.bytes} bytes came back`);
  if (finalState !== 'CLOSED') all.push(`the client is in state ${finalState}`);
  if (server.news !== 'closed') all.push('the server has not closed');
  else if (server.error !== undefined) all.push(`the server failed: ${server.error}`);
  else if (server.received.bytes !== sent.bytes) all.push(`the server received ${server.received.bytes} bytes`);
  return all;
}

function describeTraffic({ sent, received, unordered, packets, roundTrips }: DemoResult): string[] {
  const outbound = packets.filter(({ direction }) => direction === 'out').length;
  const lines = [
    `${formatMessages(sent.messages)} (${formatBytes(sent.bytes)}) sent on ${streamCount} streams, ${unordered} of them unordered`,
    `${formatMessages(received.messages)} (${formatBytes(received.bytes)}) came back from the server`,
    `${outbound} packets out, ${packets.length - outbound} in`,
  ];
  if (roundTrips !== undefined) {
    const { median, p99 } = roundTrips;
    lines.push(`round trip: median ${formatMilliseconds(median)}, p99 ${formatMilliseconds(p99)}`);
  }
  return lines.map((line) => `  ${line}`);
}

function describePackets(packets: readonly DemoPacket[], chunks: RegExp, { cyan, dim, green }: Colors): string[] {
  return packets
    .filter(({ description }) => chunks.test(description))
    .map(({ direction, time, description }) => {
      const arrow = direction === 'out' ? cyan('-->') : green('<--');
      return `  ${dim(formatMilliseconds(time).padStart(11))} ${arrow} ${description}`;
    });
}
