import * as assert from 'uvu/assert';
import type { Association } from '../../../lib/src/association/association.ts';
import type { IcmpMessage, IcmpReport, QuotedPacket } from '../../../lib/src/icmp-message.ts';
import { describe } from '../../helpers/describe.ts';
import {
  HandDriven,
  initAck,
  localAddress,
  localPort,
  otherPeerAddress,
  peerAddress,
  peerPort,
  peerTag,
} from './hand-driven.ts';

const noProtocol: IcmpReport = { type: 'PROTOCOL-UNREACHABLE' };
const noPort: IcmpReport = { type: 'PORT-UNREACHABLE' };
const noHost: IcmpReport = { type: 'UNREACHABLE' };

/** The first bytes of a packet of ours, with the peer's tag unless another is said. */
function quote({ tag = peerTag, source = localPort, destination = peerPort } = {}, ...more: number[]): Uint8Array {
  const bytes = Buffer.alloc(12 + more.length);
  bytes.writeUInt16BE(source, 0);
  bytes.writeUInt16BE(destination, 2);
  bytes.writeUInt32BE(tag, 4);
  bytes.set(more, 12);
  return bytes;
}

/** An INIT with our Initiate Tag, 100, unless another is said. */
function quoteInit(initiateTag = 100, type = 1): Uint8Array {
  return quote({ tag: 0 }, type, 0, 0, 20, 0, 0, 0, initiateTag);
}

function icmp(report: IcmpReport, bytes: Uint8Array, change: Partial<QuotedPacket> = {}): IcmpMessage {
  return { ...report, quoted: { source: localAddress, destination: peerAddress, length: 100, bytes, ...change } };
}

function receive(driven: HandDriven, message: IcmpMessage): Association['state'] {
  driven.endpoint.receiveIcmp(message, driven.now);
  driven.sent();
  return driven.association.state;
}

/** Goes on to that time, and does all that is due until then. */
function pass(driven: HandDriven, time: number): void {
  for (let next = driven.endpoint.nextTimeout(); next !== undefined && next <= time; ) {
    driven.now = next;
    driven.endpoint.handleTimeout(next);
    driven.sent();
    next = driven.endpoint.nextTimeout();
  }
  driven.now = time;
}

const errorOf = (driven: HandDriven) =>
  driven.events().flatMap((event) => (event.type === 'closed' ? [event.error?.code] : []));

describe('ICMP that is not about a packet of an association (RFC 9260 §10, ICMP5 and ICMP6)', (test) => {
  const forged: readonly [string, IcmpMessage][] = [
    ['another address', icmp(noProtocol, quote(), { destination: otherPeerAddress })],
    ['another port of the peer', icmp(noProtocol, quote({ destination: 7 }))],
    ['another port of ours', icmp(noProtocol, quote({ source: 7 }))],
    ['another tag', icmp(noProtocol, quote({ tag: peerTag + 1 }))],
    ['our own tag', icmp(noProtocol, quote({ tag: 100 }))],
    ['no tag', icmp(noProtocol, quote().subarray(0, 7))],
    ['the tag 0, and too little to tell whether it is an INIT', icmp(noProtocol, quoteInit().subarray(0, 19))],
    ['the tag 0, and no INIT', icmp(noProtocol, quoteInit(100, 10))],
    ['an INIT with another Initiate Tag', icmp(noProtocol, quoteInit(101))],
  ];
  for (const [what, message] of forged) {
    test(`one with ${what} is counted, and does nothing`, () => {
      for (const state of ['COOKIE-WAIT', 'ESTABLISHED'] as const) {
        const driven = HandDriven.in(state);
        assert.is(receive(driven, message), state);
        assert.equal(driven.events(), []);
        const { icmpErrors, icmpMessages } = driven.endpoint.statistics();
        assert.equal([icmpErrors, icmpMessages], [1, 0]);
      }
    });
  }

  test('one with the tag 0 while the tag of the peer is not known yet is none of a packet either', () => {
    const driven = HandDriven.in('COOKIE-WAIT');
    assert.is(receive(driven, icmp(noProtocol, quote({ tag: 0 }))), 'COOKIE-WAIT');
  });
});

describe('ICMP "port unreachable" (RFC 9260 §10, ICMP3)', (test) => {
  test('is ignored, but for the answer to our INIT', () => {
    const waiting = HandDriven.in('COOKIE-WAIT');
    assert.is(receive(waiting, icmp(noPort, quoteInit())), 'CLOSED');
    assert.equal(errorOf(waiting), ['ERR_SCTP_CONNECT_FAILED']);
    for (const state of ['COOKIE-ECHOED', 'ESTABLISHED', 'SHUTDOWN-SENT'] as const) {
      const driven = HandDriven.in(state);
      for (const bytes of [quoteInit(), quote()]) assert.is(receive(driven, icmp(noPort, bytes)), state);
      assert.is(driven.association.primaryPath.errorCount, 0);
      assert.equal(errorOf(driven), []);
    }
  });
});

