import { type Curve, spread } from '../growth/curve.ts';
import type { Chart } from './svg-chart.ts';
import { formatNumber, formatRatio, type Table } from './table.ts';

const yLabel = 'CPU µs per message';

/** What a message costs as things grow. */
export function growthTable(curves: readonly Curve[]): Table {
  return {
    title: 'Growth',
    note: 'CPU time of both ends for a message, without I/O; the spread is the dearest point to the cheapest: 1 is flat.',
    columns: ['what grows', 'from … to', 'spread', `${yLabel}, point by point`],
    rows: curves.map((curve) => [
      curve.grows,
      curve.points.map(({ x }) => x.toLocaleString('en')).join(' '),
      formatRatio(spread(curve)),
      curve.points.map(({ cost }) => formatNumber(cost)).join(' '),
    ]),
  };
}

/** The curve to be drawn. */
export function chartOf({ title, grows, isLogarithmic, points }: Curve): Chart {
  return { title, xLabel: grows, yLabel, isLogarithmic, points: points.map(({ x, cost }) => ({ x, y: cost })) };
}
