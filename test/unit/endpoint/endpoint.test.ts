import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import { Endpoint } from '../../../lib/src/endpoint/endpoint.ts';
import { SctpError } from '../../../lib/src/errors.ts';
import { describe } from '../../helpers/describe.ts';
import {
  drain,
  drainEvents,
  endpointOptions,
  HandDriven,
  localAddress,
  localPort,
  otherPeerAddress,
  peerAddress,
  peerData,
  peerPort,
  peerTag,
  typesOf,
} from './hand-driven.ts';
import { init, Listening } from './listening.ts';

const shutdownAck: Chunk = { type: 'SHUTDOWN ACK' };

describe('Endpoint: packets that are none', (test) => {
  test('a runt is a decode error', () => {
    const { endpoint } = new Listening();
    endpoint.receive(new Uint8Array(11), peerAddress, localAddress, 0);
    assert.is(endpoint.statistics().decodeErrors, 1);
  });

  test('a wrong checksum is a checksum error', () => {
    const { endpoint } = new Listening();
    const header = { sourcePort: peerPort, destinationPort: localPort, verificationTag: 1 };
    const packet = encodePacket({ ...header, chunks: [peerData()] });
    packet[20] = (packet[20] ?? 0) ^ 1;
    endpoint.receive(packet, peerAddress, localAddress, 0);
    assert.equal([endpoint.statistics().checksumErrors, drain(endpoint, 0)], [1, []]);
  });

  test('a packet without chunks is a decode error', () => {
    const listening = new Listening();
    assert.equal(listening.receive({ tag: 1 }), []);
    assert.is(listening.endpoint.statistics().decodeErrors, 1);
  });

  test('what is wrong with ourselves is not hidden', () => {
    const uint32 = () => {
      throw new Error('no randomness left');
    };
    const listening = new Listening({}, { random: { uint32, fraction: () => 0 } });
    assert.throws(() => listening.receive({}, init()), /no randomness left/);
  });
});

describe('Endpoint: packets out of the blue (RFC 9260 §8.4)', (test) => {
  test('are answered under their own tag', () => {
    const [packet] = new Listening().receive({ tag: 77 }, peerData());
    assert.equal(packet?.chunks, [{ type: 'ABORT', isTagReflected: true, causes: [] }]);
    assert.equal([packet?.verificationTag, packet?.sourcePort, packet?.destinationPort], [77, localPort, peerPort]);
  });

  test('are counted', () => {
    const listening = new Listening();
    listening.receive({ tag: 77 }, peerData());
    assert.equal([listening.endpoint.statistics().outOfBlues, listening.endpoint.statistics().inSctpPacks], [1, 1]);
    assert.is(listening.endpoint.statistics().outSctpPacks, 1);
  });

  test('are not answered where there is nothing to say', () => {
    assert.equal(new Listening().receive({ tag: 77 }, { type: 'COOKIE ACK' }), []);
  });

  test('are not answered where the user wants silence', () => {
    assert.equal(new Listening({ outOfTheBlue: 'discard' }).receive({ tag: 77 }, peerData()), []);
  });

  test('are not answered when they are to a group', () => {
    assert.equal(new Listening().receive({ tag: 77, to: address('224.0.0.1') }, peerData()), []);
  });

  test('are what SHUTDOWN ACK is while an association is set up (§8.5.1 E)', () => {
    const driven = HandDriven.in('COOKIE-WAIT');
    const [packet] = driven.answerWith({ tag: 55 }, shutdownAck);
    assert.equal(packet?.chunks, [{ type: 'SHUTDOWN COMPLETE', isTagReflected: true }]);
    assert.is(packet?.verificationTag, 55);
  });
});

describe('Endpoint: tags of an association (§8.5)', (test) => {
  test('a packet with another tag is discarded', () => {
    const driven = HandDriven.in('ESTABLISHED');
    assert.equal(driven.answerWith({ tag: 99 }, peerData()), []);
    assert.is(driven.endpoint.statistics().tagErrors, 1);
  });

  for (const type of ['ABORT', 'SHUTDOWN COMPLETE'] as const) {
    test(`${type} without the T bit is taken under our tag alone (§8.5.1)`, () => {
      const chunk: Chunk =
        type === 'ABORT' ? { type, isTagReflected: false, causes: [] } : { type, isTagReflected: false };
      const driven = HandDriven.in('SHUTDOWN-ACK-SENT');
      driven.answerWith({ tag: peerTag }, chunk);
      assert.is(driven.association.state, 'SHUTDOWN-ACK-SENT');
      driven.answerWith({ tag: 100 }, chunk);
      assert.is(driven.association.state, 'CLOSED');
    });

    test(`${type} with the T bit is taken under the tag of the peer alone`, () => {
      const chunk: Chunk =
        type === 'ABORT' ? { type, isTagReflected: true, causes: [] } : { type, isTagReflected: true };
      const driven = HandDriven.in('SHUTDOWN-ACK-SENT');
      driven.answerWith({ tag: 100 }, chunk);
      assert.is(driven.association.state, 'SHUTDOWN-ACK-SENT');
      driven.answerWith({ tag: peerTag }, chunk);
      assert.is(driven.association.state, 'CLOSED');
    });
  }

  test('ABORT with the T bit and tag 0 is not taken while the peer has none', () => {
    const driven = HandDriven.in('COOKIE-WAIT');
    driven.answerWith({ tag: 0 }, { type: 'ABORT', isTagReflected: true, causes: [] });
    assert.is(driven.association.state, 'COOKIE-WAIT');
  });
});

