import { styleText } from 'node:util';
import { type Command, Option } from 'commander';
import type { Finding } from '../lint/lint.ts';
import type { Severity } from '../lint/rule.ts';
import { sarifLog } from '../lint/sarif.ts';
import { readVersion } from '../version.ts';
import { Failure } from './failure.ts';
import { formatTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Options of commands that report findings. */
export interface ReportFlags {
  readonly output: 'text' | 'json' | 'sarif';
  readonly failOn: Severity | 'never';
}

/** Adds the options of {@link ReportFlags}, with the formats that a command has. */
export function addReportOptions(command: Command, formats: readonly ReportFlags['output'][]): Command {
  return command
    .addOption(new Option('-o, --output <format>', 'how').choices(formats).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'least severity of a finding that makes the exit code 1')
        .choices(['error', 'warning', 'info', 'never'])
        .default('warning'),
    );
}

interface Reporting {
  /** What was looked at, for the last line. */
  readonly looked: string;
  /** What could not be looked at, for JSON. */
  readonly leftOut?: readonly string[];
  readonly flags: ReportFlags;
  readonly terminal: Terminal;
}

/** Prints findings. @throws Failure when one is severe enough, and not ignored. */
export function report(findings: readonly Finding[], { looked, leftOut, flags, terminal }: Reporting): void {
  if (flags.output === 'json') terminal.print(`${JSON.stringify({ findings, leftOut }, undefined, 4)}\n`);
  else if (flags.output === 'sarif') {
    terminal.print(`${JSON.stringify(sarifLog(findings, readVersion()), undefined, 2)}\n`);
  } else terminal.print(describeAll(findings, looked, terminal));
  const { failOn } = flags;
  if (failOn === 'never') return;
  const least = severities.indexOf(failOn);
  const isFailed = findings.some(
    ({ ignored, severity }) => ignored === undefined && severities.indexOf(severity) <= least,
  );
  if (isFailed) throw new Failure();
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];
const colours = { error: 'red', warning: 'yellow', info: 'cyan', ignored: 'gray' } as const;

/** Grouped by object; each finding is a line with place, severity and rule, and a line that says what to do. */
function describeAll(findings: readonly Finding[], looked: string, { isColoured, name }: Terminal): string {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const title = [finding.position?.file, finding.object].filter((part) => part !== undefined).join(': ');
    groups.set(title, [...(groups.get(title) ?? []), finding]);
  }
  const blocks = [...groups].map(([title, members]) => `${title}\n${describeGroup(members, isColoured)}\n`);
  return `${blocks.join('')}${summaryOf(findings, looked, name)}\n`;
}

function describeGroup(findings: readonly Finding[], isColoured: boolean): string {
  const rows = findings.map(({ position, field, severity, ignored, rule, message }) => [
    position === undefined ? field : `${position.line}:${position.column}`,
    ignored === undefined ? severity : 'ignored',
    rule,
    message,
  ]);
  const lines = formatTable(rows).trimEnd().split('\n');
  return findings
    .map(({ severity, ignored, remedy }, index) => {
      const word = ignored === undefined ? severity : 'ignored';
      const line = lines[index] ?? '';
      const shown = isColoured ? line.replace(word, paint(word)) : line;
      return `  ${shown}\n      ${ignored === undefined ? `remedy: ${remedy}` : `because: ${ignored || '(no reason given)'}`}\n`;
    })
    .join('');
}

function paint(word: keyof typeof colours): string {
  return styleText(colours[word], word, { validateStream: false });
}

function summaryOf(findings: readonly Finding[], looked: string, name: string): string {
  const counts = severities.map(
    (severity) =>
      [findings.filter((finding) => finding.severity === severity && finding.ignored === undefined), severity] as const,
  );
  const parts = counts.flatMap(([{ length }, severity]) =>
    length === 0 ? [] : [severity === 'info' ? `${length} info` : countOf(length, severity)],
  );
  const ignored = findings.filter((finding) => finding.ignored !== undefined).length;
  if (ignored > 0) parts.push(`${ignored} ignored`);
  if (parts.length === 0) return `${looked}, nothing found`;
  return `${looked}, ${parts.join(', ')}; ${name} explain RULE tells more`;
}

/** As `1 object`, `2 objects`. */
export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
