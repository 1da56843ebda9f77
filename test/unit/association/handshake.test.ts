import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import type { Parameter } from '../../../lib/src/codec/parameter.ts';
import { Endpoint } from '../../../lib/src/endpoint/endpoint.ts';
import { describe } from '../../helpers/describe.ts';
import {
  drain,
  endpointOptions,
  HandDriven,
  initAck,
  localAddress,
  localPort,
  otherPeerAddress,
  peerAddress,
  peerPort,
  peerTag,
  typesOf,
} from '../endpoint/hand-driven.ts';

const cookie: Parameter = { type: 'State Cookie', cookie: Buffer.from('cookie') };
const otherAddress: Parameter = { type: 'IPv4 Address', ip: otherPeerAddress.ip };

function calling(options = {}, addresses: readonly [typeof peerAddress, ...(typeof peerAddress)[]] = [peerAddress]) {
  const driven = new HandDriven(options, addresses);
  return { driven, first: driven.sent() };
}

/** The one `closed` event, as code and message. */
function closedWith(driven: HandDriven): string {
  const [event] = driven.events();
  return event?.type === 'closed' ? `${event.error?.code}: ${event.error?.message}` : `${event?.type}`;
}

describe('set-up: INIT (RFC 9260 §5.1 A)', (test) => {
  test('goes alone, with tag 0, and says what the options say', () => {
    const { first } = calling({ outboundStreams: 3, inboundStreams: 4, receiveBuffer: 5000 });
    const [packet] = first;
    assert.equal([first.length, packet?.verificationTag, packet?.to], [1, 0, peerAddress]);
    assert.equal(packet?.chunks, [
      {
        type: 'INIT',
        initiateTag: 100,
        advertisedReceiverWindowCredit: 5000,
        numberOfOutboundStreams: 3,
        numberOfInboundStreams: 4,
        initialTsn: 101,
        parameters: [{ type: 'Supported Extensions', chunkTypes: [130, 192] }, { type: 'Forward-TSN-Supported' }],
      },
    ]);
  });

  test('goes again when T1-init expires, with the RTO doubled', () => {
    const { driven } = calling();
    const times = [1, 2, 3].map(() => [typesOf(driven.timeOut()).join(), driven.now]);
    assert.equal(times, [
      ['INIT', 1000],
      ['INIT', 3000],
      ['INIT', 7000],
    ]);
  });

  test('goes to the addresses of the peer in turn', () => {
    const { driven } = calling({}, [peerAddress, otherPeerAddress]);
    const destinations = [1, 2, 3].map(() => driven.timeOut()[0]?.to);
    assert.equal(destinations, [otherPeerAddress, peerAddress, otherPeerAddress]);
  });

  test('is given up after Max.Init.Retransmits', () => {
    const { driven } = calling({ maxInitRetransmissions: 2 });
    assert.equal(
      [1, 2, 3].map(() => typesOf(driven.timeOut()).join()),
      ['INIT', 'INIT', ''],
    );
    assert.match(closedWith(driven), /^ERR_SCTP_CONNECT_TIMEOUT: no answer to INIT, which was sent 3 times/);
  });

  test('is sent once where no retransmission is wanted', () => {
    const { driven } = calling({ maxInitRetransmissions: 0 });
    driven.timeOut();
    assert.match(closedWith(driven), /sent once/);
  });
});

