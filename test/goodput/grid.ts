import { bandwidthDelayProduct, type Link, type Transfer } from './transfer.ts';

/** One cell of the grid. */
export interface Cell {
  readonly link: Link;
  readonly transfer: Transfer;
  /** Packets with data that it takes, about. */
  readonly packets: number;
}

const roundTripTimes = [1, 10, 50, 100, 300];
const lossPercentages = [0, 0.1, 0.5, 1, 2];
const bandwidths = [10, 100, 1000];

const packetLength = 1500;
/** Default of the options. */
const leastBuffer = 2 * 2 ** 20;
/** Losses over which goodput is measured, where there are losses. */
const lossCount = 20;

/** All cells, row by row as the snapshot has them: a row for each link, a column for each share of losses. */
export function gridCells(): Cell[][] {
  return bandwidths.flatMap((megabitsPerSecond) =>
    roundTripTimes.map((roundTripTime) =>
      lossPercentages.map((lossPercentage) => cell({ roundTripTime, lossPercentage, megabitsPerSecond })),
    ),
  );
}

function cell(of: Pick<Link, 'roundTripTime' | 'lossPercentage' | 'megabitsPerSecond'>): Cell {
  const receiveBuffer = Math.max(leastBuffer, Math.ceil(1.5 * bandwidthDelayProduct(of)));
  const link = { ...of, queue: 1.1 * receiveBuffer };
  const { start, duration } = of.lossPercentage === 0 ? afterSlowStart(link) : overLosses(link);
  const packets = ((start + duration) * expectedPackets(link)) / 1000;
  return { link, transfer: { link, options: { receiveBuffer }, offered: 2 * receiveBuffer, start, duration }, packets };
}

/** Slow start makes half as much again of cwnd in each round trip, as every second packet is acknowledged. */
function afterSlowStart(link: Link): { start: number; duration: number } {
  const packetsInFlight = bandwidthDelayProduct(link) / packetLength;
  const roundTripCount = 5 + Math.ceil(Math.log(Math.max(packetsInFlight / 3, 1)) / Math.log(1.5));
  return { start: roundTripCount * link.roundTripTime + 100, duration: Math.max(3 * link.roundTripTime, 400) };
}

function overLosses(link: Link): { start: number; duration: number } {
  const packetCount = (100 * lossCount) / link.lossPercentage;
  const duration = Math.ceil((1000 * packetCount) / expectedPackets(link));
  return { start: 1000 + 10 * link.roundTripTime, duration: Math.min(Math.max(duration, 5000), 60_000) };
}

/** Per second: what the link takes, or what halving cwnd at each loss leaves (M. Mathis et al. 1997). */
function expectedPackets({ roundTripTime, lossPercentage, megabitsPerSecond }: Link): number {
  const linkRate = (megabitsPerSecond * 1_000_000) / (8 * packetLength);
  if (lossPercentage === 0) return linkRate;
  return Math.min(linkRate, ((1000 / roundTripTime) * Math.sqrt(1.5)) / Math.sqrt(lossPercentage / 100));
}
