import { configurationFiles } from './configuration-folders.ts';
import type { HostFiles } from './host-files.ts';
import { moduleMatcher } from './module-name.ts';

/** A line of modprobe.d(5) that says something of a module. */
export interface ModprobeLine {
  /** File and number of its first line, as `/etc/modprobe.d/a.conf:3`. */
  readonly at: string;
  readonly text: string;
  readonly keyword: string;
  /** Name, or pattern. */
  readonly name: string;
  /** What follows the name; empty when nothing does. */
  readonly rest: string;
}

/** All lines in the order in which they count. */
export interface ModprobeConfiguration {
  readonly lines: readonly ModprobeLine[];
  /** What cannot be read, why, and before which of the lines it counts, by number. */
  readonly unreadable: readonly { readonly problem: string; readonly before: number }[];
}

/** Reads all of modprobe.d of a host, as libkmod does. */
export function readModprobeConfiguration(host: HostFiles): ModprobeConfiguration {
  const isTaken = (name: string) => !name.startsWith('.') && /.\.(conf|alias)$/.test(name);
  const { files, problems } = configurationFiles(host, 'modprobe.d', isTaken);
  const lines: ModprobeLine[] = [];
  const unreadable = problems.map((problem) => ({ problem, before: 0 }));
  for (const file of files) {
    if ('text' in file) lines.push(...linesOf(file.text, file.path));
    else unreadable.push({ problem: file.problem, before: lines.length });
  }
  return { lines, unreadable };
}

/** The line `install` by which a module is loaded, of which the first one counts; undefined without. */
export function installLine({ lines }: ModprobeConfiguration, module: string): ModprobeLine | undefined {
  return lines.find(
    ({ keyword, name, rest }) => keyword === 'install' && rest !== '' && moduleMatcher(name)?.test(module),
  );
}

/** Why it cannot be told whether that line, or none, is the one that counts; undefined when it can. */
export function doubtOf(
  { lines, unreadable }: ModprobeConfiguration,
  line: ModprobeLine | undefined,
): string | undefined {
  const index = line === undefined ? Number.POSITIVE_INFINITY : lines.indexOf(line);
  return unreadable.find(({ before }) => before <= index)?.problem;
}

/** A line `blacklist` with the module's name, which takes no pattern; undefined without. */
export function blacklistLine({ lines }: ModprobeConfiguration, module: string): ModprobeLine | undefined {
  return lines.find(({ keyword, name }) => keyword === 'blacklist' && name.replaceAll('-', '_') === module);
}

/**
 * What the command of an `install` line does to the module that it stands for: nothing, so that it is kept out; loads
 * it; or what cannot be told without running it.
 */
export function effectOf({ rest }: ModprobeLine): 'blocks' | 'loads' | 'unclear' {
  if (/^\s*((\/usr)?\/s?bin\/)?(false|true)(\s+[^;&|`$()<>]*)?$/.test(rest)) return 'blocks';
  if (/^\s*(:|exit( \d+)?)?\s*$/.test(rest)) return 'blocks';
  return /\b(modprobe|insmod)\b/.test(rest) ? 'loads' : 'unclear';
}

/** Lines of text; a backslash makes a line go on in the next one, in a comment, too, and goes before any other character. */
function linesOf(text: string, path: string): ModprobeLine[] {
  const lines: ModprobeLine[] = [];
  let first = 1;
  for (const [whole] of text.matchAll(/(?:\\.|\\$|[^\\\n])*(?:\n|$)/gs)) {
    const line = whole.replace(/\n$/, '').replace(/\\(.)/gs, (_, next: string) => (next === '\n' ? '' : next));
    const [, keyword, name, rest = ''] = /^[\t ]*([^\t ]+)[\t ]+([^\t ]+)(?:[\t ](.*))?$/s.exec(line) ?? [];
    if (keyword !== undefined && name !== undefined && !keyword.startsWith('#')) {
      lines.push({ at: `${path}:${first}`, text: line.trim(), keyword, name, rest });
    }
    first += whole.split('\n').length - 1;
  }
  return lines;
}
