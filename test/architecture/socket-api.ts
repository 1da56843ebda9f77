/** A row of a table of `lib/guides/socket-api.md`: names of one section of RFC 6458, and what takes their place. */
export interface SocketApiRow {
  /** As it stands in the file. */
  readonly text: string;
  /** Of RFC 6458; of another one, as `6525§6.1.1`. */
  readonly section: string;
  /** What RFC 6458 has. */
  readonly theirs: readonly string[];
  /** What `usctp` exports instead, as `Options.rtoMin`; none where there is nothing. */
  readonly ours: readonly string[];
  readonly remark: string;
}

/** The rows of all tables, without their heads. */
export function readSocketApi(markdown: string): SocketApiRow[] {
  return [...markdown.matchAll(/^\| (\d[\d.]*|\d{4} §\d[\d.]*) \|(.*)\|(.*)\|(.*)\|$/gm)].map(
    ([text, section = '', theirs = '', ours = '', remark = '']) => ({
      text,
      section: section.replace(' ', ''),
      theirs: namesIn(theirs),
      ours: namesIn(ours),
      remark: remark.trim(),
    }),
  );
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** `section name` of each name in the list taken from RFC 6458. */
export function readNames(list: string): string[] {
  const lines = list.split('\n').filter((line) => /^\d/.test(line));
  return lines.flatMap((line) => {
    const [section, ...names] = line.split(' ');
    return names.map((name) => `${section} ${name}`);
  });
}

/** What is wrong with a row; empty when nothing is. */
export function faultsOfRow(
  { text, theirs, ours, remark }: SocketApiRow,
  exported: ReadonlyMap<string, ReadonlySet<string>>,
  options: readonly string[],
): string[] {
  const faults = theirs.length === 0 ? [`no name of the RFC: ${text}`] : [];
  if (ours.length === 0 && !/^(needless|not built)/.test(remark)) faults.push(`nothing, and no reason: ${text}`);
  const isThere = (name: string): boolean => {
    const [type = '', member, ...rest] = name.split('.');
    if (rest.length > 0) return false;
    if (type === 'Options' && member !== undefined) return options.includes(member);
    return member === undefined ? exported.has(type) : exported.get(type)?.has(member) === true;
  };
  return [...faults, ...ours.filter((name) => !isThere(name)).map((name) => `there is no ${name}: ${text}`)];
}
