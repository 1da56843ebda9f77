import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import { encodeParameters, type Parameter } from '../../../lib/src/codec/parameter.ts';
import { describe } from '../../helpers/describe.ts';
import {
  drain,
  HandDriven,
  initAck,
  localAddress,
  localPort,
  otherPeerAddress,
  peerAddress,
  peerData,
  peerPort,
  typesOf,
} from './hand-driven.ts';
import { init, Listening } from './listening.ts';

const listed = (ip: string): Parameter => ({ type: ip.includes(':') ? 'IPv6 Address' : 'IPv4 Address', ip });

describe('INIT with a host name (RFC 9260 §3.3.2.1.4, §5.1.2 B)', (test) => {
  for (const hostName of ['example.org\0', 'example.org', '']) {
    test(`${JSON.stringify(hostName)} is answered with ABORT, which takes it back`, () => {
      const parameter: Parameter = { type: 'Host Name Address', hostName };
      const [packet] = new Listening().receive({}, init({ parameters: [parameter] }));
      const causes = [{ type: 'Unresolvable Address', parameter: encodeParameters([parameter]) }];
      assert.equal(packet?.chunks, [{ type: 'ABORT', isTagReflected: false, causes }]);
      assert.equal(packet?.to, peerAddress);
    });
  }

  test('INIT ACK with one is answered in the same way', () => {
    const driven = new HandDriven();
    driven.sent();
    const parameters: Parameter[] = [...initAck().parameters, { type: 'Host Name Address', hostName: 'a\0' }];
    const [packet] = driven.answer(initAck({ parameters }));
    assert.is(packet?.chunks[0]?.type === 'ABORT' && packet.chunks[0].causes[0]?.type, 'Unresolvable Address');
    assert.is(driven.association.state, 'CLOSED');
  });
});

describe('addresses in INIT (§5.1.2)', (test) => {
  const many = Array.from({ length: 1000 }, (_, i) => listed(`10.0.${i >> 8}.${i & 0xff}`));

  test('a thousand are taken in, 32 are used, and INIT ACK stays smaller than INIT', () => {
    const listening = new Listening();
    const { association } = listening.accept({ parameters: many });
    assert.is(association.paths.length, 32);
    const [packet] = listening.receive({ from: otherPeerAddress }, init({ parameters: many.slice(100) }));
    assert.ok(packet !== undefined && encodePacket(packet).length < 400);
  });

  test('as many as `maxPeerAddresses` says are used, the one that INIT came from first', () => {
    for (const maxPeerAddresses of [1, 255]) {
      const { association } = new Listening({ maxPeerAddresses }).accept({ parameters: many });
      assert.is(association.paths.length, maxPeerAddresses);
      assert.is(association.paths[0]?.address.ip, peerAddress.ip);
    }
  });

  test('a peer that listed a thousand may restart with them, and gets no other paths by that', () => {
    const listening = new Listening();
    const { association } = listening.accept({ parameters: many });
    const before = association.paths.map((path) => path.address.ip);
    const parameters = [...many].reverse();
    const { cookieEcho, tag } = listening.call({ initiateTag: 5, parameters });
    assert.equal(typesOf(listening.receive({ tag }, cookieEcho)), ['COOKIE ACK']);
    assert.ok(association.paths.every((path) => before.includes(path.address.ip)));
  });

  test('of a family that we have none of are passed over, and nothing is said of them', () => {
    const listening = new Listening({}, { addressFamilies: [4] });
    const { association, sent } = listening.accept({ parameters: [listed('2001:db8::1'), listed('10.0.0.1')] });
    assert.equal(typesOf(sent), ['COOKIE ACK']);
    assert.equal(
      association.paths.map((path) => path.address.ip),
      [peerAddress.ip, '10.0.0.1'],
    );
  });

  test('of ours are told only of families that the peer can use', () => {
    const advertisedAddresses = ['192.0.2.1', '2001:db8::9'];
    const types: Parameter = { type: 'Supported Address Types', addressTypes: [5] };
    const [packet] = new Listening({}, { advertisedAddresses }).receive({}, init({ parameters: [types] }));
    const [chunk] = packet?.chunks ?? [];
    assert.equal(chunk?.type === 'INIT ACK' && chunk.parameters.slice(1), [listed('192.0.2.1')]);
  });

  test('INIT says which family can be used where it is one', () => {
    const { endpoint } = new Listening({}, { addressFamilies: [6], advertisedAddresses: ['2001:db8::9'] });
    endpoint.connect(peerPort, [address('2001:db8::1')], undefined, 0);
    const [chunk] = drain(endpoint, 0)[0]?.chunks ?? [];
    const types: Parameter = { type: 'Supported Address Types', addressTypes: [6] };
    assert.equal(chunk?.type === 'INIT' && chunk.parameters.slice(0, 2), [listed('2001:db8::9'), types]);
  });
});

