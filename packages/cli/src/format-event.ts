import type { createColors } from 'picocolors';
import { formatDoctor } from './doctor/finding.ts';
import type { Event, Numbered } from './event.ts';
import { formatBytes, formatMessages, formatMilliseconds, formatNumber, formatPayload } from './format.ts';
import { formatPerf } from './perf/perf-event.ts';
import { formatProbe } from './probe/probe-event.ts';
import type { Count } from './tally.ts';

type Colors = ReturnType<typeof createColors>;
type EventOf<Name extends Event['event']> = Extract<Event, { readonly event: Name }>;

/** An event as a line for people. */
export function formatEvent(event: Event, colors: Colors): string {
  const { bold, cyan, dim, green, red, yellow } = colors;
  switch (event.event) {
    case 'listening':
      return `${bold('listening')} on port ${event.port} at ${event.addresses.join(', ')}${formatUdpPort(event.udpPort)}`;
    case 'up':
      return `${formatNumbered(event, colors)}${green('up')} ${formatPeer(event)}`;
    case 'path':
      return `${formatNumbered(event, colors)}path ${event.address} is ${event.state}`;
    case 'message':
      return `${formatNumbered(event, colors)}${dim(formatEnvelope(event))} ${formatContent(event)}`;
    case 'down':
      return `${formatNumbered(event, colors)}${event.error === undefined ? dim('down') : red('down')} ${formatDown(event)}`;
    case 'reply':
      return (
        `${dim(`${event.number}:`)} ${formatBytes(event.bytes)} on stream ${event.stream} ` +
        `${dim('in')} ${cyan(formatMilliseconds(event.time))}`
      );
    case 'ping':
      return formatPing(event, colors);
    case 'sent':
      return (
        `${bold('sent')} ${formatCount(event)} in ${formatSeconds(event.duration)}: ` +
        `${formatNumber(event.messageRate)} messages/s, ${(event.byteRate / 1e6).toFixed(2)} MB/s`
      );
    case 'test':
    case 'interval':
    case 'latency':
    case 'summary':
      return `${formatNumbered(event, colors)}${formatPerf(event, colors)}`;
    case 'finding':
    case 'diagnosis':
      return formatDoctor(event, colors);
    case 'probe':
      return formatProbe(event, colors);
    case 'warning':
      return `${yellow('usctp: warning:')} ${event.error}`;
    case 'error':
      return (
        `${red('usctp:')} ${formatNumbered(event, colors)}${event.error}` +
        (event.code === undefined ? '' : dim(` (${event.code})`))
      );
  }
}

function formatNumbered({ association }: Numbered, { dim }: Colors): string {
  return association === undefined ? '' : `${dim(`[${association}]`)} `;
}

function formatPeer(event: EventOf<'up'>): string {
  const streams = `${event.inboundStreams} streams in, ${event.outboundStreams} out`;
  return `with ${event.peerAddresses.join(', ')} port ${event.peerPort}${formatUdpPort(event.peerUdpPort)}: ${streams}`;
}

function formatUdpPort(udpPort: number | undefined): string {
  return udpPort === undefined ? '' : ` (UDP port ${udpPort})`;
}

function formatEnvelope({ stream, ppid, unordered }: EventOf<'message'>): string {
  return `stream ${stream} ppid ${ppid}${unordered ? ' unordered' : ''}:`;
}

function formatContent({ text, base64 = '' }: EventOf<'message'>): string {
  return formatPayload(text === undefined ? Buffer.from(base64, 'base64') : Buffer.from(text));
}

function formatDown({ received, sent, duration, error, code }: EventOf<'down'>): string {
  const counts = `after ${formatSeconds(duration)}: received ${formatCount(received)}, sent ${formatCount(sent)}`;
  if (error === undefined) return counts;
  return `${counts}; ${error}${code === undefined ? '' : ` (${code})`}`;
}

function formatPing({ sent, answered, min, median, max, p99 }: EventOf<'ping'>, { bold }: Colors): string {
  const counts = `${formatNumber(answered)} of ${formatNumber(sent)} answered`;
  if (min === undefined || median === undefined || max === undefined || p99 === undefined) return counts;
  const times = Object.entries({ min, median, max, p99 }).map(([name, time]) => `${name} ${formatMilliseconds(time)}`);
  return `${bold(counts)}: ${times.join(', ')}`;
}

function formatCount({ messages, bytes }: Count): string {
  return `${formatMessages(messages)} (${formatBytes(bytes)})`;
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
