import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { describe } from '../../helpers/describe.ts';
import { HandDriven, initAck } from './hand-driven.ts';
import { Listening } from './listening.ts';

/** What the endpoint has counted, once its events have been taken. */
function counts(driven: HandDriven) {
  driven.events();
  const { activeEstabs, passiveEstabs, shutdowns, aborteds, restarts } = driven.endpoint.statistics();
  return { activeEstabs, passiveEstabs, shutdowns, aborteds, restarts };
}

const none = { activeEstabs: 0, passiveEstabs: 0, shutdowns: 0, aborteds: 0, restarts: 0 };

describe('statistics of an endpoint (RFC 3873)', (test) => {
  test('activeEstabs counts associations that we set up', () => {
    const driven = new HandDriven();
    driven.answer(initAck());
    assert.equal(counts(driven), none);
    driven.answer({ type: 'COOKIE ACK' });
    assert.equal(counts(driven), { ...none, activeEstabs: 1 });
  });

  test('passiveEstabs counts those that peers set up', () => {
    const listening = new Listening();
    listening.accept();
    assert.is(listening.endpoint.statistics().passiveEstabs, 1);
  });

  test('shutdowns counts graceful ends', () => {
    const driven = HandDriven.in('SHUTDOWN-SENT');
    driven.answer({ type: 'SHUTDOWN ACK' });
    assert.equal(counts(driven), { ...none, activeEstabs: 1, shutdowns: 1 });
  });

  test('aborteds counts other ends, also of what was never established', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer({ type: 'ABORT', isTagReflected: false, causes: [] });
    assert.equal(counts(driven), { ...none, activeEstabs: 1, aborteds: 1 });
    const refused = HandDriven.in('COOKIE-WAIT');
    refused.answer({ type: 'ABORT', isTagReflected: false, causes: [] });
    assert.equal(counts(refused), { ...none, aborteds: 1 });
  });

  test('restarts counts peers that began anew, and no association is set up by that', () => {
    const listening = new Listening();
    listening.accept();
    const { cookieEcho, tag } = listening.call({ initiateTag: 5 });
    listening.receive({ tag }, cookieEcho);
    while (listening.endpoint.nextEvent() !== undefined);
    const { passiveEstabs, restarts } = listening.endpoint.statistics();
    assert.equal([passiveEstabs, restarts], [1, 1]);
  });

  test('take time linear in the number of associations: those of 10,000 are summed up at once', () => {
    const listening = new Listening();
    for (let i = 0; i < 10_000; i += 1) {
      const from = address(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
      const { cookieEcho, tag } = listening.call({ initiateTag: i + 1 }, { from });
      listening.receive({ from, tag }, cookieEcho);
    }
    const start = performance.now();
    const { currEstab, outCtrlChunks, inCtrlChunks } = listening.endpoint.statistics();
    assert.equal([currEstab, outCtrlChunks, inCtrlChunks], [10_000, 20_000, 20_000]);
    assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
  });
});
