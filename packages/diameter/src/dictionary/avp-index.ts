import type { Avp } from '../codec/avp.ts';

/** What belongs to AVPs, found by code and vendor. */
export class AvpIndex<Entry> {
  readonly #vendors = new Map<number, Map<number, Entry>>();

  set({ code, vendorId }: Pick<Avp, 'code' | 'vendorId'>, entry: Entry): void {
    const codes = this.#vendors.get(vendorId) ?? new Map<number, Entry>();
    this.#vendors.set(vendorId, codes.set(code, entry));
  }

  find(code: number, vendorId: number): Entry | undefined {
    return this.#vendors.get(vendorId)?.get(code);
  }

  vendorIds(): number[] {
    return [...this.#vendors.keys()];
  }
}
