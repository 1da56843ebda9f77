/** Rows of text under a heading. */
export interface Table {
  readonly title: string;
  /** What the figures are, in a sentence or two. */
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The table for a terminal: the first two columns to the left, the others, which are numbers, to the right. */
export function formatTable({ title, note, columns, rows }: Table): string {
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    widths
      .map((width, i) => (i < 2 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [`${title}: ${note}`, '', line(columns), rule, ...rows.map(line), ''].join('\n');
}

/** A number with three digits that count, or more where it is large; nothing of what is undefined or no number. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

/** A ratio, as `1.25 ×`; nothing of what is undefined. */
export function formatRatio(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2)} ×`;
}
