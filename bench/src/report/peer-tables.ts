import type { TestName } from '../peers/plan.ts';
import { describeCase } from '../run/case.ts';
import type { Reading } from '../run/measurement.ts';
import type { Summary } from './summary.ts';
import { formatNumber, formatRatio, type Table } from './table.ts';

interface Layout {
  readonly title: string;
  readonly note: string;
  /** Headings, and what stands under them. */
  readonly columns: Readonly<Record<string, keyof Reading>>;
}

const layouts: Readonly<Record<TestName, Layout>> = {
  throughput: {
    title: 'Throughput',
    note:
      'one association, as fast as it takes messages; "ours" is our messages/s to theirs, "ours by CPU" our messages per ' +
      'CPU second of the busier side to theirs: what the first would be if nothing else ran. CPU: user and system time.',
    columns: {
      'messages/s': 'perSecond',
      'MB/s': 'megabytesPerSecond',
      'CPU s/GB out': 'senderSecondsPerGigabyte',
      'CPU s/GB in': 'receiverSecondsPerGigabyte',
      'loop p99 ms out': 'senderLoopDelay',
      'loop p99 ms in': 'receiverLoopDelay',
    },
  },
  ping: {
    title: 'Round trips',
    note:
      'on each association always one message is under way; "ours" is our p50 to theirs, where less is better; "ours by ' +
      'CPU" is our round trips per CPU second of the client to theirs.',
    columns: {
      'p50 ms': 'p50',
      'p99 ms': 'p99',
      'p99.9 ms': 'p999',
      'round trips/s': 'perSecond',
      'CPU µs each, client': 'cpuMicrosecondsEach',
    },
  },
  setup: {
    title: 'Set-ups',
    note: '4-way handshake and shutdown, one process each side; "ours" is our number per second to theirs, by CPU of the client.',
    columns: { 'per second': 'perSecond', 'CPU µs each, client': 'cpuMicrosecondsEach' },
  },
  memory: {
    title: 'Memory of an idle association',
    note:
      'bytes for each beyond the first 100. Live: heap and buffers after a full collection (there is no such figure of C); ' +
      'resident: pages of the process. The server has one port, clients one each. "Ours" is our resident bytes to theirs, ' +
      'of servers, where less is better.',
    columns: {
      'live, server': 'serverHeap',
      'resident, server': 'serverResident',
      'live, client': 'clientHeap',
      'resident, client': 'clientResident',
    },
  },
  diameter: {
    title: 'Diameter',
    note:
      'credit-control requests to one server, all of them answered: `@usctp/diameter` over our SCTP, and over the TCP of ' +
      'the kernel. "Ours" is requests/s over SCTP to those over TCP, by CPU of the client.',
    columns: {
      'requests/s': 'perSecond',
      'p50 ms': 'p50',
      'p99 ms': 'p99',
      'p99.9 ms': 'p999',
      'CPU µs each, client': 'cpuMicrosecondsEach',
    },
  },
};

/** A table for each test that was run. */
export function peerTables(summaries: readonly Summary[]): Table[] {
  const tests = [...new Set(summaries.map((summary) => summary.case.test))];
  return tests.map((test) => {
    const { title, note, columns } = layouts[test];
    const chosen = summaries.filter((summary) => summary.case.test === test);
    const ratios = chosen.some(({ cpuRatio }) => cpuRatio !== undefined) ? ['ours', 'ours by CPU'] : ['ours'];
    return {
      title,
      note,
      columns: ['case', 'stack', ...ratios, ...Object.keys(columns)],
      rows: rowsOf(chosen, ratios.length > 1, Object.values(columns)),
    };
  });
}

function rowsOf(summaries: readonly Summary[], hasCpu: boolean, keys: readonly (keyof Reading)[]): string[][] {
  let previous = '';
  return summaries.map(({ case: one, stack, ratio, cpuRatio, reading, failure }) => {
    const name = describeCase(one);
    const isRepeated = name === previous;
    previous = name;
    const figures = failure === undefined ? keys.map((key) => formatNumber(reading[key])) : ['failed'];
    const ratios = hasCpu ? [formatRatio(ratio), formatRatio(cpuRatio)] : [formatRatio(ratio)];
    return [isRepeated ? '' : name, stack, ...ratios, ...figures];
  });
}
