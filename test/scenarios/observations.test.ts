import * as assert from 'uvu/assert';
import { addressParameters } from '../../lib/src/association/init.ts';
import type { Observation, ObservationTopic } from '../../lib/src/association/observation.ts';
import { describe } from '../helpers/describe.ts';
import { HandDriven, initAck, otherPeerAddress, peerAddress } from '../unit/endpoint/hand-driven.ts';

const topics: readonly ObservationTopic[] = ['state', 'retransmission', 'pathState', 'pathInUse', 'primaryPath'];

/** An association with two addresses of the peer, established and observed. */
class Observed {
  readonly driven: HandDriven;
  readonly wanted = new Set(topics);

  constructor() {
    const options = { pathMaxRetransmissions: 0, heartbeatInterval: 0 };
    const observes = (topic: ObservationTopic) => this.wanted.has(topic);
    this.driven = new HandDriven(options, [peerAddress, otherPeerAddress], { observes });
    this.driven.sent();
  }

  establish(): this {
    const cookie = { type: 'State Cookie', cookie: Buffer.from('cookie') } as const;
    this.driven.answer(initAck({ parameters: [cookie, ...addressParameters([second])] }));
    this.driven.answer({ type: 'COOKIE ACK' });
    return this;
  }

  /** What was observed since this was asked last. */
  observations(): Observation[] {
    return this.driven.events().flatMap((event) => (event.type === 'observation' ? [event.observation] : []));
  }
}

const [first, second] = [peerAddress.ip, otherPeerAddress.ip];

describe('observations of an association', (test) => {
  test('tell its states, and what is sent again as T1 expires', () => {
    const observed = new Observed();
    observed.driven.timeOut();
    observed.establish();
    assert.equal(observed.observations(), [
      { topic: 'state', from: 'CLOSED', to: 'COOKIE-WAIT', error: undefined },
      { topic: 'retransmission', chunk: 'INIT', cause: 'TIMEOUT', address: second, rto: 1000 },
      { topic: 'state', from: 'COOKIE-WAIT', to: 'COOKIE-ECHOED', error: undefined },
      { topic: 'state', from: 'COOKIE-ECHOED', to: 'ESTABLISHED', error: undefined },
    ]);
  });

  test('tell a path failure with where data goes then, and the failback', () => {
    const scene = new Observed().establish();
    scene.observations();
    scene.driven.send('lost');
    scene.driven.sent();
    scene.driven.timeOut();
    assert.equal(scene.observations(), [
      { topic: 'retransmission', chunk: 'DATA', cause: 'TIMEOUT', address: first, rto: 2000 },
      { topic: 'pathState', address: first, from: 'ACTIVE', to: 'INACTIVE', errorCount: 1 },
      { topic: 'pathInUse', from: first, to: second },
    ]);
    scene.driven.association.requestHeartbeat(first, scene.driven.now);
    const [packet] = scene.driven.sent();
    const [heartbeat] = packet?.chunks ?? [];
    assert.ok(heartbeat?.type === 'HEARTBEAT');
    scene.driven.answer({ ...heartbeat, type: 'HEARTBEAT ACK' });
    assert.equal(scene.observations(), [
      { topic: 'pathState', address: first, from: 'INACTIVE', to: 'ACTIVE', errorCount: 0 },
      { topic: 'pathInUse', from: second, to: first },
    ]);
  });

  test('tell another primary path, and the error of the end', () => {
    const scene = new Observed().establish();
    scene.observations();
    scene.driven.association.setPrimary(second, 0);
    scene.driven.association.abort('enough', 0);
    const [primary, inUse, end] = scene.observations();
    assert.equal(
      [primary, inUse],
      [
        { topic: 'primaryPath', from: first, to: second },
        { topic: 'pathInUse', from: first, to: second },
      ],
    );
    assert.is(end?.topic === 'state' && end.error?.code, 'ERR_SCTP_ABORTED');
  });

  test('tell DATA that SACKs show to be lost', () => {
    const scene = new Observed().establish();
    for (let i = 0; i < 5; i += 1) scene.driven.send('x'.repeat(1400));
    scene.driven.sent();
    scene.observations();
    const fields = { cumulativeTsnAck: 100, advertisedReceiverWindowCredit: 100_000, duplicateTsns: [] };
    for (const end of [2, 3, 4]) scene.driven.answer({ type: 'SACK', ...fields, gapAckBlocks: [{ start: 2, end }] });
    const [lost] = scene.observations();
    assert.ok(lost?.topic === 'retransmission');
    assert.equal([lost.chunk, lost.cause, lost.address], ['DATA', 'SACK', first]);
  });

  test('are not made of topics that nobody wants, and are from when somebody does', () => {
    const scene = new Observed();
    scene.wanted.clear();
    scene.establish();
    scene.driven.events();
    scene.driven.association.setPrimary(second, 0);
    assert.equal(scene.observations(), []);
    scene.wanted.add('state');
    scene.driven.association.abort('', 0);
    assert.equal(
      scene.observations().map(({ topic }) => topic),
      ['state'],
    );
  });
});
