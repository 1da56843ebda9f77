import * as assert from 'uvu/assert';
import { type Chunk, encodePacket } from '../../lib/src/codec/index.ts';
import type { Options } from '../../lib/src/core.ts';
import { SeededRandom } from '../../lib/src/simulation/index.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { type Scenario, scenario } from './scenario.ts';

const tag = 0x01020304;
const abort: Chunk = { type: 'ABORT', isTagReflected: false, causes: [] };
const shutdownAck: Chunk = { type: 'SHUTDOWN ACK' };
const init: Chunk = {
  type: 'INIT',
  initiateTag: 7,
  advertisedReceiverWindowCredit: 65_536,
  numberOfOutboundStreams: 1,
  numberOfInboundStreams: 1,
  initialTsn: 1,
  parameters: [],
};

/** Z, which knows no association, gets the chunks in a packet of A. */
function outOfTheBlue(chunks: readonly Chunk[], options: Partial<Options> = {}, verificationTag = tag): Scenario {
  const scene = scenario({ z: options });
  const { a, z, network } = scene;
  const bytes = encodePacket({ sourcePort: a.port, destinationPort: z.port, verificationTag, chunks });
  const [from] = a.addresses;
  const [to] = z.addresses;
  assert.ok(from && to);
  network.deliver({ bytes, from, to });
  return scene;
}

describe('out of the blue', (test) => {
  test('DATA is answered with ABORT, its tag reflected', () => {
    const { ladder } = outOfTheBlue([dataChunk({ tsn: 1 })]);
    ladder.deliver('Z -> ABORT').quiet();
    assert.is(ladder.packet.verificationTag, tag);
    assert.is(ladder.chunk('ABORT').isTagReflected, true);
  });

  test('SHUTDOWN ACK is answered with SHUTDOWN COMPLETE, its tag reflected', () => {
    const { ladder } = outOfTheBlue([shutdownAck]);
    ladder.deliver('Z -> SHUTDOWN COMPLETE').quiet();
    assert.is(ladder.packet.verificationTag, tag);
    assert.is(ladder.chunk('SHUTDOWN COMPLETE').isTagReflected, true);
  });

  const unanswered: readonly (readonly Chunk[])[] = [
    [abort],
    [dataChunk({ tsn: 1 }), abort],
    [shutdownAck, abort],
    [{ type: 'SHUTDOWN COMPLETE', isTagReflected: false }],
    [{ type: 'COOKIE ACK' }],
    [{ type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 1 }] }],
    [{ type: 'COOKIE ECHO', cookie: new SeededRandom(1).bytes(100) }],
  ];
  for (const chunks of unanswered) {
    test(`${chunks.map(({ type }) => type).join(' with ')} is not answered`, () => {
      outOfTheBlue(chunks).ladder.quiet();
    });
  }

  test('ERROR with another cause than a stale cookie is answered with ABORT', () => {
    outOfTheBlue([{ type: 'ERROR', causes: [{ type: 'Out of Resource' }] }]).ladder.deliver('Z -> ABORT');
  });

  test('nothing is answered where the policy says so', () => {
    for (const chunk of [dataChunk({ tsn: 1 }), shutdownAck])
      outOfTheBlue([chunk], { outOfTheBlue: 'discard' }).ladder.quiet();
  });
});

describe('INIT out of the blue', (test) => {
  test('it is answered with INIT ACK, whose tag is the Initiate Tag', () => {
    const { ladder } = outOfTheBlue([init], {}, 0);
    ladder.deliver('Z -> INIT ACK');
    assert.is(ladder.packet.verificationTag, 7);
  });

  test('with a tag of its own, without an Initiate Tag, or with other chunks it is discarded', () => {
    outOfTheBlue([init], {}, tag).ladder.quiet();
    outOfTheBlue([{ ...init, initiateTag: 0 }], {}, 0).ladder.quiet();
    outOfTheBlue([init, dataChunk({ tsn: 1 })], {}, 0).ladder.quiet();
  });

  test('without streams, or with too small a window, it is answered with ABORT', () => {
    for (const wrong of [
      { numberOfOutboundStreams: 0 },
      { numberOfInboundStreams: 0 },
      { advertisedReceiverWindowCredit: 1499 },
    ]) {
      const { ladder } = outOfTheBlue([{ ...init, ...wrong }], {}, 0);
      ladder.deliver('Z -> ABORT');
      assert.is(ladder.packet.verificationTag, 7);
      assert.is(ladder.chunk('ABORT').isTagReflected, false);
    }
  });

  test('unknown parameters are passed over and reported as their high bits say', () => {
    const value = Uint8Array.of(1, 2, 3, 4);
    const parameters = [0x8abc, 0xcabc, 0x4abc, 0xcabd].map((parameterType) => ({
      type: 'unknown' as const,
      parameterType,
      value,
    }));
    const { ladder } = outOfTheBlue([{ ...init, parameters }], {}, 0);
    ladder.deliver('Z -> INIT ACK');
    const reported = ladder
      .chunk('INIT ACK')
      .parameters.flatMap((parameter) => (parameter.type === 'Unrecognized Parameter' ? parameter.parameter : []));
    assert.equal(
      reported.map((parameter) => Buffer.from(parameter).readUInt16BE()),
      [0xcabc, 0x4abc],
    );
  });
});
