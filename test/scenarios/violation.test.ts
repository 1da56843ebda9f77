import * as assert from 'uvu/assert';
import { type Chunk, encodeChunk } from '../../lib/src/codec/index.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { type EstablishedScenario, established, forge, scenario } from './scenario.ts';

/** Sends Z a chunk of an unknown type, with a DATA chunk behind it. */
function forgeUnknown(scene: EstablishedScenario, chunkType: number): Chunk {
  const chunk = { type: 'unknown', chunkType, flags: 0, value: Uint8Array.of(1, 2, 3, 4) } as const;
  forge(scene, [chunk, dataChunk({ tsn: scene.initialTsn })]);
  return chunk;
}

describe('chunks of unknown type', (test) => {
  test('00: the rest of the packet is discarded in silence', () => {
    const scene = established();
    forgeUnknown(scene, 0b00_111100);
    scene.ladder.quiet();
    assert.is(scene.atZ.messages.length, 0);
  });

  test('01: the rest of the packet is discarded, and the type is reported', () => {
    const scene = established();
    const unknown = forgeUnknown(scene, 0b01_111100);
    scene.ladder.deliver('Z -> ERROR').quiet();
    assert.equal(scene.ladder.chunk('ERROR').causes, [
      { type: 'Unrecognized Chunk Type', chunk: encodeChunk(unknown) },
    ]);
    assert.is(scene.atA.events.at(-1)?.type, 'peerError');
    assert.is(scene.atZ.messages.length, 0);
  });

  test('10: the chunk is passed over in silence', () => {
    const scene = established();
    forgeUnknown(scene, 0b10_111100);
    scene.ladder.lose('Z -> SACK').quiet();
    assert.is(scene.atZ.messages.length, 1);
  });

  test('11: the chunk is passed over, and the type is reported', () => {
    const scene = established();
    forgeUnknown(scene, 0b11_111100);
    scene.ladder.lose('Z -> ERROR, SACK').quiet();
    assert.is(scene.atZ.messages.length, 1);
  });
});

describe('chunks of extensions that were not agreed on', (test) => {
  test('are treated as unknown ones', () => {
    const scene = established();
    forge(scene, [{ type: 'I-FORWARD-TSN', newCumulativeTsn: scene.initialTsn, skipped: [] }]);
    scene.ladder.deliver('Z -> ERROR').quiet();
    assert.is(scene.ladder.chunk('ERROR').causes[0]?.type, 'Unrecognized Chunk Type');
  });
});

describe('DATA that breaks the rules', (test) => {
  test('without user data it is answered with ABORT', () => {
    const scene = established();
    forge(scene, [dataChunk({ tsn: scene.initialTsn, userData: new Uint8Array(0) })]);
    scene.ladder.deliver('Z -> ABORT').quiet();
    assert.equal(scene.ladder.chunk('ABORT').causes, [{ type: 'No User Data', tsn: scene.initialTsn }]);
    assert.is(scene.atZ.error?.code, 'ERR_SCTP_PROTOCOL_VIOLATION');
  });

  test('on a stream that was not agreed on it is reported and acknowledged, and its message is dropped', () => {
    const scene = established({ z: { inboundStreams: 10 } });
    forge(scene, [dataChunk({ tsn: scene.initialTsn, streamId: 10 })]);
    scene.ladder.lose('Z -> ERROR, SACK').quiet();
    assert.equal(scene.ladder.packet.chunks[0], {
      type: 'ERROR',
      causes: [{ type: 'Invalid Stream Identifier', streamId: 10 }],
    });
    assert.is(scene.atZ.messages.length, 0);
    assert.is(scene.atZ.state, 'ESTABLISHED');
  });

  test('a message that begins amid another one is answered with ABORT', () => {
    const scene = established();
    forge(scene, [
      dataChunk({ tsn: scene.initialTsn, ending: false }),
      dataChunk({ tsn: (scene.initialTsn + 1) >>> 0, ssn: 1 }),
    ]);
    scene.ladder.deliver('Z -> ABORT').quiet();
    assert.is(scene.ladder.chunk('ABORT').causes[0]?.type, 'Protocol Violation');
  });

  test('a message larger than maxMessageSize is answered with ABORT', () => {
    const { atA, atZ, ladder } = established({ z: { maxMessageSize: 2000 } });
    atA.send(new Uint8Array(5000));
    ladder.deliver('A -> DATA', 'Z -> SACK', 'A -> DATA', 'Z -> ABORT');
    assert.is(atZ.error?.code, 'ERR_SCTP_MESSAGE_TOO_LARGE');
  });
});

describe('SACK that breaks the rules', (test) => {
  const sack = { type: 'SACK', advertisedReceiverWindowCredit: 10_000, gapAckBlocks: [], duplicateTsns: [] } as const;

  test('of a TSN that was never sent it is answered with ABORT', () => {
    const scene = established();
    const { ladder } = scene;
    scene.atZ.send('one');
    const [tsn = 0] = ladder.lose('Z -> DATA').tsns;
    forge(scene, [{ ...sack, cumulativeTsnAck: (tsn + 1) >>> 0 }]);
    ladder.deliver('Z -> ABORT').quiet();
    assert.is(scene.atZ.error?.code, 'ERR_SCTP_PROTOCOL_VIOLATION');
  });

  test('of less than was acknowledged before it is ignored', () => {
    const scene = established();
    const { atZ, ladder } = scene;
    atZ.send('one');
    const [tsn = 0] = ladder.deliver('Z -> DATA').tsns;
    ladder.deliver('A -> SACK');
    forge(scene, [{ ...sack, cumulativeTsnAck: (tsn - 1) >>> 0, advertisedReceiverWindowCredit: 0 }]);
    atZ.send('two');
    ladder.deliver('Z -> DATA');
  });
});

describe('packets that belong to nobody', (test) => {
  test('with another verification tag they are discarded in silence', () => {
    const scene = established();
    forge(scene, [dataChunk({ tsn: scene.initialTsn })], (scene.atZ.core.localTag ^ 1) >>> 0);
    forge(scene, [dataChunk({ tsn: scene.initialTsn })], 0);
    scene.ladder.quiet();
    assert.is(scene.atZ.messages.length, 0);
    assert.is(scene.z.statistics().tagErrors, 2);
  });

  test('with a wrong checksum they are discarded in silence', () => {
    const { a, z, ladder, network } = scenario();
    a.connect(z);
    const init = ladder.hold('A -> INIT');
    const bytes = Uint8Array.from(init.bytes, (byte, index) => (index === 8 ? byte ^ 1 : byte));
    network.deliver({ ...init, bytes });
    ladder.quiet();
    assert.is(z.statistics().checksumErrors, 1);
  });
});
