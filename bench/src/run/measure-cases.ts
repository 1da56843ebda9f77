import { type Case, describeCase } from './case.ts';
import { hostLoopback, type Link, Namespaces } from './link.ts';
import type { Machine } from './machine.ts';
import type { Setting } from './measure.ts';
import type { Measurement } from './measurement.ts';
import { measureRounds } from './rounds.ts';
import type { Selection } from './selection.ts';
import { buildUsrsctp } from './usrsctp.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does the measurements that two processes take; says what cannot be done here. `keep` gets all that there is after each
 * case: a run of an hour may be stopped.
 */
export async function measureCases(
  { cases, stacks, ...times }: Selection,
  { isRoot, canPin }: Machine,
  keep: (measurements: readonly Measurement[]) => void,
): Promise<Measurement[]> {
  if (!canPin) console.error('Not pinned: it takes taskset and two cores.');
  const usrsctp = stacks.includes('usrsctp') ? await buildUsrsctp() : undefined;
  const able = stacks.filter((stack) => stack !== 'usrsctp' || usrsctp !== undefined);
  const measureAll = async (chosen: readonly Case[], linkOf: (one: Case) => Link) => {
    const measurements: Measurement[] = [];
    for (const one of chosen) {
      console.error(`${one.test}: ${describeCase(one)}`);
      const setting: Setting = { ...times, link: linkOf(one), isPinned: canPin, usrsctp };
      measurements.push(...(await measureRounds(one, able, times.rounds, setting)));
      keep(measurements);
    }
    return measurements;
  };
  if (isRoot) return inNamespaces((namespaces) => measureAll(cases, ({ link }) => namespaces[link]));
  console.error('Not root: UDP over loopback alone.');
  return measureAll(withoutRoot(cases), () => hostLoopback);
}

async function inNamespaces<Result>(work: (namespaces: Namespaces) => Promise<Result>): Promise<Result> {
  const namespaces = new Namespaces();
  const end = (signal: NodeJS.Signals) => {
    void namespaces.down().finally(() => process.kill(process.pid, signal));
  };
  for (const signal of signals) process.once(signal, end);
  try {
    await namespaces.up();
    return await work(namespaces);
  } finally {
    await namespaces.down();
    for (const signal of signals) process.removeListener(signal, end);
  }
}

/** Those that anybody may measure, each once. */
function withoutRoot(cases: readonly Case[]): Case[] {
  const onLoopback = cases.filter(({ transport }) => transport === 'udp').map((one) => ({ ...one, link: 'loopback' }));
  return [...new Map(onLoopback.map((one) => [JSON.stringify(one), one as Case])).values()];
}
