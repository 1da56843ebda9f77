import * as assert from 'uvu/assert';
import { chartOf, growthTable } from '../../../bench/src/report/growth-table.ts';
import { renderPage } from '../../../bench/src/report/html.ts';
import { peerTables } from '../../../bench/src/report/peer-tables.ts';
import { drawChart, niceCeiling } from '../../../bench/src/report/svg-chart.ts';
import { formatNumber, formatRatio, formatTable, type Table } from '../../../bench/src/report/table.ts';
import { describe } from '../../helpers/describe.ts';

const table: Table = {
  title: 'Lengths',
  note: 'of <b>.',
  columns: ['case', 'stack', 'ours'],
  rows: [
    ['short', 'usctp', '1'],
    ['', 'tcp', '12,345'],
  ],
};

describe('bench: the report', (test) => {
  test('columns of numbers are aligned to the right', () => {
    const lines = formatTable(table).split('\n');
    assert.is(lines[0], 'Lengths: of <b>.');
    assert.is(lines[4], 'short  usctp       1');
    assert.is(lines[5], '       tcp    12,345');
  });

  test('numbers have three digits that count, and large ones all', () => {
    assert.is(formatNumber(0.12345), '0.123');
    assert.is(formatNumber(12.345), '12.3');
    assert.is(formatNumber(123456.7), '123,457');
    assert.is(formatNumber(undefined), '');
    assert.is(formatNumber(Number.NaN), '');
    assert.is(formatRatio(0.456), '0.46 ×');
    assert.is(formatRatio(34.56), '35 ×');
  });

  test('a case is named once, and each stack under it has its ratio before its figures', () => {
    const one = { test: 'throughput', link: 'veth', transport: 'raw', size: 1000, streams: 16 } as const;
    const common = { case: { ...one, unordered: true, associations: 1, busyPollMicroseconds: 0 }, failure: undefined };
    const [throughput] = peerTables([
      {
        ...common,
        stack: 'usctp',
        ratio: undefined,
        cpuRatio: undefined,
        reading: { perSecond: 500, megabytesPerSecond: 0.5 },
      },
      { ...common, stack: 'usrsctp', ratio: 0.5, cpuRatio: 0.25, reading: { perSecond: 1000, megabytesPerSecond: 1 } },
    ]);
    assert.equal(throughput?.rows[0]?.slice(0, 6), [
      'raw over veth, 1,000 bytes, 16 streams, unordered',
      'usctp',
      '',
      '',
      '500',
      '0.500',
    ]);
    assert.equal(throughput?.rows[1]?.slice(0, 6), ['', 'usrsctp', '0.50 ×', '0.25 ×', '1,000', '1.00']);
  });

  test('a page escapes what is not its own', () => {
    const page = renderPage('a & z', [table], []);
    assert.match(page, 'a &amp; z');
    assert.match(page, 'of &lt;b&gt;.');
    assert.not.match(page, 'of <b>.');
  });

  test('an axis ends at a round number that is not below the values', () => {
    assert.equal([0.07, 1, 1.1, 23, 26, 990].map(niceCeiling), [0.1, 1, 2, 25, 50, 1000]);
    assert.is(niceCeiling(0), 1);
  });

  test('on a logarithmic axis tenfold steps are equally far, and y begins at 0', () => {
    const points = [1, 10, 100].map((x) => ({ x, y: x === 1 ? 5 : 10 }));
    const chart = { title: 'T', xLabel: 'x', yLabel: 'y', isLogarithmic: true, points };
    const [, line = ''] = /polyline points="([^"]+)"/.exec(drawChart(chart)) ?? [];
    const [first, second, third] = line.split(' ').map((pair) => pair.split(',').map(Number));
    const [base] = drawChart(chart).match(/y1="[\d.]+"/) ?? [];
    assert.is((second?.[0] ?? 0) - (first?.[0] ?? 0), (third?.[0] ?? 0) - (second?.[0] ?? 0));
    const zero = Number(base?.slice(4, -1));
    assert.is(zero - (second?.[1] ?? 0), 2 * (zero - (first?.[1] ?? 0)));
  });

  test('a single point is in the middle', () => {
    const chart = { title: 'T', xLabel: 'x', yLabel: 'y', isLogarithmic: false, points: [{ x: 3, y: 1 }] };
    assert.match(drawChart(chart), 'cx="251"');
  });

  test('growth tells how far from flat it is', () => {
    const curve = {
      title: 'Queue',
      grows: 'messages',
      isLogarithmic: true,
      points: [
        { x: 1, cost: 2 },
        { x: 1000, cost: 5 },
      ],
    };
    assert.equal(growthTable([curve]).rows, [['messages', '1 1,000', '2.50 ×', '2.00 5.00']]);
    assert.equal(chartOf(curve).points, [
      { x: 1, y: 2 },
      { x: 1000, y: 5 },
    ]);
  });
});
