import { parseArgs } from 'node:util';
import { oneOf, type StackName, stackNames, type TestName } from '../peers/plan.ts';
import type { Case } from './case.ts';
import { type LinkName, linkNames } from './link.ts';

/** What is done, by name. */
const measureNames = ['throughput', 'ping', 'setup', 'memory', 'diameter', 'core', 'growth'] as const;

const transportNames = ['raw', 'udp'] as const;

type MeasureName = (typeof measureNames)[number];

const quickMeasures: readonly MeasureName[] = ['throughput', 'ping', 'setup', 'core'];

export const usage = `usage: npm run bench -- [${measureNames.join('|')}]… [option]…
  Without a word: ${quickMeasures.join(', ')}, in less than three minutes. Each option but the last ones may be given
  several times; usctp is always measured.
  --full                all measures, links, sizes and streams, for longer: an hour or more
  --peer NAME           ${stackNames.filter((name) => name !== 'usctp').join(', ')}
  --link NAME           ${linkNames.join(', ')}
  --transport NAME      raw, udp
  --size BYTES          of a message; only ping and throughput have one
  --streams N           used in turn, for throughput
  --associations N      for ping, setup and diameter (so many at once), and memory
  --order NAME          ordered, unordered; for throughput
  --busy-poll US        our option busyPollMicroseconds, but for diameter; 0 is without; in full ping has 0 and 100
  --rounds N            how often each is measured: 2, or 3 in full; the table has medians
  --duration MS         of one measurement
  --warmup MS           before it, in CPU time: below 1,000 we are measured half compiled`;

/** What a run of the bench does. */
export interface Selection {
  readonly cases: readonly Case[];
  readonly stacks: readonly StackName[];
  readonly measuresCore: boolean;
  readonly measuresGrowth: boolean;
  readonly rounds: number;
  /** Of one measurement, in ms. */
  readonly duration: number;
  readonly warmup: number;
}

/** The values that one measure is done with, unless options say otherwise. */
interface Grid {
  readonly links: readonly LinkName[];
  readonly sizes: readonly number[];
  readonly streams: readonly number[];
  readonly orders: readonly ('ordered' | 'unordered')[];
  readonly associations: readonly number[];
  readonly busyPolls: readonly number[];
}

const one: Grid = {
  links: ['veth'],
  sizes: [100],
  streams: [1],
  orders: ['ordered'],
  associations: [1],
  busyPolls: [0],
};
const quick: Readonly<Record<TestName, Grid>> = {
  throughput: { ...one, sizes: [100, 1000, 100_000] },
  ping: { ...one, associations: [1, 100] },
  setup: { ...one, associations: [16] },
  memory: { ...one, associations: [10_000] },
  diameter: { ...one, associations: [64] },
};
const full: Readonly<Record<TestName, Grid>> = {
  throughput: {
    links: linkNames,
    sizes: [100, 1000, 10_000, 100_000],
    streams: [1, 16],
    orders: ['ordered', 'unordered'],
    associations: [1],
    busyPolls: [0],
  },
  ping: { ...one, links: linkNames, associations: [1, 100, 1000], busyPolls: [0, 100] },
  setup: { ...one, associations: [1, 16, 128] },
  memory: { ...one, associations: [10_000, 50_000] },
  diameter: { ...one, associations: [1, 16, 64, 256] },
};

/** @throws Error for what the usage does not have. */
export function parseSelection(args: readonly string[]): Selection {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      full: { type: 'boolean', default: false },
      peer: { type: 'string', multiple: true },
      link: { type: 'string', multiple: true },
      transport: { type: 'string', multiple: true },
      size: { type: 'string', multiple: true },
      streams: { type: 'string', multiple: true },
      associations: { type: 'string', multiple: true },
      order: { type: 'string', multiple: true },
      'busy-poll': { type: 'string', multiple: true },
      rounds: { type: 'string' },
      duration: { type: 'string' },
      warmup: { type: 'string' },
    },
  });
  const words = positionals.map((word) => oneOf('the measure', word, measureNames));
  const measures = words.length > 0 ? words : values.full ? measureNames : quickMeasures;
  const transports = values.transport?.map((name) => oneOf('--transport', name, transportNames)) ?? transportNames;
  const casesOf = (measure: MeasureName): Case[] => {
    if (measure === 'core' || measure === 'growth') return [];
    const usual = (values.full ? full : quick)[measure];
    return expand(measure, transports, {
      links: values.link?.map((name) => oneOf('--link', name, linkNames)) ?? usual.links,
      sizes: numbers('--size', values.size, measure !== 'throughput' && measure !== 'ping') ?? usual.sizes,
      streams: numbers('--streams', values.streams, measure !== 'throughput') ?? usual.streams,
      orders: values.order?.map((name) => oneOf('--order', name, ['ordered', 'unordered'])) ?? usual.orders,
      associations: numbers('--associations', values.associations, measure === 'throughput') ?? usual.associations,
      busyPolls:
        (measure === 'diameter' ? undefined : values['busy-poll'])?.map((text) =>
          wholeNumber('--busy-poll', text, 0),
        ) ?? usual.busyPolls,
    });
  };
  return {
    cases: measures.flatMap(casesOf),
    stacks: values.peer ? ['usctp', ...values.peer.map((name) => oneOf('--peer', name, stackNames))] : stackNames,
    measuresCore: measures.includes('core'),
    measuresGrowth: measures.includes('growth'),
    rounds: count('--rounds', values.rounds) ?? (values.full ? 3 : 2),
    duration: count('--duration', values.duration) ?? (values.full ? 2000 : 400),
    warmup: count('--warmup', values.warmup) ?? (values.full ? 1500 : 1000),
  };
}

function expand(test: TestName, transports: readonly Case['transport'][], grid: Grid): Case[] {
  return grid.links.flatMap((link) =>
    transports.flatMap((transport) =>
      grid.associations.flatMap((associations) =>
        grid.sizes.flatMap((size) =>
          grid.streams.flatMap((streams) =>
            grid.orders.flatMap((order) =>
              grid.busyPolls.map((busyPollMicroseconds) => ({
                test,
                link,
                transport,
                size,
                streams,
                unordered: order === 'unordered',
                associations,
                busyPollMicroseconds,
              })),
            ),
          ),
        ),
      ),
    ),
  );
}

function numbers(name: string, texts: readonly string[] | undefined, isWithout: boolean): number[] | undefined {
  if (texts === undefined || isWithout) return undefined;
  return texts.map((text) => wholeNumber(name, text));
}

function count(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber(name, text);
}

function wholeNumber(name: string, text: string, least = 1): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least) {
    throw new Error(`${name} is ${text}; it takes a whole number from ${least} on`);
  }
  return number;
}
