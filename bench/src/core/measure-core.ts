import { cpuTime } from '../statistics/cpu-time.ts';
import { median, percentile } from '../statistics/percentile.ts';
import { makeStages, type Stage, type StageName } from './stages.ts';

/** Packets in one sample: some hundred µs, which the clock of CPU time tells apart well. */
const packetsPerSample = 128;
const roundsPerBlock = 40;
const warmUpBlocks = 2;

/** What a packet costs in one stage, whole checksums left out but in the stage of that name. */
export interface StageCost {
  readonly name: StageName;
  /** To the fixed calculation in the same rounds. */
  readonly ratio: number;
  /** CPU time per packet. */
  readonly nanoseconds: number;
  /** New objects and buffers per packet. */
  readonly allocatedBytes: number;
}

/** One round: CPU time per packet in ns, and bytes allocated; NaN where a collection came between. */
type Sample = Readonly<Record<'nanoseconds' | 'allocatedBytes', number>>;

/**
 * Takes packets through the stages in turn, in short rounds. A block of rounds gives quartiles, and of the blocks the
 * best one counts: what others do on the machine meanwhile can only make it slower.
 */
export function measureCore(blockCount: number): StageCost[] {
  const stages = makeStages();
  for (let i = 0; i < warmUpBlocks; i += 1) measureBlock(stages);
  const blocks = Array.from({ length: blockCount }, () => measureBlock(stages));
  return stages.map(({ name }, i) => {
    const costs = blocks.flatMap((block) => block[i] ?? []);
    const best = (of: (cost: StageCost) => number) => Math.min(...costs.map(of).filter(Number.isFinite));
    return {
      name,
      ratio: best(({ ratio }) => ratio),
      nanoseconds: best(({ nanoseconds }) => nanoseconds),
      allocatedBytes: median(costs.map(({ allocatedBytes }) => allocatedBytes).filter(Number.isFinite)),
    };
  });
}

function measureBlock(stages: readonly Stage[]): StageCost[] {
  const rounds = Array.from({ length: roundsPerBlock }, () => stages.map(takeSample));
  const fixedIndex = stages.findIndex(({ name }) => name === 'fixed');
  const checksumIndex = stages.findIndex(({ name }) => name === 'checksum');
  const timeOf = (index: number) => lowerQuartile(rounds.map((round) => round[index]?.nanoseconds ?? Number.NaN));
  return stages.map(({ name, checksums }, i) => {
    const nanoseconds = timeOf(i) - checksums * timeOf(checksumIndex);
    return {
      name,
      ratio: nanoseconds / timeOf(fixedIndex),
      nanoseconds,
      allocatedBytes: median(rounds.flatMap((round) => round[i]?.allocatedBytes ?? []).filter(Number.isFinite)),
    };
  });
}

/** Half of the rounds may have begun with caches that another process has left behind. */
function lowerQuartile(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, z) => a - z),
    0.25,
  );
}

function takeSample({ run }: Stage): Sample {
  const bytes = usedBytes();
  const start = cpuTime();
  run(packetsPerSample);
  const nanoseconds = (cpuTime() - start) / packetsPerSample;
  const allocated = (usedBytes() - bytes) / packetsPerSample;
  return { nanoseconds, allocatedBytes: allocated < 0 ? Number.NaN : allocated };
}

function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
