import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { HandDriven, initAck } from '../unit/endpoint/hand-driven.ts';

describe('a peer that finds every cookie stale (RFC 9260 §5.2.6)', (test) => {
  test('does not keep us calling for ever', () => {
    const driven = new HandDriven();
    let sent = driven.sent();
    let packetCount = 0;
    for (let i = 0; i < 1000 && driven.association.state !== 'CLOSED'; i += 1) {
      packetCount += sent.length;
      const types = sent.flatMap(({ chunks }) => chunks.map(({ type }) => type));
      const tag = driven.association.localTag;
      if (types.includes('INIT')) sent = driven.answerWith({ tag }, initAck());
      else if (types.includes('COOKIE ECHO')) {
        sent = driven.answerWith({ tag }, { type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 1_000_000 }] });
      } else sent = driven.timeOut();
    }
    assert.is(driven.association.state, 'CLOSED');
    assert.ok(packetCount <= 40, `${packetCount} packets`);
  });
});
