import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import type { Parameter } from '../../lib/src/codec/index.ts';
import { describe } from '../helpers/describe.ts';
import { drain, HandDriven, peerAddress, type SentPacket, typesOf } from '../unit/endpoint/hand-driven.ts';
import { init, Listening } from '../unit/endpoint/listening.ts';

const victim = address('203.0.113.9');
const listsVictim: readonly Parameter[] = [{ type: 'IPv4 Address', ip: victim.ip }];

/** Calls with an INIT that lists the victim's address, too. */
function listVictim(listening: Listening) {
  const { cookieEcho, tag } = listening.call({ parameters: listsVictim });
  return { tag, cookieEcho, sent: listening.receive({ tag }, cookieEcho) };
}

/** All that goes out in so many ms, as the attacker answers nothing. */
function sentWithin(listening: Listening, duration: number): SentPacket[] {
  const end = listening.now + duration;
  const sent: SentPacket[] = [];
  for (;;) {
    const next = listening.endpoint.nextTimeout();
    if (next === undefined || next > end) return sent;
    listening.now = Math.max(listening.now, next);
    listening.endpoint.handleTimeout(listening.now);
    sent.push(...drain(listening.endpoint, listening.now));
  }
}

const toVictim = (sent: readonly SentPacket[]) => sent.filter(({ to }) => to.ip === victim.ip);

describe('an INIT that lists the address of another host (RFC 5062 §2, §5, §6; RFC 9260 §5.4)', (test) => {
  test('sends that host nothing but HEARTBEATs: one an RTO, then one a period', () => {
    const listening = new Listening();
    assert.equal(toVictim(listVictim(listening).sent), []);
    const sent = toVictim(sentWithin(listening, 600_000));
    assert.ok(typesOf(sent).every((types) => types === 'HEARTBEAT'));
    assert.ok(sent.length >= 5 && sent.length <= 25, `${sent.length} HEARTBEATs in ten minutes`);
    assert.ok(sent.every(({ chunks }) => chunks[0]?.type === 'HEARTBEAT' && chunks[0].heartbeatInfo.length <= 64));
  });

  test('sends that host no data, also when the attacker acknowledges none (§5.4, RFC 5062 §5)', () => {
    const listening = new Listening();
    listVictim(listening);
    const [association] = listening.endpoint.associations;
    for (let i = 0; i < 50; i += 1) {
      const message = { data: Buffer.alloc(1000), streamId: 0, ppid: 0, unordered: false, sackImmediately: false };
      association?.send(message, listening.now);
    }
    const sent = [...drain(listening.endpoint, listening.now), ...sentWithin(listening, 600_000)];
    assert.ok(typesOf(toVictim(sent)).every((types) => types === 'HEARTBEAT'));
    assert.ok(sent.some(({ chunks }) => chunks[0]?.type === 'DATA'));
    assert.is(association?.state, 'CLOSED');
  });

  test('confirms that address with the nonce alone: no HEARTBEAT ACK that is guessed does (§8.3)', () => {
    const listening = new Listening();
    const { tag } = listVictim(listening);
    sentWithin(listening, 1);
    for (let i = 0; i < 1000; i += 1) {
      const heartbeatInfo = Buffer.alloc(8);
      heartbeatInfo.writeUInt32BE(i, 4);
      listening.receive({ tag, from: victim }, { type: 'HEARTBEAT ACK', heartbeatInfo });
    }
    const [association] = listening.endpoint.associations;
    assert.is(association?.paths.find(({ address: { ip } }) => ip === victim.ip)?.state, 'UNCONFIRMED');
  });

  test('leaves an association of that host alone, and learns nothing of it', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.call({}, { from: victim });
    listening.receive({ tag, from: victim }, cookieEcho);
    const [association] = listening.endpoint.associations;
    const [answer] = listening.receive({ from: peerAddress }, init({ parameters: listsVictim, initiateTag: 7 }));
    const [chunk] = answer?.chunks ?? [];
    assert.is(chunk?.type === 'ABORT' && chunk.causes[0]?.type, 'Restart of an Association with New Addresses');
    assert.equal([answer?.verificationTag, answer?.to.ip], [7, peerAddress.ip]);
    assert.equal([association?.state, association?.paths.length], ['ESTABLISHED', 1]);
  });

  test('does not learn the tag of our call to that host: the INIT ACK goes there (§5.2.1)', () => {
    const driven = new HandDriven({}, [victim]);
    driven.sent();
    const sent = driven.answerWith({ tag: 0, from: peerAddress }, init({ parameters: listsVictim }));
    assert.equal(
      sent.map(({ to }) => to.ip),
      [victim.ip],
    );
    assert.is(driven.association.state, 'COOKIE-WAIT');
  });

  test('gives way to that host when it calls itself from the address (RFC 5062 §2.2)', () => {
    const listening = new Listening();
    listVictim(listening);
    const { cookieEcho, tag } = listening.call({ initiateTag: 9 }, { from: victim });
    assert.equal(typesOf(listening.receive({ tag, from: victim }, cookieEcho)), ['COOKIE ACK']);
    const [association] = listening.endpoint.associations;
    assert.equal([association?.peerTag, association?.primaryPath.address.ip], [9, victim.ip]);
  });

  test('costs a bounded number of paths, however many addresses it lists', () => {
    const listening = new Listening();
    const parameters = Array.from({ length: 2000 }, (_, i): Parameter => {
      return { type: 'IPv4 Address', ip: `10.1.${i >> 8}.${i & 255}` };
    });
    const { cookieEcho, tag } = listening.call({ parameters });
    assert.ok(cookieEcho.cookie.length < 700);
    listening.receive({ tag }, cookieEcho);
    const [association] = listening.endpoint.associations;
    assert.ok((association?.paths.length ?? 0) <= 32);
    // One after the other, not all at once (HB.Max.Burst, §16).
    assert.is(sentWithin(listening, 10).length, 1);
  });
});

