import type { WriteStream } from 'node:tty';
import picocolors from 'picocolors';
import { describePacket } from 'usctp/codec';
import type { Event } from './event.ts';
import { formatEvent } from './format-event.ts';
import type { Sighting } from './watched-transport.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Prints what a command tells: text with colours in a terminal, or JSON lines. */
export class Reporter {
  readonly #isJson: boolean;

  constructor({ json = false }: { readonly json?: boolean }) {
    this.#isJson = json;
  }

  /** Events go to stdout; as text, what went wrong goes to stderr. */
  readonly report = (event: Event): void => {
    if (this.#isJson) {
      process.stdout.write(`${JSON.stringify(event)}\n`);
      return;
    }
    const stream = event.event === 'error' || event.event === 'warning' ? process.stderr : process.stdout;
    stream.write(`${formatEvent(event, colorsOf(stream))}\n`);
  };

  /** A line for the packet, to stderr. */
  readonly trace = (sighting: Sighting): void => {
    const time = performance.timeOrigin + performance.now();
    const { direction, source, destination } = sighting;
    const packet = describePacket(sighting.packet);
    const line = this.#isJson
      ? JSON.stringify({ event: 'packet', time, direction, source, destination, packet })
      : formatTrace({ direction, source, destination, packet }, time, colorsOf(process.stderr));
    process.stderr.write(`${line}\n`);
  };
}

function colorsOf({ isTTY }: Pick<WriteStream, 'isTTY'>): Colors {
  return picocolors.createColors(isTTY && picocolors.isColorSupported);
}

interface Trace extends Omit<Sighting, 'packet'> {
  readonly packet: string;
}

/** The time is that of the day, to the microsecond. */
function formatTrace(
  { direction, source, destination, packet }: Trace,
  time: number,
  { cyan, dim, green }: Colors,
): string {
  const fraction = String(Math.floor((time % 1000) * 1000)).padStart(6, '0');
  const clock = `${new Date(time).toTimeString().slice(0, 8)}.${fraction}`;
  const arrow = direction === 'in' ? green('in ') : cyan('out');
  return `${dim(clock)} ${arrow} ${source} > ${destination}  ${packet}`;
}
