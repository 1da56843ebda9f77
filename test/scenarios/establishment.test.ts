import * as assert from 'uvu/assert';
import { decodePacket, encodePacket } from '../../lib/src/codec/index.ts';
import { describe } from '../helpers/describe.ts';
import { established, scenario } from './scenario.ts';

describe('establishment', (test) => {
  test('four packets set up an association', () => {
    const { a, z, ladder } = scenario();
    a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO');
    assert.is(z.state, 'ESTABLISHED');
    assert.is(a.state, 'COOKIE-ECHOED');
    ladder.deliver('Z -> COOKIE ACK').quiet();
    assert.is(a.state, 'ESTABLISHED');
    assert.equal(
      z.association?.events.map(({ type }) => type),
      ['accepted', 'established'],
    );
  });

  test('messages given before COOKIE ACK leave once it has come', () => {
    const { a, z, ladder } = scenario();
    const atA = a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK');
    atA.send('one');
    atA.send('two');
    ladder.deliver('A -> COOKIE ECHO', 'Z -> COOKIE ACK', 'A -> DATA, DATA', 'Z -> SACK');
    assert.equal(
      z.association?.messages.map(({ data }) => data.toString()),
      ['one', 'two'],
    );
  });

  test('each side sends on no more streams than the other takes', () => {
    const { atA, atZ } = established({
      a: { outboundStreams: 10, inboundStreams: 7 },
      z: { outboundStreams: 20, inboundStreams: 3 },
    });
    assert.equal([atA.core.outboundStreams, atZ.core.inboundStreams], [3, 3]);
    assert.equal([atZ.core.outboundStreams, atA.core.inboundStreams], [7, 7]);
  });

  test('a lost INIT is sent again after 1, 2 and 4 seconds', () => {
    const { a, z, network, ladder } = scenario();
    a.connect(z);
    for (const time of [1000, 3000, 7000]) {
      ladder.lose('A -> INIT').quiet();
      assert.is(a.nextTimeout(), time);
      network.advanceTo(time);
    }
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    assert.is(a.state, 'ESTABLISHED');
  });

  test('a lost INIT ACK is repaired by T1-init', () => {
    const { a, z, network, ladder } = scenario();
    a.connect(z);
    ladder.deliver('A -> INIT').lose('Z -> INIT ACK');
    assert.is(z.nextTimeout(), undefined, 'Z keeps nothing before COOKIE ECHO');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    assert.is(a.state, 'ESTABLISHED');
  });

  test('the cookie outlives the packet that brought it', () => {
    const { a, z, ladder, network } = scenario();
    const atA = a.connect(z);
    const initAck = ladder.deliver('A -> INIT').hold('Z -> INIT ACK');
    network.deliver(initAck);
    initAck.bytes.fill(0);
    ladder.lose('A -> COOKIE ECHO');
    network.advanceBy(1000);
    ladder.deliver('A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    assert.is(atA.state, 'ESTABLISHED');
  });

  test('a lost COOKIE ECHO is sent again after 1, 2 and 4 seconds', () => {
    const { a, z, network, ladder } = scenario();
    a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK');
    for (const time of [1000, 3000, 7000]) {
      ladder.lose('A -> COOKIE ECHO').quiet();
      assert.is(a.nextTimeout(), time);
      network.advanceTo(time);
    }
    ladder.deliver('A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    assert.is(a.state, 'ESTABLISHED');
  });

  test('a lost COOKIE ACK is repaired by T1-cookie, and Z keeps its one association', () => {
    const { a, z, network, ladder } = scenario();
    a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO').lose('Z -> COOKIE ACK');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> COOKIE ECHO', 'Z -> COOKIE ACK').quiet();
    assert.is(a.state, 'ESTABLISHED');
    assert.is(z.associations.length, 1);
  });

  test('a second INIT ACK and a second COOKIE ACK change nothing', () => {
    const { a, z, ladder, network } = scenario();
    a.connect(z);
    ladder.deliver('A -> INIT');
    const initAck = ladder.hold('Z -> INIT ACK');
    network.deliver(initAck);
    network.deliver(initAck);
    ladder.deliver('A -> COOKIE ECHO');
    const cookieAck = ladder.hold('Z -> COOKIE ACK');
    network.deliver(cookieAck);
    network.deliver(cookieAck);
    ladder.quiet();
    assert.is(a.state, 'ESTABLISHED');
  });
});

describe('establishment that fails', (test) => {
  test('INIT is given up after maxInitRetransmissions, and nothing is left running', () => {
    const { a, z, network, ladder } = scenario({ a: { maxInitRetransmissions: 2 } });
    const atA = a.connect(z);
    ladder.lose('A -> INIT');
    for (const time of [1000, 3000]) {
      network.advanceTo(time);
      ladder.lose('A -> INIT');
    }
    network.advanceTo(7000);
    ladder.quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_CONNECT_TIMEOUT');
    assert.is(a.nextTimeout(), undefined);
    assert.is(a.endpoint.associationCount, 0);
  });

  test('COOKIE ECHO is given up after maxInitRetransmissions', () => {
    const { a, z, network, ladder } = scenario({ a: { maxInitRetransmissions: 0 } });
    const atA = a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK').lose('A -> COOKIE ECHO');
    const id = atA.send('never sent');
    network.advanceTo(a.nextTimeout());
    ladder.quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_CONNECT_TIMEOUT');
    assert.is(a.nextTimeout(), undefined);
    const failed = atA.events.filter((event) => event.type === 'sendFailed');
    assert.equal(
      failed.map(({ message, wasSent }) => [message.id, wasSent]),
      [[id, false]],
    );
  });

  test('a port where nobody listens answers with ABORT', () => {
    const { a, z, ladder, network } = scenario();
    z.listen(false);
    const atA = a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> ABORT').quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_ABORTED_BY_PEER');
    assert.ok(network.isIdle);
  });

  test('a port where nobody listens keeps silent where it is told to', () => {
    const { a, z, ladder } = scenario({ z: { outOfTheBlue: 'discard' } });
    z.listen(false);
    a.connect(z);
    ladder.deliver('A -> INIT').quiet();
  });

  test('a cookie that was tampered with is discarded in silence', () => {
    const { a, z, ladder, network } = scenario();
    a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK');
    const echo = ladder.hold('A -> COOKIE ECHO');
    const { cookie } = ladder.chunk('COOKIE ECHO');
    const tampered = Uint8Array.from(cookie, (byte, index) => (index === cookie.length - 1 ? byte ^ 1 : byte));
    const packet = { ...decodePacket(echo.bytes), chunks: [{ type: 'COOKIE ECHO', cookie: tampered }] as const };
    network.deliver({ ...echo, bytes: encodePacket(packet) });
    ladder.quiet();
    assert.is(z.statistics().cookieErrors, 1);
    assert.is(z.associations.length, 0);
    network.deliver(echo);
    ladder.deliver('Z -> COOKIE ACK');
  });

  test('shutdown before COOKIE ACK ends at once', () => {
    const { a, z, ladder } = scenario();
    const atA = a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK').lose('A -> COOKIE ECHO');
    atA.shutdown();
    ladder.deliver('A -> ABORT').quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_ABORTED');
  });
});
