import { describeValue } from '../number-options.ts';
import type { Transport } from '../transport/transport.ts';

const flags = ['controlsFragmentation', 'copiesPackets', 'releasesPackets'] as const;
/** The smallest packet, of 512 bytes, has to hold chunks beside it. */
const largestOverhead = 256;

/** @throws TypeError or RangeError that names what is wrong with a transport. */
export function checkTransport(transport: Transport): void {
  if (typeof transport !== 'object' || transport === null || typeof transport.open !== 'function') {
    throw new TypeError(
      `transport is ${describeValue(transport)}; it takes what raw() or udp() gives, or one of yours`,
    );
  }
  for (const flag of flags) {
    const value: unknown = transport[flag];
    if (value === undefined || typeof value === 'boolean') continue;
    throw new TypeError(`${flag} of the transport is ${describeValue(value)}; it takes true or false`);
  }
  const { encapsulationOverhead: overhead } = transport;
  if (Number.isInteger(overhead) && overhead >= 0 && overhead <= largestOverhead) return;
  throw new RangeError(
    `encapsulationOverhead of the transport is ${describeValue(overhead)}, not a whole number in 0–${largestOverhead}`,
  );
}
