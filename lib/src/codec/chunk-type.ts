/** The number of each chunk type this codec knows. */
export const chunkTypes = {
  DATA: 0,
  INIT: 1,
  'INIT ACK': 2,
  SACK: 3,
  HEARTBEAT: 4,
  'HEARTBEAT ACK': 5,
  ABORT: 6,
  SHUTDOWN: 7,
  'SHUTDOWN ACK': 8,
  ERROR: 9,
  'COOKIE ECHO': 10,
  'COOKIE ACK': 11,
  ECNE: 12,
  CWR: 13,
  'SHUTDOWN COMPLETE': 14,
  AUTH: 0x0f,
  'I-DATA': 64,
  'ASCONF-ACK': 0x80,
  'RE-CONFIG': 130,
  PAD: 0x84,
  'FORWARD-TSN': 192,
  ASCONF: 0xc1,
  'I-FORWARD-TSN': 194,
} as const;

const names = new Map<number, string>(Object.entries(chunkTypes).map(([name, number]) => [number, name]));

/** The name of a chunk type; of one without a name, `chunk type N`. */
export function chunkName(type: number): string {
  return names.get(type) ?? `chunk type ${type}`;
}

/** What to do with a chunk or parameter of a type that is not understood. */
export interface UnknownTypeAction {
  /** Go on with what follows; otherwise the rest of the packet, or of the chunk's parameters, is not processed. */
  readonly skip: boolean;
  /** Tell the sender. */
  readonly report: boolean;
}

/** What the two high bits of an unknown chunk type ask for (§3.2). */
export function unknownChunkAction(type: number): UnknownTypeAction {
  return { skip: (type & 0x80) !== 0, report: (type & 0x40) !== 0 };
}

/** What the two high bits of an unknown parameter type ask for (§3.2.1). */
export function unknownParameterAction(type: number): UnknownTypeAction {
  return { skip: (type & 0x8000) !== 0, report: (type & 0x4000) !== 0 };
}