describe('set-up: INIT ACK (§5.1 C)', (test) => {
  test('is answered with its cookie', () => {
    const { driven } = calling();
    const [packet] = driven.answer(initAck());
    assert.equal(packet?.chunks, [{ type: 'COOKIE ECHO', cookie: Uint8Array.from(Buffer.from('cookie')) }]);
    assert.equal([packet?.verificationTag, packet?.to, packet?.from], [peerTag, peerAddress, localAddress]);
  });

  test('brings the number of streams down to what the peer takes (§5.1.1)', () => {
    const { driven } = calling({ outboundStreams: 20, inboundStreams: 5 });
    driven.answer(initAck({ numberOfInboundStreams: 7, numberOfOutboundStreams: 9 }));
    assert.equal([driven.association.outboundStreams, driven.association.inboundStreams], [7, 5]);
  });

  test('times the path, unless INIT went twice', () => {
    const { driven } = calling();
    driven.now = 80;
    driven.answer(initAck());
    assert.is(driven.association.primaryPath.rtt.srtt, 80);
    const { driven: slow } = calling();
    slow.timeOut();
    slow.answer(initAck());
    assert.is(slow.association.primaryPath.rtt.srtt, undefined);
  });

  test('adds the addresses that it lists, to be confirmed (§5.4)', () => {
    const { driven } = calling();
    driven.answer(initAck({ parameters: [cookie, otherAddress] }));
    assert.equal(
      driven.association.paths.map(({ address, state }) => [address.ip, state]),
      [
        [peerAddress.ip, 'ACTIVE'],
        [otherPeerAddress.ip, 'UNCONFIRMED'],
      ],
    );
  });

  test('makes the path that it came by the primary one, and drops addresses that it does not list', () => {
    const { driven } = calling({}, [peerAddress, otherPeerAddress]);
    driven.answerWith({ from: otherPeerAddress }, initAck());
    assert.equal(
      driven.association.paths.map(({ address }) => address.ip),
      [otherPeerAddress.ip],
    );
  });

  test('leaves addresses confirmed that the user gave (§5.4)', () => {
    const { driven } = calling({}, [peerAddress, otherPeerAddress]);
    driven.answer(initAck({ parameters: [cookie, otherAddress] }));
    assert.equal(
      driven.association.paths.map(({ state }) => state),
      ['ACTIVE', 'ACTIVE'],
    );
  });

  test('has its unknown parameters reported beside COOKIE ECHO (§3.2.1)', () => {
    const { driven } = calling();
    const value = Uint8Array.of(1, 2, 3, 4);
    const parameters: Parameter[] = [cookie, { type: 'unknown', parameterType: 0xc0ff, value }];
    const [packet] = driven.answer(initAck({ parameters }));
    assert.equal(packet?.chunks[1], {
      type: 'ERROR',
      causes: [{ type: 'Unrecognized Parameters', parameters: Uint8Array.of(0xc0, 0xff, 0, 8, 1, 2, 3, 4) }],
    });
  });

  test('may hold a cookie that is larger than a packet of the path', () => {
    const { driven } = calling();
    const large: Parameter = { type: 'State Cookie', cookie: Buffer.alloc(4000, 7) };
    const [packet] = driven.answer(initAck({ parameters: [large] }));
    assert.equal(packet?.chunks, [{ type: 'COOKIE ECHO', cookie: new Uint8Array(4000).fill(7) }]);
  });

  test('nothing is reported where that would take a second packet before COOKIE ACK (§3.2.2)', () => {
    const { driven } = calling();
    const large: Parameter = { type: 'State Cookie', cookie: Buffer.alloc(1460) };
    const unknown: Parameter = { type: 'unknown', parameterType: 0xc0ff, value: new Uint8Array(4) };
    assert.equal(typesOf(driven.answer(initAck({ parameters: [large, unknown] }))), ['COOKIE ECHO']);
  });

  test('leaves out addresses of a family that we have none of, and says nothing of them (§5.1.2)', () => {
    const endpoint = new Endpoint(endpointOptions({}, { addressFamilies: [4] }));
    const association = endpoint.connect(peerPort, [peerAddress], undefined, 0);
    drain(endpoint, 0);
    const parameters: Parameter[] = [cookie, { type: 'IPv6 Address', ip: '2001:db8::1' }];
    const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: 100 };
    const packet = encodePacket({ ...header, chunks: [initAck({ parameters })] });
    endpoint.receive(packet, peerAddress, localAddress, 0);
    assert.equal(typesOf(drain(endpoint, 0)), ['COOKIE ECHO']);
    assert.is(association.paths.length, 1);
  });
});

