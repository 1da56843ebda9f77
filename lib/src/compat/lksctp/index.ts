/**
 * The API of node-lksctp 0.2, the binding of Linux's SCTP, over usctp: change the import, and nothing else.
 * @module usctp/compat/lksctp
 */

import { connect, createServer } from './connect.ts';

export { type ConnectOptions, connect, connect as createConnection, createServer } from './connect.ts';
export type { Notification } from './notification.ts';
export type { AssociationOptions } from './options.ts';
export type { AddressInfo, ListenOptions, LksctpServer } from './server.ts';
export type { LksctpSocket } from './socket.ts';
export type { PeerInfo, Status } from './status.ts';

/** All of it, for `import lksctp from 'usctp/compat/lksctp'`. @hidden */
export default { createServer, connect, createConnection: connect };
