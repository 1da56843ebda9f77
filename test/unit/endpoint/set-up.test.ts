import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { addressParameters } from '../../../lib/src/association/init.ts';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import { describe } from '../../helpers/describe.ts';
import {
  drain,
  drainEvents,
  localAddress,
  localPort,
  otherPeerAddress,
  peerAddress,
  peerData,
  peerPort,
  peerTag,
  peerTsn,
  typesOf,
} from './hand-driven.ts';
import { init, Listening } from './listening.ts';

const abort: Chunk = { type: 'ABORT', isTagReflected: false, causes: [] };

describe('INIT to an endpoint (RFC 9260 §5.1 B)', (test) => {
  test('is answered with INIT ACK to where it came from, under the tag of the peer', () => {
    const [packet] = new Listening().receive({}, init());
    assert.equal([packet?.chunks[0]?.type, packet?.verificationTag], ['INIT ACK', peerTag]);
    assert.equal([packet?.to, packet?.from], [peerAddress, localAddress]);
  });

  test('leaves nothing behind', () => {
    const listening = new Listening();
    for (let i = 0; i < 3; i += 1) listening.receive({}, init());
    const { associationCount } = listening.endpoint;
    assert.equal(
      [associationCount, listening.endpoint.nextTimeout(), drainEvents(listening.endpoint)],
      [0, undefined, []],
    );
  });

  test('is refused with ABORT where nobody listens (§8.4 rule 3)', () => {
    const listening = new Listening();
    listening.endpoint.listen(false);
    const [packet] = listening.receive({}, init());
    assert.equal([packet?.chunks, packet?.verificationTag], [[abort], peerTag]);
    assert.is(listening.endpoint.statistics().outOfBlues, 1);
  });

  test('is refused in silence where the user wants that', () => {
    const listening = new Listening({ outOfTheBlue: 'discard' });
    listening.endpoint.listen(false);
    assert.equal(listening.receive({}, init()), []);
  });

  test('is refused with the cause where it cannot be accepted', () => {
    const [packet] = new Listening().receive({}, init({ numberOfInboundStreams: 0 }));
    assert.equal(packet?.chunks, [{ ...abort, causes: [{ type: 'Invalid Mandatory Parameter' }] }]);
  });

  const discarded: readonly [string, number, readonly Chunk[]][] = [
    ['with a tag', 5, [init()]],
    ['that is not alone', 0, [init(), { type: 'COOKIE ACK' }]],
    ['with Initiate Tag 0', 0, [init({ initiateTag: 0 })]],
  ];
  for (const [name, tag, chunks] of discarded) {
    test(`${name} is discarded (§8.5.1 A, §3.3.2)`, () => {
      const listening = new Listening();
      assert.equal(listening.receive({ tag }, ...chunks), []);
      assert.is(listening.endpoint.statistics().tagErrors, 1);
    });
  }

  test('from or to an address that is not one host is discarded (§8.4 rule 1)', () => {
    const listening = new Listening();
    assert.equal(listening.receive({ from: address('224.0.0.1') }, init()), []);
    assert.equal(listening.receive({ to: address('255.255.255.255') }, init()), []);
    assert.is(listening.endpoint.statistics().outOfBlues, 2);
  });

  test('is answered where the transport cannot tell to which address it came', () => {
    const [packet] = new Listening().receive({ to: undefined }, init());
    assert.equal([packet?.chunks[0]?.type, packet?.from], ['INIT ACK', undefined]);
  });

  test('is answered in fragments where INIT ACK is larger than what every path takes (§3.3.3)', () => {
    const addresses = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}::${i + 1}`);
    const { endpoint } = new Listening({}, { advertisedAddresses: addresses('2001:db8', 50) });
    const fragmentMtuFor = (chunk: Chunk) => {
      const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: 0 };
      endpoint.receive(encodePacket({ ...header, chunks: [chunk] }), peerAddress, localAddress, 0);
      return endpoint.nextTransmit(0)?.fragmentMtu;
    };
    assert.is(fragmentMtuFor(init()), undefined);
    assert.is(fragmentMtuFor(init({ parameters: addressParameters(addresses('2001:db8:1', 30)) })), 1280);
  });

  test('with a flood of unknown parameters is answered with as few as fit', () => {
    const unknown = { type: 'unknown', parameterType: 0xc0ff, value: new Uint8Array(0) } as const;
    const [packet] = new Listening().receive({}, init({ parameters: Array.from({ length: 16_000 }, () => unknown) }));
    const [chunk] = packet?.chunks ?? [];
    assert.is(chunk?.type === 'INIT ACK' && chunk.parameters.length, 1 + 512 / 4);
  });
});

describe('COOKIE ECHO to an endpoint (§5.1 D)', (test) => {
  test('makes an association, and is answered with COOKIE ACK', () => {
    const { association, sent } = new Listening().accept();
    assert.equal(typesOf(sent), ['COOKIE ACK']);
    assert.equal([association.state, association.peerTag], ['ESTABLISHED', peerTag]);
  });

  test('the user gets the association before its events', () => {
    const listening = new Listening();
    const { association } = listening.accept();
    assert.equal(
      drainEvents(listening.endpoint).map((event) => (event.type === 'accepted' ? event.type : event.event.type)),
      ['accepted', 'established'],
    );
    assert.is(association.localTag, [...listening.endpoint.associations][0]?.localTag);
  });

  test('may bring data along (§5.1 C)', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.call();
    assert.equal(typesOf(listening.receive({ tag }, cookieEcho, peerData())), ['COOKIE ACK, SACK']);
    const [association] = listening.endpoint.associations;
    assert.is(association?.read(0)?.tsn, peerTsn);
  });

  test('the path that INIT came by is confirmed, others are to be (§5.4)', () => {
    const listed = { type: 'IPv4 Address', ip: otherPeerAddress.ip } as const;
    const { association } = new Listening().accept({ parameters: [listed] });
    assert.equal(
      association.paths.map((path) => [path.address.ip, path.state]),
      [
        [peerAddress.ip, 'ACTIVE'],
        [otherPeerAddress.ip, 'UNCONFIRMED'],
      ],
    );
  });

  test('that comes twice is answered twice, and makes one association (§5.2.4 D)', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.accept();
    assert.equal(typesOf(listening.receive({ tag }, cookieEcho)), ['COOKIE ACK']);
    assert.is(listening.endpoint.associationCount, 1);
  });

  test('that comes too late is answered with how late it is (§5.1.5 step 4)', () => {
    const listening = new Listening({ validCookieLife: 1000 });
    const { cookieEcho, tag } = listening.call();
    listening.now = 1002;
    const [packet] = listening.receive({ tag }, cookieEcho);
    assert.equal(packet?.chunks, [{ type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 2000 }] }]);
    assert.equal([packet?.verificationTag, listening.endpoint.associationCount], [peerTag, 0]);
  });

  test('that is not ours is discarded in silence (step 2)', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.call();
    const cookie = Uint8Array.from(cookieEcho.cookie);
    cookie[40] = (cookie[40] ?? 0) ^ 1;
    assert.equal(listening.receive({ tag }, { type: 'COOKIE ECHO', cookie }), []);
    assert.is(listening.endpoint.statistics().cookieErrors, 1);
  });

  test('with another tag is discarded in silence (step 3)', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.call();
    assert.equal(listening.receive({ tag: tag + 1 }, cookieEcho), []);
    assert.is(listening.endpoint.statistics().cookieErrors, 1);
  });

  test('is refused where nobody listens any more (§5.1)', () => {
    const listening = new Listening();
    const { cookieEcho, tag } = listening.call();
    listening.endpoint.listen(false);
    const [packet] = listening.receive({ tag }, cookieEcho);
    assert.equal(packet?.chunks, [{ ...abort, causes: [{ type: 'Out of Resource' }] }]);
    assert.equal([packet?.verificationTag, listening.endpoint.associationCount], [peerTag, 0]);
  });

  test('with an address of another association is discarded', () => {
    const listening = new Listening();
    const listed = { type: 'IPv4 Address', ip: otherPeerAddress.ip } as const;
    const late = listening.call({ parameters: [listed] }, { from: address('198.51.100.3') });
    const { cookieEcho, tag } = listening.call({}, { from: otherPeerAddress });
    listening.receive({ tag, from: otherPeerAddress }, cookieEcho);
    assert.equal(listening.receive({ tag: late.tag, from: address('198.51.100.3') }, late.cookieEcho), []);
    assert.is(listening.endpoint.associationCount, 1);
  });

  test('opens with any key of the ring: another process may have sealed its cookie', () => {
    const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const { cookieEcho, tag } = new Listening({ cookieKeys: [oldKey] }).call();
    const successor = new Listening({ cookieKeys: [newKey, oldKey] });
    assert.equal(typesOf(successor.receive({ tag }, cookieEcho)), ['COOKIE ACK']);
  });

  test('leaves an association that can send at once', () => {
    const listening = new Listening();
    const { association } = listening.accept();
    association.send({ data: Buffer.from('x'), streamId: 0, ppid: 0, unordered: false, sackImmediately: false }, 0);
    assert.equal(typesOf(drain(listening.endpoint, 0)), ['DATA']);
  });
});
