import type { Command } from 'commander';
import { lintRules, remedyOf } from '../lint/lint.ts';
import type { RuleDescription } from '../lint/rule.ts';
import { addKeyOptions, type KeyFlags, keysOf } from './key-options.ts';
import { formatTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Adds the command `explain`. */
export function addExplainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('explain')
    .description('tell what a rule of lint and audit is about; without a rule, list them')
    .argument('[rule]', 'id of the rule, as findings have it');
  addKeyOptions(command);
  command.action((id: string | undefined, flags: KeyFlags) => {
    const keys = keysOf(command, flags, terminal);
    if (id === undefined) return terminal.print(listOfRules());
    const rule = lintRules.find((candidate) => candidate.id === id);
    if (rule === undefined) return command.error(`error: there is no rule ${JSON.stringify(id)}${suggestionFor(id)}`);
    return terminal.print(describeRule({ ...rule, remedy: remedyOf(rule, keys) }));
  });
}

function listOfRules(): string {
  return formatTable([
    ['RULE', 'SEVERITY', 'TITLE'],
    ...lintRules.map(({ id, severity, title }) => [id, severity, title]),
  ]);
}

function describeRule({ id, severity, title, reason, remedy, reference }: RuleDescription): string {
  return `${id} (${severity}): ${title}\n\n${reason}\n\nremedy: ${remedy}\nsee:    ${reference}\n`;
}

/** The rules whose ids have most pairs of letters in common with what was asked for, if it is enough. */
function suggestionFor(asked: string): string {
  const wanted = pairsOf(asked.toLowerCase());
  const likeness = ({ id }: RuleDescription): number => {
    const pairs = pairsOf(id);
    const common = [...pairs].filter((pair) => wanted.has(pair)).length;
    return (2 * common) / (pairs.size + wanted.size);
  };
  const most = Math.max(...lintRules.map(likeness));
  const near = lintRules.filter((rule) => likeness(rule) === most).map(({ id }) => id);
  return most < 0.4 ? '; without a rule, all are listed' : `; did you mean ${near.join(' or ')}?`;
}

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2)));
}
