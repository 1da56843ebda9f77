import type { Counter, Gauge, Registry } from 'prom-client';

/** What is used of the package prom-client. */
export interface PromClient {
  readonly Counter: typeof Counter;
  readonly Gauge: typeof Gauge;
  /** Where metrics are kept unless one says otherwise. */
  readonly register: Registry;
}

/**
 * The package, loaded on first use, so that whoever has no metrics needs none.
 * @throws Error that says what to install; its `cause` is why the package does not load.
 */
export async function loadPromClient(
  importPackage: () => Promise<PromClient> = () => import('prom-client'),
): Promise<PromClient> {
  try {
    return await importPackage();
  } catch (cause) {
    const remedy = 'usctp/metrics needs the package prom-client: install it beside usctp, with npm install prom-client';
    throw new Error(remedy, { cause });
  }
}
