import type { Connection } from './connection.ts';

/** Connections that have not ended, also those that count no more. */
export class OpenConnections {
  readonly #connections = new Set<Connection>();
  #whenNone: (() => void)[] = [];

  add(connection: Connection): void {
    this.#connections.add(connection);
  }

  delete(connection: Connection): void {
    this.#connections.delete(connection);
    this.#tellNone();
  }

  abortAll(reason: string): void {
    for (const connection of this.#connections) connection.abort(reason);
  }

  /** Resolves once there are none. */
  none(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenNone.push(resolve);
      this.#tellNone();
    });
  }

  #tellNone(): void {
    if (this.#connections.size > 0) return;
    for (const resolve of this.#whenNone.splice(0)) resolve();
  }
}
