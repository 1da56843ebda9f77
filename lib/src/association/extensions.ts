import { chunkTypes } from '../codec/chunk.ts';
import type { Parameter } from '../codec/parameter.ts';

/** Extensions of SCTP that both sides support; this side has all of these. */
export interface Extensions {
  /** FORWARD TSN (RFC 3758 §3.3). */
  readonly forwardTsn: boolean;
  /** RE-CONFIG (RFC 6525 §5.1.1). */
  readonly reConfig: boolean;
}

/** Says that this side takes FORWARD TSN (RFC 3758 §3.1). */
export const forwardTsnSupported: Parameter = { type: 'Forward-TSN-Supported' };

/** Lists the chunk types by which this side goes beyond RFC 9260 (RFC 5061 §4.2.7, RFC 6525 §5.1.1). */
export const supportedExtensions: Parameter = {
  type: 'Supported Extensions',
  chunkTypes: [chunkTypes['RE-CONFIG'], chunkTypes['FORWARD-TSN']],
};

/** What the parameters of an INIT or INIT ACK say that the peer supports (RFC 3758 §3.1, RFC 5061 §4.2.7). */
export function extensionsOf(parameters: readonly Parameter[]): Extensions {
  const listed = new Set<number>();
  for (const parameter of parameters) {
    if (parameter.type === 'Forward-TSN-Supported') listed.add(chunkTypes['FORWARD-TSN']);
    if (parameter.type === 'Supported Extensions') for (const type of parameter.chunkTypes) listed.add(type);
  }
  return { forwardTsn: listed.has(chunkTypes['FORWARD-TSN']), reConfig: listed.has(chunkTypes['RE-CONFIG']) };
}

/** As bits of one byte. */
export function packExtensions({ forwardTsn, reConfig }: Extensions): number {
  return (forwardTsn ? 1 : 0) | (reConfig ? 2 : 0);
}

/** What {@link packExtensions} was given. */
export function unpackExtensions(bits: number): Extensions {
  return { forwardTsn: (bits & 1) !== 0, reConfig: (bits & 2) !== 0 };
}
