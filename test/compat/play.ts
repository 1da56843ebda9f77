import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Outcome } from './scenarios/stage.ts';

const run = promisify(execFile);
const guide = new URL('../../lib/guides/migrating.md', import.meta.url);
const program = fileURLToPath(new URL('run-scenarios.ts', import.meta.url));

export type Outcomes = Readonly<Record<string, Outcome>>;
/** A package by its name, or the one that has its API. */
export type Player = 'sctp' | 'usctp';

/** How scenarios are played otherwise than over UDP. */
export interface Setting {
  /** The command that the program is an argument of. */
  readonly isolate: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The outcomes of all scenarios by name, for each pair of packages: that of the client, and that of the server. */
export async function play(pairs: readonly (readonly [Player, Player])[], raw?: Setting): Promise<Outcomes[]> {
  const names = pairs.map((pair) => pair.join(':'));
  const args = ['--conditions=usctp-source', '--import', 'tsx', program, raw ? 'raw' : 'udp', ...names];
  const [file = '', ...before] = [...(raw?.isolate ?? []), process.execPath];
  const env = { ...process.env, ...raw?.env };
  const { stdout } = await run(file, [...before, ...args], { timeout: 120_000, env });
  return JSON.parse(stdout) as Outcomes[]; // printed by the program
}

/** The names of scenarios with different outcomes. */
export function differencesOf(one: Outcomes, other: Outcomes): string[] {
  return Object.keys(one).filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}

/** The names in the table of the guide whose first column has that head, without what this Node.js is too new for. */
export async function listedDifferences(head: string): Promise<string[]> {
  const lines = (await readFile(guide, 'utf8')).split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  const differing = rows.slice(0, end).filter((row) => {
    const [, last] = /up to Node (\d+)/.exec(row) ?? [];
    return last === undefined || Number.parseInt(process.versions.node, 10) <= Number(last);
  });
  return differing.map((row) => row.split('|')[1]?.trim() ?? '');
}
