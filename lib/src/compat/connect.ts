import { Server, type ServerOptions } from './server.ts';
import { type ConnectOptions, Socket } from './socket.ts';

/** Makes a server; `listener` is one for `connection`. */
export function createServer(
  options?: ServerOptions | ((socket: Socket) => void),
  listener?: (socket: Socket) => void,
): Server {
  return new Server(options, listener);
}

/**
 * Makes a socket and connects it: `connect(options)` or `connect(port[, host])`, each with a listener for `connect`
 * behind it. @throws RangeError for a port that is none.
 */
export function connect(options: ConnectOptions | number | string, ...rest: readonly unknown[]): Socket {
  return new Socket(typeof options === 'object' ? options : {}).connect(options, ...rest);
}
