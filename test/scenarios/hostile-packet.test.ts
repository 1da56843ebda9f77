import * as assert from 'uvu/assert';
import type { Chunk } from '../../lib/src/codec/index.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { acquainted, established, forge } from './scenario.ts';

const unknown: Chunk = { type: 'unknown', chunkType: 0b11_111100, flags: 0, value: new Uint8Array(0) };
const abort = (isTagReflected: boolean): Chunk => ({ type: 'ABORT', isTagReflected, causes: [] });

describe('a hostile packet', (test) => {
  test('gets one packet of ERROR chunks at most, whatever it holds (§12.4)', () => {
    const scene = established();
    forge(scene, new Array<Chunk>(300).fill(unknown));
    // As many as fit into 1,480 bytes, of 12 bytes each, and leave room for a SHUTDOWN.
    scene.ladder.lose(`Z -> ${new Array(121).fill('ERROR').join(', ')}`).quiet();
  });

  test('is not answered when it contains an ABORT, not even with one (§9.1)', () => {
    const scene = established();
    forge(scene, [dataChunk({ tsn: scene.initialTsn, userData: new Uint8Array(0) }), abort(false)]);
    scene.ladder.quiet();
    assert.is(scene.atZ.state, 'CLOSED');
  });

  test('ends nothing by an ABORT behind a SHUTDOWN COMPLETE that has the tag of its sender', () => {
    const scene = established();
    forge(scene, [{ type: 'SHUTDOWN COMPLETE', isTagReflected: true }, abort(true)], scene.atA.core.localTag);
    assert.is(scene.atZ.state, 'ESTABLISHED');
  });

  test('ends nothing by an ABORT whose T bit does not go with its tag (§8.5.1 B)', () => {
    const scene = acquainted();
    forge(scene, [{ type: 'HEARTBEAT', heartbeatInfo: Uint8Array.of(1) }, abort(true)]);
    scene.ladder.lose('Z -> HEARTBEAT ACK');
    assert.is(scene.atZ.state, 'ESTABLISHED');
  });
});
