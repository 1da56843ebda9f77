import type { Plan } from './plan.ts';

/** An association, or a TCP connection, as the measurements see it. */
export interface Connection {
  /** Queues a message; undefined when there is room for the next one, else what to wait for. */
  send(message: Buffer, stream: number): Promise<unknown> | undefined;
  /** Ends it gracefully; resolves when that is done. */
  close(): Promise<void>;
}

/** Is called with all that a connection receives, in order. */
export type Receive = (data: Buffer, connection: Connection) => void;

/** One implementation, driven as its users drive it. */
export interface Stack {
  /** Takes connections, as many as come. */
  listen(plan: Plan, receive: Receive, opened: (connection: Connection) => void): Promise<void>;
  /** Sets up a connection; `index` tells it from the others of this process, from 0 on. */
  connect(plan: Plan, index: number, receive: Receive): Promise<Connection>;
}
