const gap = 3;

/** Rows in aligned columns, as wide as the widest cell or as `least` says. */
export function formatTable(rows: readonly (readonly string[])[], least: readonly number[] = []): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(least[index] ?? 0, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, index) => cell.padEnd((widths[index] ?? 0) + gap))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}
