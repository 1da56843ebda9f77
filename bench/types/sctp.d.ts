/** What the bench uses of the npm package `sctp`, which brings no types. */
declare module 'sctp' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex, Writable } from 'node:stream';

  export interface Socket extends Duplex {
    createStream(streamId: number): Writable;
  }

  interface Server extends EventEmitter {
    readonly listening: boolean;
    listen(options: { port: number; host: string; MIS: number; OS: number }): void;
  }

  interface ConnectOptions {
    readonly port: number;
    readonly host: string;
    readonly localAddress: string;
    readonly MIS: number;
    readonly OS: number;
  }

  const sctp: {
    createServer(connected: (socket: Socket) => void): Server;
    connect(options: ConnectOptions): Socket;
  };
  export default sctp;
}
