import type { Options } from '../../lib/src/core.ts';
import { type SimulatedAssociation, SimulatedNetwork } from '../../lib/src/simulation/index.ts';

/** The link between two hosts, the same in both directions but for the loss. */
export interface Link {
  /** Without queueing, in ms. */
  readonly roundTripTime: number;
  /** Of the packets with data, in percent. */
  readonly lossPercentage: number;
  readonly megabitsPerSecond: number;
  /** Bytes that wait for the link at most. */
  readonly queue: number;
}

/** A transfer from one host to the other, as fast as it goes. */
export interface Transfer {
  readonly link: Link;
  /** Of both hosts. */
  readonly options: Partial<Options>;
  /** Bytes that the sender keeps queued or unacknowledged. */
  readonly offered: number;
  /** When measuring begins, in ms. */
  readonly start: number;
  /** For how long it lasts, in ms. */
  readonly duration: number;
}

const messageLength = 8192;

/** What is under way when the link is full, in bytes. */
export function bandwidthDelayProduct({ roundTripTime, megabitsPerSecond }: Omit<Link, 'queue'>): number {
  return 125 * megabitsPerSecond * roundTripTime;
}

/** User data that arrives per second, in Mbit/s. The same each time: all that is random has a seed. */
export function measureGoodput({ link, options, offered, start, duration }: Transfer): number {
  const { roundTripTime, lossPercentage, megabitsPerSecond, queue } = link;
  const network = new SimulatedNetwork({
    link: { delay: roundTripTime / 2, bandwidth: megabitsPerSecond * 1_000_000, queue },
  });
  let received = 0;
  const z = network.host({
    addresses: ['192.0.2.2'],
    port: 5002,
    options,
    onEvent: (association, event) => {
      if (event.type === 'message') received += event.message.data.length;
      forget(association);
    },
  });
  const a = network.host({
    addresses: ['192.0.2.1'],
    port: 5001,
    options,
    onEvent: (association, event) => {
      if (event.type === 'established' || event.type === 'acknowledged') fill(association, offered);
      forget(association);
    },
  });
  network.link(a, z).configure({ loss: lossPercentage / 100 });
  z.listen();
  a.connect(z);
  network.advanceTo(start);
  const receivedBefore = received;
  network.advanceBy(duration);
  return ((received - receivedBefore) * 8) / 1000 / duration;
}

const data = new Uint8Array(messageLength);

function fill(association: SimulatedAssociation, offered: number): void {
  while (association.core.bufferedAmount + messageLength <= offered) association.send(data);
}

/** What is measured is counted, so that nothing else need be kept. */
function forget({ events, messages }: SimulatedAssociation): void {
  events.length = 0;
  messages.length = 0;
}
