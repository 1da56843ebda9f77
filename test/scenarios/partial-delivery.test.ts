import * as assert from 'uvu/assert';
import type { DataChunk } from '../../lib/src/codec/index.ts';
import { type SimulatedAssociation, SimulatedNetwork } from '../../lib/src/simulation/index.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { acquainted, type EstablishedScenario, forge } from './scenario.ts';

const small = { receiveBuffer: 4096, partialDeliveryPoint: 2000, sackEveryPackets: 1 };

/** Z has read the first part of a message on stream 1, and A has more of it. */
function amid(): EstablishedScenario {
  const scene = acquainted({ z: small });
  scene.atA.send(new Uint8Array(50_000), { stream: 1, ppid: 7 });
  scene.ladder.deliver('A -> DATA', 'Z -> SACK', 'A -> DATA', 'Z -> SACK');
  assert.equal(outcomes(scene.atZ), ['partial']);
  return scene;
}

/** What Z's user was given on stream 1. */
function outcomes({ messages }: SimulatedAssociation): string[] {
  return messages
    .filter(({ streamId }) => streamId === 1)
    .map(({ partial, aborted }) => (aborted ? 'aborted' : partial ? 'partial' : 'whole'));
}

describe('partial delivery', (test) => {
  test('64 MB go through a buffer of 64 kB at the pace of the reader', () => {
    const network = new SimulatedNetwork();
    const data = Buffer.alloc(64 * 2 ** 20, 'not even, so that what is displaced shows; ');
    const a = network.host({ addresses: ['192.0.2.1'], port: 5001, options: { maxMessageSize: data.length } });
    const options = { receiveBuffer: 65_536, partialDeliveryPoint: 16_384, maxMessageSize: 1 };
    const z = network.host({ addresses: ['192.0.2.2'], port: 5002, options });
    z.listen();
    const atA = a.connect(z);
    network.runUntil(() => z.state === 'ESTABLISHED');
    z.association?.pause();
    atA.send(data);
    let length = 0;
    for (let isPartial = true; isPartial; ) {
      network.advanceBy(1);
      const acknowledged = data.length - atA.core.bufferedAmount;
      assert.ok(acknowledged - length <= 2 * options.receiveBuffer, `${acknowledged - length} bytes are held`);
      const part = z.association?.read();
      if (part === undefined) continue;
      assert.ok(part.data.equals(data.subarray(length, length + part.data.length)));
      length += part.data.length;
      isPartial = part.partial;
    }
    assert.is(length, data.length);
    assert.ok(network.now < 10_000, `it took ${network.now} ms`);
  });

  test('messages of other streams come in between, others of its stream do not', () => {
    const scene = amid();
    const [next = 0] = scene.ladder.lose('A -> DATA').tsns;
    const data = (change: Partial<DataChunk>) => dataChunk({ streamId: 1, ssn: 1, ...change });
    const end = data({ tsn: next, ssn: 0, beginning: false, ending: true });
    forge(scene, [data({ tsn: next + 1 }), data({ tsn: next + 2, streamId: 2, ssn: 0 })]);
    assert.equal([outcomes(scene.atZ), scene.atZ.messages.at(-1)?.streamId], [['partial'], 2]);
    forge(scene, [end]);
    assert.equal(outcomes(scene.atZ), ['partial', 'whole', 'whole']);
  });

  test('an association that ends amid a message tells that it will not be completed', () => {
    const scene = amid();
    forge(scene, [{ type: 'ABORT', isTagReflected: false, causes: [] }]);
    scene.atZ.readAll();
    assert.equal(outcomes(scene.atZ), ['partial', 'aborted']);
    assert.is(scene.atZ.messages.at(-1)?.ppid, 7);
  });

  test('so does one that the peer shuts down amid a message', () => {
    const scene = amid();
    forge(scene, [{ type: 'SHUTDOWN', cumulativeTsnAck: (scene.initialTsn - 1) >>> 0 }]);
    forge(scene, [{ type: 'SHUTDOWN COMPLETE', isTagReflected: false }]);
    assert.is(scene.atZ.state, 'CLOSED');
    scene.atZ.readAll();
    assert.equal(outcomes(scene.atZ), ['partial', 'aborted']);
  });

  test('a peer that restarts amid a message does not complete it', () => {
    const scene = amid();
    restart(scene, 1000);
    assert.equal(outcomes(scene.atZ), ['partial', 'aborted']);
    assert.equal(
      scene.atZ.events.slice(-4, -1).map(({ type }) => type),
      ['readable', 'message', 'restart'],
    );
    forge(scene, [dataChunk({ tsn: 1000, streamId: 1 })]);
    assert.equal(outcomes(scene.atZ), ['partial', 'aborted', 'whole']);
  });
});

/** A begins anew, with this TSN. */
function restart(scene: EstablishedScenario, initialTsn: number): void {
  const streams = { numberOfOutboundStreams: 3, numberOfInboundStreams: 5, parameters: [] };
  forge(scene, [{ type: 'INIT', initiateTag: 1, advertisedReceiverWindowCredit: 9999, initialTsn, ...streams }], 0);
  const { initiateTag, parameters } = scene.ladder.lose('Z -> INIT ACK').chunk('INIT ACK');
  const [parameter] = parameters;
  assert.ok(parameter?.type === 'State Cookie');
  forge(scene, [{ type: 'COOKIE ECHO', cookie: parameter.cookie }], initiateTag);
}