describe('packets with numbers that are none (§3.1, §8.5.1 A)', (test) => {
  test('from port 0 are not answered', () => {
    const listening = new Listening();
    const header = { sourcePort: 0, destinationPort: localPort };
    for (const [verificationTag, chunk] of [[0, init()] as const, [7, peerData()] as const]) {
      const packet = encodePacket({ ...header, verificationTag, chunks: [chunk] });
      listening.endpoint.receive(packet, peerAddress, localAddress, 0);
    }
    assert.equal([drain(listening.endpoint, 0), listening.endpoint.statistics().outOfBlues], [[], 2]);
  });

  const chunks: readonly Chunk[] = [
    peerData(),
    { type: 'SHUTDOWN ACK' },
    { type: 'COOKIE ECHO', cookie: Buffer.alloc(90) },
  ];
  for (const chunk of chunks) {
    test(`${chunk.type} with tag 0 is not answered`, () => {
      const listening = new Listening();
      assert.equal(listening.receive({ tag: 0 }, chunk), []);
      assert.is(listening.endpoint.statistics().tagErrors, 1);
    });
  }

  test('a cookie that is refused is not answered where ABORT comes along (§9.1)', () => {
    const listening = new Listening({ validCookieLife: 1000 });
    const { cookieEcho, tag } = listening.call();
    listening.now = 2000;
    const abort: Chunk = { type: 'ABORT', isTagReflected: false, causes: [] };
    assert.equal(listening.receive({ tag }, cookieEcho, abort), []);
    assert.equal(typesOf(listening.receive({ tag }, cookieEcho)), ['ERROR']);
  });

  test('what comes behind a cookie that begins nothing, in SHUTDOWN-ACK-SENT, is not taken (§5.2.4 A, §8.5)', () => {
    const listening = new Listening();
    const { association, tag } = listening.accept();
    const restart = listening.call({ initiateTag: 9 });
    listening.receive({ tag }, { type: 'SHUTDOWN', cumulativeTsnAck: 0 });
    const behind: Chunk = { type: 'SHUTDOWN ACK' };
    assert.equal(typesOf(listening.receive({ tag: restart.tag }, restart.cookieEcho, behind)), ['SHUTDOWN ACK, ERROR']);
    assert.is(association.state, 'SHUTDOWN-ACK-SENT');
  });

  test('a cookie is good at the port alone that it was made for, also where another has the same keys', () => {
    const { cookieEcho, tag } = new Listening().call();
    const other = new Listening({ outOfTheBlue: 'abort' }, { port: 9 });
    const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: tag };
    other.endpoint.receive(encodePacket({ ...header, chunks: [cookieEcho] }), peerAddress, localAddress, 0);
    assert.equal([drain(other.endpoint, 0), other.endpoint.associationCount], [[], 0]);
  });
});

describe('INIT that crosses our own (§5.2.1)', (test) => {
  const stranger = address('203.0.113.7');

  test('from an address that we have called is answered there', () => {
    const driven = new HandDriven();
    driven.sent();
    assert.equal(driven.answerWith({ tag: 0 }, init())[0]?.to, peerAddress);
  });

  test('from another is answered at the one of its addresses that we have called', () => {
    const driven = new HandDriven();
    driven.sent();
    const parameters = [listed('10.0.0.1'), listed(peerAddress.ip)];
    const [packet] = driven.answerWith({ tag: 0, from: stranger }, init({ parameters }));
    assert.equal([packet?.chunks[0]?.type, packet?.to], ['INIT ACK', peerAddress]);
  });

  test('after a stale cookie, from an address that INIT ACK alone has listed, is not answered there', () => {
    for (const [parameters, to] of [
      [[listed(peerAddress.ip)], [peerAddress.ip]],
      [[], []],
    ] as const) {
      const driven = new HandDriven();
      driven.sent();
      driven.answer(initAck({ parameters: [...initAck().parameters, listed(otherPeerAddress.ip)] }));
      driven.answer({ type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 5 }] });
      const sent = driven.answerWith({ tag: 0, from: otherPeerAddress }, init({ parameters }));
      assert.equal([driven.association.state, sent.map((packet) => packet.to.ip)], ['COOKIE-WAIT', to]);
    }
  });

  test('in COOKIE-ECHOED, with a new address, is refused, and nothing changes', () => {
    const driven = HandDriven.in('COOKIE-ECHOED');
    const [packet] = driven.answerWith({ tag: 0 }, init({ initiateTag: 5, parameters: [listed('10.0.0.1')] }));
    const causes = [{ type: 'Restart of an Association with New Addresses', addresses: [listed('10.0.0.1')] }];
    assert.equal([packet?.chunks, packet?.verificationTag], [[{ type: 'ABORT', isTagReflected: false, causes }], 5]);
    assert.equal(typesOf(driven.answer({ type: 'COOKIE ACK' })), []);
    assert.is(driven.association.state, 'ESTABLISHED');
  });

  test('what was sent on a stream that the peer has not after all is reported', () => {
    const driven = HandDriven.in('COOKIE-ECHOED');
    const [kept, lost] = [driven.send('on 2', { streamId: 2 }), driven.send('on 9', { streamId: 9 })];
    const [packet] = driven.answerWith({ tag: 0 }, init({ initiateTag: 5, numberOfInboundStreams: 3 }));
    const [chunk] = packet?.chunks ?? [];
    const [parameter] = chunk?.type === 'INIT ACK' ? chunk.parameters : [];
    assert.ok(parameter?.type === 'State Cookie');
    const sent = driven.answer({ type: 'COOKIE ECHO', cookie: parameter.cookie });
    assert.equal(typesOf(sent), ['COOKIE ACK, DATA']);
    const failed = driven.events().flatMap((event) => (event.type === 'sendFailed' ? [event.message.id] : []));
    assert.equal([failed, kept], [[lost], lost - 1]);
  });
});
