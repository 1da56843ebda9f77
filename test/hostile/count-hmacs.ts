import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** How many message authentication codes are computed while this runs. */
export function countHmacs(run: () => void): number {
  const { createHmac } = crypto;
  let count = 0;
  crypto.createHmac = (...parameters) => {
    count += 1;
    return createHmac(...parameters);
  };
  syncBuiltinESMExports();
  try {
    run();
  } finally {
    crypto.createHmac = createHmac;
    syncBuiltinESMExports();
  }
  return count;
}
