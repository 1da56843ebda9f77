import type { Association } from 'usctp/core';
import { type Station, Wire } from '../core/wire.ts';
import { type Curve, measureCurve } from './curve.ts';

const size = 100;
const serverPort = 5000;
const firstClientPort = 10_000;
/** Messages between two exchanges of packets, where it is not the number of queued messages that grows. */
const batch = 16;
const messageCount = 20_000;

const options = { maxAssociations: 1_000_000, receiveBuffer: 2 ** 26, heartbeatInterval: 0 };

/** A client with its one association. */
interface Client {
  readonly station: Station;
  readonly association: Association;
}

/** One server with ever more associations; messages go over each of them in turn. */
export function growAssociations(): Curve {
  const curve = { title: 'Associations', grows: 'associations of one server', isLogarithmic: true };
  return measureCurve(curve, [1, 10, 100, 1000, 10_000], (count) => {
    const { wire, clients } = connectClients(count, 1);
    return {
      messageCount,
      run: () => {
        for (let sent = 0; sent < messageCount; sent += batch) {
          // Whole batches, so that as many messages share a packet however many associations there are.
          const client = clients[(sent / batch) % clients.length];
          if (client !== undefined) send(wire, client, batch, 1);
        }
        settle(wire, clients, messageCount);
      },
    };
  });
}

/** One association with ever more streams, used in turn. */
export function growStreams(): Curve {
  const curve = { title: 'Streams', grows: 'streams in use', isLogarithmic: true };
  return measureCurve(curve, [1, 10, 100, 1000, 10_000, 65_535], (streams) => {
    const { wire, clients } = connectClients(1, streams);
    const count = Math.max(messageCount, streams);
    let next = 0;
    return {
      messageCount: count,
      run: () => {
        for (let sent = 0; sent < count; sent += batch) {
          for (const client of clients) send(wire, client, Math.min(batch, count - sent), streams, next);
          next += batch;
        }
        settle(wire, clients, count);
      },
    };
  });
}

/** One association with ever more messages queued at once. */
export function growQueue(): Curve {
  const curve = { title: 'Queue', grows: 'messages queued', isLogarithmic: true };
  return measureCurve(curve, [1, 10, 100, 1000, 10_000, 100_000], (queued) => {
    const { wire, clients } = connectClients(1, 1);
    const repeats = Math.ceil(messageCount / queued);
    return {
      messageCount: repeats * queued,
      run: () => {
        for (let i = 0; i < repeats; i += 1) {
          for (const client of clients) send(wire, client, queued, 1);
        }
        settle(wire, clients, repeats * queued);
      },
    };
  });
}

function connectClients(count: number, streams: number): { readonly wire: Wire; readonly clients: readonly Client[] } {
  const wire = new Wire();
  const server = wire.add('192.0.2.1', serverPort, { ...options, inboundStreams: streams });
  server.endpoint.listen(true);
  const clients = Array.from({ length: count }, (_, i) => {
    const station = wire.add('192.0.2.2', firstClientPort + i, { ...options, outboundStreams: streams });
    const association = station.endpoint.connect(serverPort, [server.address], undefined, wire.now);
    wire.exchange(station);
    return { station, association };
  });
  return { wire, clients };
}

const data = new Uint8Array(size).fill(7);

function send(wire: Wire, { station, association }: Client, count: number, streams: number, first = 0): void {
  for (let i = 0; i < count; i += 1) {
    const streamId = (first + i) % streams;
    association.send({ data, streamId, ppid: 0, unordered: false, sackImmediately: false }, wire.now);
  }
  wire.exchange(station);
}

/** Waits for what a delayed SACK holds up. @throws Error when messages are missing in the end. */
function settle(wire: Wire, clients: readonly Client[], expected: number): void {
  for (const { station, association } of clients) {
    while (association.status.unacknowledgedChunks > 0 && wire.messageCount < expected) wire.advance(station);
  }
  if (wire.messageCount < expected) throw new Error(`${wire.messageCount} of ${expected} messages arrived`);
}
