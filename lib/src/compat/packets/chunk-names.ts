import { chunkTypes } from '../../codec/chunk-type.ts';

/** What the package `sctp` calls each chunk, and what the codec does. */
const names = {
  data: 'DATA',
  init: 'INIT',
  init_ack: 'INIT ACK',
  sack: 'SACK',
  heartbeat: 'HEARTBEAT',
  heartbeat_ack: 'HEARTBEAT ACK',
  abort: 'ABORT',
  shutdown: 'SHUTDOWN',
  shutdown_ack: 'SHUTDOWN ACK',
  error: 'ERROR',
  cookie_echo: 'COOKIE ECHO',
  cookie_ack: 'COOKIE ACK',
  ecne: 'ECNE',
  cwr: 'CWR',
  shutdown_complete: 'SHUTDOWN COMPLETE',
  auth: 'AUTH',
  i_data: 'I-DATA',
  asconf_ack: 'ASCONF-ACK',
  re_config: 'RE-CONFIG',
  pad: 'PAD',
  forward_tsn: 'FORWARD-TSN',
  asconf: 'ASCONF',
  i_forward_tsn: 'I-FORWARD-TSN',
} as const satisfies Record<string, keyof typeof chunkTypes>;

/** Of a chunk, as the package has it. */
export type ChunkName = keyof typeof names;

/** Names by number. */
export const chunkNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(names).map(([name, type]) => [chunkTypes[type], name]),
);

/** Whether there is a chunk of that name. */
export function isChunkName(name: string): name is ChunkName {
  return Object.hasOwn(names, name);
}

/** The number of the chunk; undefined where there is none. */
export function chunkNumberOf(name: string): number | undefined {
  return isChunkName(name) ? chunkTypes[names[name]] : undefined;
}