describe('Endpoint: several associations', (test) => {
  function twoCalls() {
    const endpoint = new Endpoint(endpointOptions());
    const first = endpoint.connect(peerPort, [peerAddress], undefined, 0);
    const second = endpoint.connect(peerPort, [otherPeerAddress], localAddress, 500);
    return { endpoint, first, second };
  }

  test('each has its tag, and its packets go to its peer', () => {
    const { endpoint, first, second } = twoCalls();
    assert.not.equal(first.localTag, second.localTag);
    assert.equal(
      drain(endpoint, 500).map(({ to, from }) => [to, from]),
      [
        [peerAddress, undefined],
        [otherPeerAddress, localAddress],
      ],
    );
  });

  test('each has its deadline, of which the endpoint tells the earliest', () => {
    const { endpoint } = twoCalls();
    drain(endpoint, 500);
    assert.is(endpoint.nextTimeout(), 1000);
    endpoint.handleTimeout(1000);
    assert.equal(
      drain(endpoint, 1000).map(({ to }) => to),
      [peerAddress],
    );
    assert.is(endpoint.nextTimeout(), 1500);
  });

  test('events tell of which association they are', () => {
    const { endpoint, first, second } = twoCalls();
    second.abort('', 500);
    first.abort('', 500);
    drain(endpoint, 500);
    assert.equal(
      drainEvents(endpoint).map((event) => event.association),
      [second, first].sort((one, other) => one.localTag - other.localTag),
    );
  });

  test('one that has closed is forgotten', () => {
    const { endpoint, first, second } = twoCalls();
    first.abort('', 500);
    drain(endpoint, 500);
    assert.equal([endpoint.associationCount, [...endpoint.associations]], [1, [second]]);
  });

  test('its peer can call again then', () => {
    const listening = new Listening();
    const { association } = listening.accept();
    association.abort('', 0);
    drain(listening.endpoint, 0);
    assert.is(listening.accept().association.state, 'ESTABLISHED');
  });
});

describe('Endpoint: calling', (test) => {
  test('needs an address', () => {
    const endpoint = new Endpoint(endpointOptions());
    // `as`: a caller without types.
    const none = [] as unknown as [typeof peerAddress];
    assert.throws(() => endpoint.connect(peerPort, none, undefined, 0), TypeError);
  });

  test('a peer that there is an association with already is refused', () => {
    const endpoint = new Endpoint(endpointOptions());
    endpoint.connect(peerPort, [peerAddress], undefined, 0);
    assert.throws(
      () => endpoint.connect(peerPort, [otherPeerAddress, peerAddress], undefined, 0),
      (error: unknown) => error instanceof SctpError && error.code === 'ERR_SCTP_CONNECT_FAILED',
    );
    assert.is(endpoint.connect(peerPort + 1, [peerAddress], undefined, 0).state, 'COOKIE-WAIT');
  });

  test('tells the addresses that it is to tell', () => {
    const endpoint = new Endpoint(endpointOptions({}, { advertisedAddresses: ['192.0.2.1', '2001:db8::1'] }));
    endpoint.connect(peerPort, [peerAddress], undefined, 0);
    const [chunk] = drain(endpoint, 0)[0]?.chunks ?? [];
    assert.equal(chunk?.type === 'INIT' && chunk.parameters, [
      { type: 'IPv4 Address', ip: '192.0.2.1' },
      { type: 'IPv6 Address', ip: '2001:db8::1' },
      { type: 'Supported Extensions', chunkTypes: [130, 192] },
      { type: 'Forward-TSN-Supported' },
    ]);
  });

  test('takes the MTU of the path from the options before that of the interface', () => {
    const mtuOf = (options: { pathMtu?: number }) => {
      const endpoint = new Endpoint(endpointOptions(options, { mtuTo: () => 9000 }));
      return endpoint.connect(peerPort, [peerAddress], undefined, 0).primaryPath.pmtu;
    };
    assert.equal([mtuOf({}), mtuOf({ pathMtu: 1400 })], [9000, 1400]);
  });

  test('is for its port', () => {
    assert.is(new Listening().endpoint.port, localPort);
    assert.equal(typesOf(drain(new HandDriven().endpoint, 0)), ['INIT']);
  });
});
