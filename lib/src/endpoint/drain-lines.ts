import type { Association } from '../association/association.ts';
import { Fifo } from '../fifo.ts';

/**
 * The associations of an endpoint that may have something to drain, in the order in which they came, each once. They bear marks
 * of where they stand, as a Set would be copied whenever it is empty again.
 */
export class DrainLines {
  readonly #transmitting = new Fifo<Association>();
  readonly #reporting = new Fifo<Association>();

  /** The first of those that may have packets to send. */
  get transmitting(): Association | undefined {
    return this.#transmitting.peek();
  }

  /** The first of those that may have events. */
  get reporting(): Association | undefined {
    return this.#reporting.peek();
  }

  /** The association may have packets and events. */
  touch(association: Association): void {
    if (!association.isTransmitting) this.#transmitting.push(association);
    association.isTransmitting = true;
    this.report(association);
  }

  /** The association may have events. */
  report(association: Association): void {
    if (!association.isReporting) this.#reporting.push(association);
    association.isReporting = true;
  }

  /** The first that may have packets has none. */
  transmitted(): void {
    const association = this.#transmitting.shift();
    if (association !== undefined) association.isTransmitting = false;
  }

  /** The first that may have events has none. */
  reported(): void {
    const association = this.#reporting.shift();
    if (association !== undefined) association.isReporting = false;
  }
}
