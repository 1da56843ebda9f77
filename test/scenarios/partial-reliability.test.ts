import * as assert from 'uvu/assert';
import type { Chunk } from '../../lib/src/codec/index.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { acquainted, type EstablishedScenario, established, forge, scenario } from './scenario.ts';

const isSupported = ({ parameters }: Extract<Chunk, { type: 'INIT' | 'INIT ACK' }>): boolean =>
  parameters.some(({ type }) => type === 'Forward-TSN-Supported');

/** Whether A and Z take it that both support FORWARD TSN. */
function agreed({ atA, atZ }: EstablishedScenario): [boolean, boolean] {
  return [atA.core.status.partialReliability, atZ.core.status.partialReliability];
}

describe('Forward-TSN-Supported (RFC 3758 §3.3)', (test) => {
  test('is in INIT and in INIT ACK', () => {
    const { a, z, ladder } = scenario();
    a.connect(z);
    assert.ok(isSupported(ladder.deliver('A -> INIT').chunk('INIT')));
    assert.ok(isSupported(ladder.deliver('Z -> INIT ACK').chunk('INIT ACK')));
  });

  test('both know that the other one supports it', () => {
    assert.equal(agreed(established()), [true, true]);
  });

  test('it is not in the answer to an INIT without it, after which FORWARD TSN is as unknown', () => {
    const scene = established();
    restartWithout(scene);
    assert.is(scene.atZ.core.status.partialReliability, false);
    const [next] = scene.atZ.messages.slice(-1);
    forge(scene, [{ type: 'FORWARD-TSN', newCumulativeTsn: 1000, skipped: [] }]);
    scene.ladder.deliver('Z -> COOKIE ACK').deliver('Z -> ERROR').quiet();
    assert.is(scene.ladder.chunk('ERROR').causes[0]?.type, 'Unrecognized Chunk Type');
    assert.is(scene.atZ.messages.at(-1), next);
  });

  test('two INITs that cross agree on it, too', () => {
    const { a, z, ladder } = scenario();
    const ends = [a.connect(z), z.connect(a)];
    ladder.deliverAll();
    assert.equal(
      ends.map(({ core }) => core.status.partialReliability),
      [true, true],
    );
  });
});

/** The peer of Z begins anew, as one that does not support FORWARD TSN. */
function restartWithout(scene: EstablishedScenario): void {
  const streams = { numberOfOutboundStreams: 3, numberOfInboundStreams: 5, parameters: [] };
  const init = { type: 'INIT', initiateTag: 1, advertisedReceiverWindowCredit: 9999, initialTsn: 1000 } as const;
  forge(scene, [{ ...init, ...streams }], 0);
  const initAck = scene.ladder.lose('Z -> INIT ACK').chunk('INIT ACK');
  assert.not(isSupported(initAck));
  const [parameter] = initAck.parameters;
  assert.ok(parameter?.type === 'State Cookie');
  forge(scene, [{ type: 'COOKIE ECHO', cookie: parameter.cookie }], initAck.initiateTag);
}

describe('FORWARD TSN that comes (RFC 3758 §3.6)', (test) => {
  test('lets messages through that waited, and is acknowledged', () => {
    const scene = acquainted();
    const next = scene.initialTsn + 1;
    forge(scene, [dataChunk({ tsn: next + 1, ssn: 2 })]);
    scene.ladder.lose('Z -> SACK').quiet();
    assert.is(scene.atZ.messages.length, 1);
    forge(scene, [{ type: 'FORWARD-TSN', newCumulativeTsn: next, skipped: [{ streamId: 0, ssn: 1 }] }]);
    assert.equal(
      scene.atZ.messages.map(({ ssn }) => ssn),
      [0, 2],
    );
    scene.network.advanceBy(200);
    scene.ladder.lose('Z -> SACK').quiet();
    assert.is(scene.ladder.chunk('SACK').cumulativeTsnAck, next + 1);
  });

  test('is acknowledged at once when it is out of date, as the last SACK may have been lost', () => {
    const scene = acquainted();
    forge(scene, [{ type: 'FORWARD-TSN', newCumulativeTsn: scene.initialTsn, skipped: [] }]);
    scene.ladder.lose('Z -> SACK').quiet();
    assert.is(scene.ladder.chunk('SACK').cumulativeTsnAck, scene.initialTsn);
  });
});
