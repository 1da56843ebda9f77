import type { Association } from 'usctp';
import { describeFault, describePeer, type Event, type Numbered } from './event.ts';
import { Tally } from './tally.ts';

/** Reports that the association is up, what becomes of its paths, and its end, with what was counted meanwhile. */
export function reportAssociation(
  association: Association,
  report: (event: Event) => void,
  numbered: Numbered = {},
): Tally {
  const tally = new Tally();
  const start = performance.now();
  report({ event: 'up', ...numbered, ...describePeer(association) });
  association.on('path', ({ address, state }) => report({ event: 'path', ...numbered, address, state }));
  association.once('close', (error) => {
    const fault = error === undefined ? {} : describeFault(error);
    const { received, sent } = tally;
    report({ event: 'down', ...numbered, duration: performance.now() - start, received, sent, ...fault });
  });
  return tally;
}
