import type { Association } from '../association/association.ts';
import type { AssociationEvent } from '../association/event.ts';
import type { EndpointStatistics } from './endpoint-statistics.ts';

/** Counts how associations begin and end. */
export class AssociationCounts {
  readonly #statistics: EndpointStatistics;
  /** Those that we are setting up. */
  readonly #calling = new Set<Association>();

  constructor(statistics: EndpointStatistics) {
    this.#statistics = statistics;
  }

  called(association: Association): void {
    this.#calling.add(association);
  }

  accepted(): void {
    this.#statistics.passiveEstabs += 1;
  }

  /** Counts what an event tells. */
  happened(association: Association, event: AssociationEvent): void {
    if (event.type === 'restart') this.#statistics.restarts += 1;
    if (event.type === 'established' && this.#calling.delete(association)) this.#statistics.activeEstabs += 1;
    if (event.type !== 'closed') return;
    this.#calling.delete(association);
    if (event.error === undefined) this.#statistics.shutdowns += 1;
    else this.#statistics.aborteds += 1;
  }
}
