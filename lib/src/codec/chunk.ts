import type { AbortChunk, ErrorChunk } from './chunks/abort.ts';
import type { AsconfAckChunk, AsconfChunk } from './chunks/asconf.ts';
import type { AuthChunk } from './chunks/auth.ts';
import type { CookieAckChunk, CookieEchoChunk } from './chunks/cookie.ts';
import type { DataChunk, IDataChunk } from './chunks/data.ts';
import type { CwrChunk, EcneChunk } from './chunks/ecn.ts';
import type { ForwardTsnChunk, IForwardTsnChunk } from './chunks/forward-tsn.ts';
import type { HeartbeatAckChunk, HeartbeatChunk } from './chunks/heartbeat.ts';
import type { InitAckChunk, InitChunk } from './chunks/init.ts';
import type { PadChunk } from './chunks/pad.ts';
import type { ReConfigChunk } from './chunks/re-config.ts';
import type { SackChunk } from './chunks/sack.ts';
import type { ShutdownAckChunk, ShutdownChunk, ShutdownCompleteChunk } from './chunks/shutdown.ts';
import type { UnknownChunk } from './chunks/unknown.ts';

export { chunkLength, chunkTypeNumber, decodeChunk, encodeChunk, writeChunk } from './chunk-coding.ts';
export { ChunkReader } from './chunk-reader.ts';
export {
  chunkName,
  chunkTypes,
  type UnknownTypeAction,
  unknownChunkAction,
  unknownParameterAction,
} from './chunk-type.ts';
export { dataHeaderLength, iDataHeaderLength } from './chunks/data.ts';
export { type GapAckBlock, sackHeaderLength } from './chunks/sack.ts';
export type {
  AbortChunk,
  AsconfAckChunk,
  AsconfChunk,
  AuthChunk,
  CookieAckChunk,
  CookieEchoChunk,
  CwrChunk,
  DataChunk,
  EcneChunk,
  ErrorChunk,
  ForwardTsnChunk,
  HeartbeatAckChunk,
  HeartbeatChunk,
  IDataChunk,
  IForwardTsnChunk,
  InitAckChunk,
  InitChunk,
  PadChunk,
  ReConfigChunk,
  SackChunk,
  ShutdownAckChunk,
  ShutdownChunk,
  ShutdownCompleteChunk,
  UnknownChunk,
};

/** Every chunk, told apart by `type`. */
export type Chunk =
  | DataChunk
  | InitChunk
  | InitAckChunk
  | SackChunk
  | HeartbeatChunk
  | HeartbeatAckChunk
  | AbortChunk
  | ShutdownChunk
  | ShutdownAckChunk
  | ErrorChunk
  | CookieEchoChunk
  | CookieAckChunk
  | EcneChunk
  | CwrChunk
  | ShutdownCompleteChunk
  | AuthChunk
  | IDataChunk
  | AsconfAckChunk
  | ReConfigChunk
  | PadChunk
  | ForwardTsnChunk
  | AsconfChunk
  | IForwardTsnChunk
  | UnknownChunk;
