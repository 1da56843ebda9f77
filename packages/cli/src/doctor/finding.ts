import type { createColors } from 'picocolors';
import type { Options } from 'usctp/core';
import type { CommonOptions } from '../common-options.ts';
import type { Host } from './host.ts';

/** All severities, in the order of the summary. */
export const severities = ['ok', 'warning', 'problem', 'unknown'] as const;

/** How much a finding keeps SCTP from working: `problem` is that it does. */
export type Severity = (typeof severities)[number];

/** What a check has found. */
export interface Finding {
  /** Which check. */
  readonly check: string;
  readonly severity: Severity;
  readonly text: string;
  /** What to do about it: a command, as far as there is one. Of all that is not ok. */
  readonly remedy?: string;
}

/** What is to work here. */
export interface Purpose {
  readonly transport: CommonOptions['transport'];
  /** Local UDP port of a server. */
  readonly udpPort: number;
  readonly advertise: Options['advertise'];
}

/** Looks at one thing that SCTP needs. */
export type Check = (host: Host, purpose: Purpose) => readonly Finding[] | Promise<readonly Finding[]>;

/** What is a problem for one transport only is a warning to whoever uses the other. */
export function problemOf(transport: Purpose['transport'], purpose: Purpose): Severity {
  return purpose.transport === transport ? 'problem' : 'warning';
}

/** What `usctp doctor` tells. */
export type DoctorEvent =
  | ({ readonly event: 'finding' } & Finding)
  | ({ readonly event: 'diagnosis' } & Readonly<Record<Severity, number>>);

/** As lines for people. */
export function formatDoctor(event: DoctorEvent, colors: ReturnType<typeof createColors>): string {
  if (event.event === 'diagnosis') {
    return severities.map((severity) => `${event[severity]} ${colors[paints[severity]](severity)}`).join(', ');
  }
  const { check, severity, text, remedy } = event;
  const indent = ' '.repeat(9);
  const lines = [`${colors[paints[severity]](severity.padEnd(8))} ${colors.bold(check)}: ${text}`];
  if (remedy !== undefined) lines.push(`${indent}${colors.dim('remedy:')} ${remedy}`);
  return lines.join('\n');
}

const paints = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'cyan' } as const;
