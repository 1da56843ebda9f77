import * as assert from 'uvu/assert';

/** A family of time series, as the text format has it. */
export interface Family {
  readonly help: string;
  readonly type: string;
  /** By labels as they are written, in their order: `name="",role="server"`. */
  readonly series: Map<string, number>;
}

const comment = /^# (HELP|TYPE) ([a-z_0-9]+) (.+)$/;
const sample = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/;
const label = /^[a-z_]+="[^"\\\n]*"$/;

/** Reads what a scrape gives (Prometheus text format 0.0.4), and refuses whatever is not as the format says. */
export function parseExposition(text: string): Map<string, Family> {
  assert.ok(text.endsWith('\n'), 'the last line ends');
  const families = new Map<string, Family>();
  const helps = new Map<string, string>();
  for (const line of text.split('\n').filter((candidate) => candidate !== '')) {
    const [, keyword, name = '', rest = ''] = comment.exec(line) ?? [];
    if (keyword === 'HELP') helps.set(name, rest);
    else if (keyword === 'TYPE') families.set(name, { help: helps.get(name) ?? '', type: rest, series: new Map() });
    else addSample(families, line);
  }
  return families;
}

function addSample(families: Map<string, Family>, line: string): void {
  const [, name = '', labels = '', value = ''] = sample.exec(line) ?? [];
  const family = families.get(name);
  assert.ok(family, `${line}: HELP and TYPE come first`);
  const isWellFormed = labels === '' || labels.split(',').every((one) => label.test(one));
  assert.ok(isWellFormed, `${line}: labels`);
  assert.not.ok(family.series.has(labels), `${line}: the same labels twice`);
  assert.ok(Number.isFinite(Number(value)), `${line}: a number`);
  family.series.set(labels, Number(value));
}

/** What promtool's linter would complain of. */
export function lint(families: ReadonlyMap<string, Family>): string[] {
  return [...families].flatMap(([name, { help, type }]) => {
    const problems: string[] = [];
    if (help === '') problems.push('no help');
    if (name.endsWith('_total') !== (type === 'counter'))
      problems.push('counters end with _total, and nothing else does');
    if (/_(?:count|sum|bucket|info)$/.test(name)) problems.push('a suffix that is reserved');
    if (/milli|_ms(?:_|$)|kilo|minutes|hours|bits/.test(name)) problems.push('not a base unit');
    if (/counter|gauge|histogram/.test(name)) problems.push('a type in the name');
    return problems.map((problem) => `${name}: ${problem}`);
  });
}