describe('a COOKIE ECHO with the address of another host as its source (RFC 5062 §5)', (test) => {
  test('sets up an association with the address that the cookie was given to', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.call();
    const sent = listening.receive({ tag, from: victim }, cookieEcho);
    assert.equal(
      sent.map(({ to }) => to.ip),
      [peerAddress.ip],
    );
    const [association] = listening.endpoint.associations;
    assert.equal(
      association?.paths.map(({ address: { ip } }) => ip),
      [peerAddress.ip],
    );
  });

  test('restarts an association with the address that the cookie was given to', () => {
    const listening = new Listening();
    const { association } = listening.accept();
    const { cookieEcho, tag } = listening.call({ initiateTag: 5 });
    const sent = listening.receive({ tag, from: victim }, cookieEcho);
    assert.equal([association.peerTag, association.state], [5, 'ESTABLISHED']);
    assert.equal(
      association.paths.map(({ address: { ip } }) => ip),
      [peerAddress.ip],
    );
    assert.equal(
      sent.map(({ to }) => to.ip),
      [peerAddress.ip],
    );
  });

  test('does not confirm an address that the INIT listed', () => {
    const listening = new Listening();
    const { association } = listening.accept({ parameters: listsVictim });
    const { cookieEcho, tag } = listening.call({ initiateTag: 5, parameters: listsVictim });
    listening.receive({ tag, from: victim }, cookieEcho);
    const states = association.paths.map(({ address: { ip }, state }) => `${ip} ${state}`);
    assert.equal(states, [`${peerAddress.ip} ACTIVE`, `${victim.ip} UNCONFIRMED`]);
  });
});

describe('one who takes over the address of a peer (RFC 5062 §3, §4)', (test) => {
  test('does not learn the tags from the tie-tags, and the user hears of the restart', () => {
    const listening = new Listening();
    const { association, tag } = listening.accept();
    const tags = [tag, association.peerTag];
    const { cookieEcho, tag: newTag } = listening.call({ initiateTag: 5 });
    const bytes = Buffer.from(cookieEcho.cookie);
    for (const value of tags) {
      const encoded = Buffer.alloc(4);
      encoded.writeUInt32BE(value);
      assert.is(bytes.indexOf(encoded), -1, `tag ${value} stands in the cookie`);
    }
    listening.receive({ tag: newTag }, cookieEcho);
    const events: string[] = [];
    for (let next = listening.endpoint.nextEvent(); next !== undefined; next = listening.endpoint.nextEvent()) {
      if (next.type === 'association') events.push(next.event.type);
    }
    assert.ok(events.includes('restart'));
  });
});
