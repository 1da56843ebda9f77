/**
 * Plays sessions under attack for so many minutes, 5 by default, and says what was found:
 * `npm run fuzz -- 10`. A second number is the first seed, by default the time of day.
 */
import { checkSessions, noTally } from './check-sessions.ts';

const sessionsPerSeed = 50;

const [minutes = 5, firstSeed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
if (!(minutes > 0) || !Number.isInteger(firstSeed))
  throw new TypeError('usage: npm run fuzz -- [minutes] [first seed]');

const end = performance.now() + minutes * 60_000;
const tallies = { blind: noTally(), 'on the path': noTally() };
const findings = new Map<string, number>();
let seed = firstSeed;

for (; performance.now() < end; seed += 1) {
  for (const attacker of ['blind', 'on the path'] as const) {
    try {
      checkSessions(attacker, seed, sessionsPerSeed, tallies[attacker]);
    } catch (error) {
      report(error);
    }
  }
}

console.log(`seeds ${firstSeed} to ${seed - 1}`);
for (const [attacker, { sessions, received, forged, ends }] of Object.entries(tallies)) {
  const { WORKS, CLOSED, STALLED } = ends;
  console.log(`attacker ${attacker}: ${sessions} sessions, ${received} packets received, ${forged} of them forged`);
  console.log(`  afterwards ${WORKS} associations worked, ${CLOSED} were closed, ${STALLED} stood still`);
}
console.log(`${findings.size} kinds of findings`);
for (const [kind, count] of findings) console.log(`  ${count} × ${kind}`);
if (findings.size > 0) process.exitCode = 1;

/** The same line of code is the same kind of finding, of which the first is told whole. */
function report(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  const kind =
    text
      .split('\n')
      .find((line) => line.includes(' at ') && !line.includes('node_modules'))
      ?.trim() ?? text;
  if (!findings.has(kind)) console.log(text);
  findings.set(kind, (findings.get(kind) ?? 0) + 1);
}