describe('ICMP "port unreachable" about one of several addresses', (test) => {
  const refusal = (to: typeof peerAddress) => icmp(noPort, quoteInit(), { destination: to });

  test('has INIT go to the next one at once, and ends the attempt when all have refused', () => {
    const driven = new HandDriven({}, [peerAddress, otherPeerAddress]);
    driven.sent();
    assert.is(receive(driven, refusal(peerAddress)), 'COOKIE-WAIT');
    assert.is(driven.endpoint.nextTimeout(), driven.now);
    assert.equal(
      driven.timeOut().map(({ to }) => to.ip),
      [otherPeerAddress.ip],
    );
    assert.is(receive(driven, refusal(otherPeerAddress)), 'CLOSED');
    const [end] = driven.events();
    assert.ok(end?.type === 'closed');
    assert.match(`${end.error?.message}`, `${peerAddress.ip}, ${otherPeerAddress.ip}: refused`);
    assert.is(driven.endpoint.nextTimeout(), undefined);
  });

  test('counts once for each, so that it causes no more packets than there are addresses', () => {
    const driven = new HandDriven({}, [peerAddress, otherPeerAddress]);
    driven.sent();
    receive(driven, refusal(peerAddress));
    driven.timeOut();
    const deadline = driven.endpoint.nextTimeout();
    receive(driven, refusal(peerAddress));
    assert.is(driven.endpoint.nextTimeout(), deadline);
  });
});

describe('ICMP "protocol unreachable" (RFC 9260 §10, ICMP8)', (test) => {
  test('about our INIT ends COOKIE-WAIT at once, with the reason', () => {
    const driven = HandDriven.in('COOKIE-WAIT');
    assert.is(receive(driven, icmp(noProtocol, quoteInit())), 'CLOSED');
    assert.equal(errorOf(driven), ['ERR_SCTP_PROTOCOL_UNREACHABLE']);
    assert.is(driven.endpoint.nextTimeout(), undefined);
    assert.is(driven.endpoint.statistics().icmpMessages, 1);
  });

  test('about our INIT does nothing once the peer has answered', () => {
    const driven = HandDriven.in('COOKIE-WAIT');
    driven.answer(initAck());
    assert.is(receive(driven, icmp(noProtocol, quoteInit())), 'COOKIE-ECHOED');
  });

  for (const state of ['COOKIE-ECHOED', 'ESTABLISHED', 'SHUTDOWN-PENDING', 'SHUTDOWN-SENT'] as const) {
    test(`about any other packet ends ${state} unless the peer is heard of within two RTOs: ports and tag suffice`, () => {
      const driven = HandDriven.in(state);
      const deadline = driven.now + 2 * driven.association.primaryPath.rto;
      assert.is(receive(driven, icmp(noProtocol, quote().subarray(0, 8))), state);
      pass(driven, deadline - 1);
      assert.is(driven.association.state, state);
      // What comes again gives no more time.
      receive(driven, icmp(noProtocol, quote()));
      pass(driven, deadline);
      assert.is(driven.association.state, 'CLOSED');
      assert.equal(errorOf(driven), ['ERR_SCTP_PROTOCOL_UNREACHABLE']);
    });

    test(`in ${state} means nothing when a packet of the peer comes after it`, () => {
      const driven = HandDriven.in(state);
      const { rto } = driven.association.primaryPath;
      receive(driven, icmp(noProtocol, quote()));
      pass(driven, driven.now + rto - 1);
      driven.answer({ type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(8) });
      pass(driven, driven.now + 2 * rto - 1);
      assert.is(driven.association.state, state);
    });
  }

  test('asks a peer that has nothing to say whether it is there', () => {
    const driven = HandDriven.in('ESTABLISHED');
    for (const sent of [['HEARTBEAT'], []]) {
      driven.endpoint.receiveIcmp(icmp(noProtocol, quote()), driven.now);
      assert.equal(driven.sentTypes(), sent);
    }
  });

  test('in SHUTDOWN-ACK-SENT is the end that was awaited', () => {
    const driven = HandDriven.in('SHUTDOWN-ACK-SENT');
    receive(driven, icmp(noProtocol, quote()));
    pass(driven, driven.now + 2 * driven.association.primaryPath.rto);
    assert.is(driven.association.state, 'CLOSED');
    assert.equal(errorOf(driven), [undefined]);
  });
});

describe('ICMP "destination unreachable" (RFC 9260 §10, ICMP9)', (test) => {
  test('is an error of the path, once an RTO', () => {
    const driven = HandDriven.in('ESTABLISHED');
    const { primaryPath } = driven.association;
    for (let i = 0; i < 10; i += 1) receive(driven, icmp(noHost, quote()));
    assert.is(primaryPath.errorCount, 1);
    driven.now += primaryPath.rto;
    receive(driven, icmp(noHost, quote()));
    assert.is(primaryPath.errorCount, 2);
  });

  test('makes the path inactive when it goes on, and the association lives', () => {
    const driven = HandDriven.in('ESTABLISHED', { pathMaxRetransmissions: 2, associationMaxRetransmissions: 2 });
    for (let i = 0; i < 4; i += 1) {
      receive(driven, icmp(noHost, quote()));
      driven.now += 60_000;
    }
    assert.is(driven.association.primaryPath.state, 'INACTIVE');
    assert.is(driven.association.state, 'ESTABLISHED');
    assert.ok(driven.eventTypes().includes('path'));
  });

  test('leaves the set-up to its own timer', () => {
    const driven = HandDriven.in('COOKIE-WAIT');
    receive(driven, icmp(noHost, quoteInit()));
    assert.is(driven.association.primaryPath.errorCount, 0);
  });
});
