import * as assert from 'uvu/assert';
import type { SimulatedAssociation } from '../../lib/src/simulation/index.ts';
import type { EstablishedScenario } from './scenario.ts';

/** What A's user was told of messages that failed: `id sent` or `id unsent`. */
export function failures({ events }: SimulatedAssociation): string[] {
  return events.flatMap((event) =>
    event.type === 'sendFailed' ? [`${event.message.id} ${event.wasSent ? 'sent' : 'unsent'}`] : [],
  );
}

/** First bytes of what Z has read since it got acquainted. */
export function arrived({ atZ }: EstablishedScenario): string[] {
  return atZ.messages.slice(1).map(({ data }) => data.subarray(0, 5).toString());
}

/** Nothing is left to do, and nothing is buffered. */
export function checkIdle({ network, atA, ladder }: EstablishedScenario): void {
  network.advanceBy(10_000);
  ladder.deliverAll();
  network.advanceBy(0);
  ladder.quiet();
  assert.is(atA.core.bufferedAmount, 0);
  assert.is(atA.core.primaryPath.flightSize, 0);
  assert.not(atA.core.primaryPath.t3Rtx.isRunning);
}
