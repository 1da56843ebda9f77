import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import { encodePacket } from '../../lib/src/codec/index.ts';
import { describe } from '../helpers/describe.ts';
import { heldAfter } from '../helpers/held-memory.ts';
import { localPort } from '../unit/endpoint/hand-driven.ts';
import { init, Listening } from '../unit/endpoint/listening.ts';
import { countHmacs } from './count-hmacs.ts';

const count = 8_000;

/** INITs of so many peers, each with its own address, port and tag. */
function flood(listening: Listening): number {
  let answers = 0;
  for (let i = 0; i < count; i += 1) {
    const header = { sourcePort: 1 + (i % 65_535), destinationPort: localPort, verificationTag: 0 };
    const bytes = encodePacket({ ...header, chunks: [init({ initiateTag: i + 1 })] });
    listening.endpoint.receive(bytes, address(`10.0.${(i >> 8) & 0xff}.${i & 0xff}`), undefined, 0);
    while (listening.endpoint.nextTransmit(0) !== undefined) answers += 1;
  }
  return answers;
}

describe('an INIT that is not alone, or has a tag (RFC 9260 §12.3)', (test) => {
  test('is discarded in silence, and what it is bundled with, too', () => {
    const listening = new Listening();
    const { association, tag } = listening.accept();
    const abort = { type: 'ABORT', isTagReflected: false, causes: [] } as const;
    for (const wrongTag of [tag, 1, 0xffffffff]) assert.equal(listening.receive({ tag: wrongTag }, init()), []);
    assert.equal(listening.receive({ tag: 0 }, init(), abort), []);
    assert.equal(listening.receive({ tag }, init(), abort), []);
    assert.is(association.state, 'ESTABLISHED');
  });
});

describe('a flood of INITs (RFC 9260 §5.1.3, §12.2.4.1)', (test) => {
  test('is answered INIT by INIT, with one authentication code each', () => {
    const listening = new Listening();
    let answers = 0;
    const codes = countHmacs(() => {
      answers = flood(listening);
    });
    assert.equal([answers, codes], [count, count]);
  });

  test('leaves no association, no event, no timer, and no memory behind', () => {
    const listening = new Listening();
    const growth = heldAfter(() => flood(listening));
    assert.equal([...listening.endpoint.associations], []);
    assert.equal([listening.endpoint.nextEvent(), listening.endpoint.nextTimeout()], [undefined, undefined]);
    // The least that could be kept of an INIT is larger.
    assert.ok(growth < 40 * count, `${growth} bytes held after ${count} INITs`);
  });

  test('does not disturb an association, and its tie-tags stay (§5.2.2)', () => {
    const listening = new Listening();
    const { association, tag } = listening.accept();
    const deadline = listening.endpoint.nextTimeout();
    const growth = heldAfter(() => {
      for (let i = 1; i <= 5_000; i += 1) assert.is(listening.receive({}, init({ initiateTag: i })).length, 1);
    });
    assert.equal(
      [association.state, association.localTag, listening.endpoint.associationCount],
      ['ESTABLISHED', tag, 1],
    );
    assert.is(listening.endpoint.nextTimeout(), deadline);
    assert.is(listening.endpoint.nextEvent()?.type, 'accepted');
    assert.ok(growth < 1_000_000, `${growth} bytes`);
    const first = listening.call({ initiateTag: 1 }).cookieEcho.cookie;
    const second = listening.call({ initiateTag: 1 }).cookieEcho.cookie;
    // Where the cookie has its tie-tags.
    assert.equal(first.subarray(72, 80), second.subarray(72, 80));
  });
});
