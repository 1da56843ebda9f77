/**
 * The API of the npm package `sctp` 1.0 over usctp: change the import, and nothing else.
 * @module usctp/compat
 */

import { connect, createServer } from './connect.ts';
import { defaults } from './defaults.ts';
import { Chunk } from './packets/chunk.ts';
import { Packet } from './packets/packet.ts';
import { Reassembly } from './packets/reassembly.ts';
import { ppids } from './ppid.ts';
import { Server } from './server.ts';
import { Socket } from './socket.ts';

export type { DatagramSocket } from '../transport/given-socket.ts';
export { connect, connect as createConnection, createServer } from './connect.ts';
export { type Defaults, defaults } from './defaults.ts';
export type { MessageBuffer } from './message-buffer.ts';
export type { AssociationOptions, PeerOptions } from './open-association.ts';
export { Chunk } from './packets/chunk.ts';
export type { Fields } from './packets/fields.ts';
export { Packet, type PacketHeaders } from './packets/packet.ts';
export { Reassembly, type SackInfo } from './packets/reassembly.ts';
export { ppids as PPID } from './ppid.ts';
export { type ListenOptions, Server, type ServerOptions } from './server.ts';
export { type AddressInfo, type ConnectOptions, Socket, type SocketOptions } from './socket.ts';
export type { SocketReadable, SocketWritable } from './socket-streams.ts';
export type { SystemError } from './system-error.ts';
export type { TransportChoice } from './transport-choice.ts';

/** All of it, for `import sctp from 'usctp/compat'`. @hidden */
export default {
  createServer,
  connect,
  createConnection: connect,
  Socket,
  Server,
  Reassembly,
  Packet,
  Chunk,
  PPID: ppids,
  defaults,
};
