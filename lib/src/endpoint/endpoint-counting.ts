import type { Association } from '../association/association.ts';
import type { AssociationEvent } from '../association/event.ts';
import type { StateName } from '../association/state.ts';
import { addTraffic } from '../traffic-counters.ts';
import { type EndpointCounters, type EndpointStatistics, noCounts } from './endpoint-statistics.ts';

/** States that RFC 3873 counts in sctpCurrEstab. */
const up: ReadonlySet<StateName> = new Set<StateName>(['ESTABLISHED', 'SHUTDOWN-RECEIVED', 'SHUTDOWN-PENDING']);

/** Counts what an endpoint does, and how its associations begin and end. */
export class EndpointCounting {
  /** Of packets all; of chunks and messages those of no association, and of associations that are gone. */
  readonly counters: EndpointCounters = noCounts();
  /** Those that we are setting up. */
  readonly #calling = new Set<Association>();

  packetReceived(length: number): void {
    this.counters.inSctpPacks += 1;
    this.counters.packetBytesReceived += length;
  }

  packetSent(length: number): void {
    this.counters.outSctpPacks += 1;
    this.counters.packetBytesSent += length;
  }

  called(association: Association): void {
    this.#calling.add(association);
  }

  accepted(): void {
    this.counters.passiveEstabs += 1;
  }

  /** Counts what an event tells. */
  happened(association: Association, event: AssociationEvent): void {
    if (event.type === 'established' && this.#calling.delete(association)) this.counters.activeEstabs += 1;
    if (event.type !== 'closed') return;
    this.#calling.delete(association);
    if (event.error === undefined) this.counters.shutdowns += 1;
    else this.counters.aborteds += 1;
  }

  /** The association is forgotten, and what it has counted is not. */
  forgotten(association: Association): void {
    const packets = packetsOf(this.counters);
    addTraffic(this.counters, association.counters);
    Object.assign(this.counters, packets);
  }

  /** All there is to tell, with these associations that are not forgotten. */
  statistics(associations: Iterable<Association>): EndpointStatistics {
    const sum = { ...this.counters };
    let currEstab = 0;
    for (const association of associations) {
      addTraffic(sum, association.counters);
      if (up.has(association.state)) currEstab += 1;
    }
    return { currEstab, ...sum, ...packetsOf(this.counters) };
  }
}

/** What is counted for all packets as they come and go: those of associations are not to be added once more. */
function packetsOf({ outSctpPacks, inSctpPacks, packetBytesSent, packetBytesReceived }: EndpointCounters) {
  return { outSctpPacks, inSctpPacks, packetBytesSent, packetBytesReceived };
}
