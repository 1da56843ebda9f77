import { type Address, address, Endpoint, type Options, resolveOptions } from 'usctp/core';
import { SeededRandom } from 'usctp/simulation';

const mtu = 1500;

/** An endpoint on a {@link Wire}. */
export interface Station {
  readonly endpoint: Endpoint;
  readonly address: Address;
}

/** Endpoints without I/O that hand each other their packets at once, and a clock that is set by hand. */
export class Wire {
  /** In ms. */
  now = 1;
  /** Messages that were read, of all endpoints. */
  messageCount = 0;
  readonly #stations = new Map<string, Station>();
  readonly #random = new SeededRandom(1);
  readonly #touched: Station[] = [];

  /** Adds an endpoint; the pair of address and port is its own. */
  add(ip: string, port: number, options: Partial<Options>): Station {
    const endpoint = new Endpoint({
      port,
      options: resolveOptions(options),
      random: this.#random,
      advertisedAddresses: [],
      addressFamilies: [4],
      mtuTo: () => mtu,
      encapsulationOverhead: 0,
    });
    const station = { endpoint, address: address(ip) };
    this.#stations.set(`${ip}:${port}`, station);
    return station;
  }

  /** Carries packets until there are none, beginning with those of that station. */
  exchange(from: Station): void {
    this.#touched.push(from);
    for (let next = this.#touched.pop(); next !== undefined; next = this.#touched.pop()) this.#drain(next);
  }

  /** Goes on to when the station has something to do. @throws Error when it has nothing. */
  advance(station: Station): void {
    const next = station.endpoint.nextTimeout();
    if (next === undefined) throw new Error('there is nothing to wait for');
    this.now = Math.max(this.now, next);
    station.endpoint.handleTimeout(this.now);
    this.exchange(station);
  }

  /** Outputs are taken as the driver takes them, the next deadline included. */
  #drain({ endpoint, address: from }: Station): void {
    this.#read(endpoint);
    for (let next = endpoint.nextTransmit(this.now); next !== undefined; next = endpoint.nextTransmit(this.now)) {
      const port = ((next.packet[2] ?? 0) << 8) | (next.packet[3] ?? 0);
      const receiver = this.#stations.get(`${next.to.ip}:${port}`);
      if (receiver === undefined) continue;
      receiver.endpoint.receive(next.packet, from, receiver.address, this.now);
      this.#read(receiver.endpoint);
      this.#touched.push(receiver);
    }
    endpoint.nextTimeout();
  }

  #read(endpoint: Endpoint): void {
    for (let next = endpoint.nextEvent(); next !== undefined; next = endpoint.nextEvent()) {
      if (next.type !== 'association' || next.event.type !== 'readable') continue;
      while (next.association.read(this.now) !== undefined) this.messageCount += 1;
    }
  }
}
