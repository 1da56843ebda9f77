import { setTimeout as delay } from 'node:timers/promises';
import { connectMany } from './connect-many.ts';
import type { Plan } from './plan.ts';
import { reportLine } from './report-line.ts';
import type { Connection, Stack } from './stack.ts';

/** Associations that are there before the first reading, so that code and pools are not counted. */
const unmeasured = 100;
/** After the last set-up, in ms: its timers have run then. */
const settling = 500;

/** Reads the memory of the process at the first associations and at the last, and tells what each one between takes. */
class MemoryReading {
  readonly #total: number;
  readonly #held: Connection[] = [];
  #before = { heap: 0, rss: 0 };

  constructor({ associations }: Plan) {
    this.#total = associations;
  }

  add(connection: Connection): void {
    this.#held.push(connection);
    if (this.#held.length === unmeasured) this.#before = readMemory();
    if (this.#held.length === this.#total) void this.#report();
  }

  async #report(): Promise<void> {
    await delay(settling);
    const after = readMemory();
    const count = this.#held.length - unmeasured;
    reportLine('memory', {
      associations: this.#held.length,
      heapPerAssociation: (after.heap - this.#before.heap) / count,
      rssPerAssociation: (after.rss - this.#before.rss) / count,
    });
  }
}

/** Holds what comes. */
export async function serveIdle(stack: Stack, plan: Plan): Promise<void> {
  const reading = new MemoryReading(plan);
  await stack.listen(
    plan,
    () => {},
    (connection) => reading.add(connection),
  );
}

/** Opens idle connections, and holds them. */
export async function runIdle(stack: Stack, plan: Plan): Promise<void> {
  const reading = new MemoryReading(plan);
  await connectMany(
    stack,
    plan,
    () => {},
    (connection) => reading.add(connection),
  );
}

/** Live objects and buffers after a full collection, and what the process has of the machine, in bytes. */
function readMemory(): { readonly heap: number; readonly rss: number } {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}
