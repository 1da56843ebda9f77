import { type Baseline, changeOf } from '../core/baseline.ts';
import type { StageCost } from '../core/measure-core.ts';
import { packetLength } from '../core/stages.ts';
import { formatNumber, formatRatio, type Table } from './table.ts';

/** What a packet costs in the core, stage by stage. */
export function coreTable(costs: readonly StageCost[], baseline: Baseline): Table {
  return {
    title: 'Core',
    note:
      `what each DATA packet of ${packetLength} bytes costs, without I/O. Association: codec included, checksum not; in: a ` +
      'SACK is made for every second packet; SACK: it is taken in. The ratio is to a fixed calculation in the same run.',
    columns: ['stage', 'to fixed', 'to baseline', 'ns', 'packets/s', 'allocated bytes'],
    rows: costs.map((cost) => [
      cost.name,
      formatRatio(cost.ratio),
      formatChange(changeOf(cost, baseline)),
      formatNumber(cost.nanoseconds),
      formatNumber(1e9 / cost.nanoseconds),
      formatNumber(cost.allocatedBytes),
    ]),
  };
}

function formatChange(change: number | undefined): string {
  if (change === undefined) return '';
  return `${change < 0 ? '−' : '+'}${Math.abs(Math.round(change * 100))} %`;
}
