import * as assert from 'uvu/assert';
import { address } from '../../lib/src/address.ts';
import { decodePacket, encodePacket, type InitAckChunk } from '../../lib/src/codec/index.ts';
import type { SimulatedAssociation } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';
import type { Ladder } from './ladder.ts';
import { scenario } from './scenario.ts';

/** A sends INIT, and gets an INIT ACK that differs from what Z has answered. */
function withInitAck(change: (chunk: InitAckChunk) => Partial<InitAckChunk>): {
  readonly ladder: Ladder;
  readonly atA: SimulatedAssociation;
} {
  const { a, z, ladder, network } = scenario();
  const atA = a.connect(z);
  ladder.deliver('A -> INIT');
  const packet = ladder.hold('Z -> INIT ACK');
  const initAck = ladder.chunk('INIT ACK');
  const chunks = [{ ...initAck, ...change(initAck) }];
  network.deliver({ ...packet, bytes: encodePacket({ ...decodePacket(packet.bytes), chunks }) });
  return { ladder, atA };
}

function unknownParameter(parameterType: number) {
  return { type: 'unknown', parameterType, value: Uint8Array.of(1, 2, 3, 4) } as const;
}

describe('INIT ACK', (test) => {
  test('without a state cookie is answered with ABORT', () => {
    const { ladder, atA } = withInitAck(() => ({ parameters: [] }));
    ladder.deliver('A -> ABORT').quiet();
    assert.equal(ladder.chunk('ABORT').causes, [{ type: 'Missing Mandatory Parameter', parameterTypes: [7] }]);
    assert.is(atA.error?.code, 'ERR_SCTP_CONNECT_FAILED');
  });

  test('without streams ends the attempt with ABORT', () => {
    for (const wrong of [{ numberOfOutboundStreams: 0 }, { numberOfInboundStreams: 0 }]) {
      const { ladder, atA } = withInitAck(() => wrong);
      ladder.deliver('A -> ABORT').quiet();
      assert.equal(ladder.chunk('ABORT').causes, [{ type: 'Invalid Mandatory Parameter' }]);
      assert.is(atA.error?.code, 'ERR_SCTP_CONNECT_FAILED');
    }
  });

  test('with too small a window is answered with ABORT, and else discarded (§3.3.3)', () => {
    const { ladder, atA } = withInitAck(() => ({ advertisedReceiverWindowCredit: 1499 }));
    ladder.deliver('A -> ABORT');
    assert.equal(ladder.chunk('ABORT').causes, [{ type: 'Invalid Mandatory Parameter' }]);
    assert.is(atA.state, 'COOKIE-WAIT');
    assert.is(atA.error, undefined);
  });

  test('without an Initiate Tag ends the attempt', () => {
    const { ladder, atA } = withInitAck(() => ({ initiateTag: 0 }));
    ladder.deliver('A -> ABORT').quiet();
    assert.is(ladder.chunk('ABORT').isTagReflected, true);
    assert.is(atA.error?.code, 'ERR_SCTP_CONNECT_FAILED');
  });

  test('unknown parameters are reported along with COOKIE ECHO, as their high bits say', () => {
    const added = [unknownParameter(0x8abc), unknownParameter(0xcabc)];
    const { ladder, atA } = withInitAck(({ parameters }) => ({ parameters: [...parameters, ...added] }));
    ladder.deliver('A -> COOKIE ECHO, ERROR', 'Z -> COOKIE ACK');
    assert.is(atA.state, 'ESTABLISHED');
  });

  test('what stands behind an unknown parameter that stops the walk is not read', () => {
    const { ladder, atA } = withInitAck(({ parameters }) => ({
      parameters: [unknownParameter(0x4abc), ...parameters],
    }));
    ladder.deliver('A -> ABORT').quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_CONNECT_FAILED');
  });

  test('may come from an address that was not called, when it lists the one that was', () => {
    const { a, ladder, network } = scenario({ isMultiHomed: true });
    a.connect({ addresses: ['192.0.2.2'], port: 5002 });
    ladder.deliver('A -> INIT');
    network.deliver({ ...ladder.hold('Z -> INIT ACK'), from: address('198.51.100.2') });
    ladder.deliver('A -> COOKIE ECHO');
    assert.is(ladder.destination, '192.0.2.2');
    ladder.deliver('Z -> COOKIE ACK');
    assert.is(a.state, 'ESTABLISHED');
  });

  test('from a stranger that lists none of the addresses that were called is out of the blue (§8.4)', () => {
    const { a, z, ladder, network } = scenario();
    a.connect(z);
    ladder.deliver('A -> INIT');
    network.deliver({ ...ladder.hold('Z -> INIT ACK'), from: address('198.51.100.2') });
    ladder.deliver('A -> ABORT').quiet();
    assert.is(ladder.destination, '198.51.100.2');
    assert.is(a.state, 'COOKIE-WAIT');
  });
});
