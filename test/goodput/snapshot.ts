import { readFileSync, writeFileSync } from 'node:fs';
import type { Cell } from './grid.ts';

const file = new URL('./goodput.snapshot.txt', import.meta.url);

const head = `Goodput in simulation, in Mbit/s: user data that arrives from a sender that always has more.
Receive buffer: 1.5 times the bandwidth-delay product, at least the default. Queue of the link: 1.1 times that.
\`npm run goodput\` compares all of it, \`npm run goodput -- --update\` writes it anew.

 Mbit/s   RTT ms        0 %      0.1 %      0.5 %        1 %        2 % of packets lost
`;

/** As it stands in the snapshot. */
export function format(goodput: number): string {
  return goodput.toFixed(3);
}

export function writeSnapshot(cells: readonly (readonly Cell[])[], goodputs: readonly (readonly string[])[]): void {
  const rows = cells.map((row, index) => {
    const { megabitsPerSecond = 0, roundTripTime = 0 } = row[0]?.link ?? {};
    const columns = (goodputs[index] ?? []).map((goodput) => goodput.padStart(11));
    return `${String(megabitsPerSecond).padStart(7)}${String(roundTripTime).padStart(9)}${columns.join('')}\n`;
  });
  writeFileSync(file, head + rows.join(''));
}

/** The goodputs of the snapshot, row by row. */
export function readSnapshot(): string[][] {
  const rows = readFileSync(file, 'utf8').slice(head.length).trimEnd().split('\n');
  return rows.map((row) => row.trim().split(/ +/).slice(2));
}