describe('set-up: INIT ACK from an address that was not called (§5.1.2 D)', (test) => {
  const stranger = address('203.0.113.7');
  const listed: Parameter = { type: 'IPv4 Address', ip: peerAddress.ip };

  test('is taken where it lists one that was; COOKIE ECHO goes to that', () => {
    const { driven } = calling();
    const [packet] = driven.answerWith({ from: stranger }, initAck({ parameters: [cookie, listed] }));
    assert.equal([packet?.chunks[0]?.type, packet?.to], ['COOKIE ECHO', peerAddress]);
    assert.equal(
      driven.association.paths.map(({ address: { ip }, state }) => [ip, state]),
      [
        [peerAddress.ip, 'ACTIVE'],
        [stranger.ip, 'UNCONFIRMED'],
      ],
    );
  });

  test('the UDP port that it came from is that of its address (RFC 6951 §5.4)', () => {
    const { driven } = calling();
    const from = address(stranger.ip, 40_000);
    driven.answerWith({ from }, initAck({ parameters: [cookie, listed] }));
    assert.equal(
      driven.association.paths.map((path) => path.address),
      [peerAddress, from],
    );
  });

  test('is discarded there under another tag', () => {
    const { driven } = calling();
    const envelope = { from: stranger, tag: 99 };
    assert.equal(driven.answerWith(envelope, initAck({ parameters: [cookie, listed] })), []);
    assert.equal([driven.association.state, driven.endpoint.statistics().tagErrors], ['COOKIE-WAIT', 1]);
  });

  test('is out of the blue where it lists none', () => {
    const { driven } = calling();
    const [packet] = driven.answerWith({ from: stranger }, initAck());
    assert.equal(packet?.chunks, [{ type: 'ABORT', isTagReflected: true, causes: [] }]);
    assert.equal([driven.association.state, packet?.to], ['COOKIE-WAIT', stranger]);
  });

  test('is discarded once the association is set up (§5.2.3)', () => {
    const driven = HandDriven.in('ESTABLISHED');
    assert.equal(driven.answerWith({ from: stranger }, initAck({ parameters: [cookie, listed] })), []);
    assert.is(driven.association.paths.length, 1);
  });
});

describe('set-up: INIT ACK that cannot be accepted', (test) => {
  test('without a cookie: ABORT says so', () => {
    const { driven } = calling();
    const [packet] = driven.answer(initAck({ parameters: [] }));
    assert.equal(packet?.chunks, [
      { type: 'ABORT', isTagReflected: false, causes: [{ type: 'Missing Mandatory Parameter', parameterTypes: [7] }] },
    ]);
    assert.match(closedWith(driven), /^ERR_SCTP_CONNECT_FAILED.*Missing Mandatory Parameter/);
  });

  test('with a window that is too small: ABORT says so', () => {
    const { driven } = calling();
    const [packet] = driven.answer(initAck({ advertisedReceiverWindowCredit: 1499 }));
    assert.equal(packet?.verificationTag, peerTag);
    assert.equal(packet?.chunks, [
      { type: 'ABORT', isTagReflected: false, causes: [{ type: 'Invalid Mandatory Parameter' }] },
    ]);
  });

  test('with Initiate Tag 0: ABORT with our own tag and the T bit (§3.3.3)', () => {
    const { driven } = calling();
    const [packet] = driven.answer(initAck({ initiateTag: 0 }));
    assert.equal(
      [packet?.verificationTag, packet?.chunks],
      [100, [{ type: 'ABORT', isTagReflected: true, causes: [] }]],
    );
    assert.match(closedWith(driven), /^ERR_SCTP_CONNECT_FAILED.*Initiate Tag 0/);
  });
});

describe('set-up: COOKIE ECHO (§5.1.4)', (test) => {
  test('goes again when T1-cookie expires', () => {
    const driven = HandDriven.in('COOKIE-ECHOED');
    assert.equal(typesOf(driven.timeOut()), ['COOKIE ECHO']);
  });

  test('is given up after Max.Init.Retransmits', () => {
    const driven = HandDriven.in('COOKIE-ECHOED', { maxInitRetransmissions: 1 });
    assert.equal(
      [1, 2].map(() => typesOf(driven.timeOut()).join()),
      ['COOKIE ECHO', ''],
    );
    assert.match(closedWith(driven), /^ERR_SCTP_CONNECT_TIMEOUT: no answer to COOKIE ECHO/);
  });

  test('goes to no address that has yet to be confirmed (§5.4)', () => {
    const { driven } = calling();
    driven.answer(initAck({ parameters: [cookie, otherAddress] }));
    assert.equal(
      [1, 2, 3].map(() => driven.timeOut()[0]?.to),
      [peerAddress, peerAddress, peerAddress],
    );
  });

  test('is not followed by data before COOKIE ACK (§5.1 C)', () => {
    const driven = HandDriven.in('COOKIE-ECHOED');
    driven.send('early');
    assert.equal(driven.sentTypes(), []);
    assert.equal(typesOf(driven.answer({ type: 'COOKIE ACK' })), ['DATA']);
  });
});
