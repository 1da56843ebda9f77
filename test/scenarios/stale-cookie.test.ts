import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { type Scenario, type ScenarioOptions, scenario } from './scenario.ts';

/** Z's cookies live for a second, and A's timers are slower than that. */
function slowPath({ a = {}, z = {} }: ScenarioOptions = {}): Scenario {
  return scenario({ a: { rtoInitial: 4000, rtoMin: 4000, ...a }, z: { validCookieLife: 1000, ...z } });
}

/** A's COOKIE ECHO takes `delay` ms to arrive, and is too late. */
function comesLate({ network, ladder }: Scenario, delay: number): void {
  ladder.deliver('A -> INIT', 'Z -> INIT ACK');
  const echo = ladder.hold('A -> COOKIE ECHO');
  network.advanceBy(delay);
  network.deliver(echo);
  ladder.deliver('Z -> ERROR');
}

/** By how much A asks that the life of the cookie be longer, in ms. */
function extension({ ladder }: Scenario): number | undefined {
  const parameters = ladder.hold('A -> INIT') && ladder.chunk('INIT').parameters;
  const asked = parameters.filter((parameter) => parameter.type === 'Cookie Preservative');
  assert.is(asked.length, 1);
  return asked[0]?.suggestedLifeSpanIncrement;
}

describe('a stale cookie (§5.1.5, §5.2.6)', (test) => {
  test('is answered with ERROR, which says by how much, and leaves nothing behind', () => {
    const scene = slowPath();
    scene.a.connect(scene.z);
    comesLate(scene, 1005);
    assert.equal(scene.ladder.chunk('ERROR').causes, [{ type: 'Stale Cookie', staleness: 5000 }]);
    assert.is(scene.z.associations.length, 0);
  });

  test('makes the caller ask for a longer life: by the round trip, and by how stale it was', () => {
    const scene = slowPath();
    scene.a.connect(scene.z);
    comesLate(scene, 1500);
    assert.is(extension(scene), 1500 + 500);
  });

  test('no more than a second is asked for beyond the round trip', () => {
    const scene = slowPath();
    scene.a.connect(scene.z);
    comesLate(scene, 3500);
    assert.is(extension(scene), 3500 + 1000);
  });

  test('where COOKIE ECHO went twice, the RTO stands for the round trip', () => {
    const scene = slowPath();
    scene.a.connect(scene.z);
    scene.ladder.deliver('A -> INIT', 'Z -> INIT ACK').lose('A -> COOKIE ECHO');
    scene.network.advanceBy(4000);
    scene.ladder.deliver('A -> COOKIE ECHO', 'Z -> ERROR');
    assert.is(extension(scene), 8000 + 1000);
  });

  test('the second cookie lives as long as was asked for, and what was sent meanwhile arrives', () => {
    const scene = slowPath();
    const { ladder, network, z } = scene;
    const atA = scene.a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK');
    atA.send('early');
    const late = ladder.hold('A -> COOKIE ECHO');
    network.advanceBy(1500);
    network.deliver(late);
    ladder.deliver('Z -> ERROR', 'A -> INIT', 'Z -> INIT ACK');
    const echo = ladder.hold('A -> COOKIE ECHO');
    network.advanceBy(1900);
    network.deliver(echo);
    ladder.deliver('Z -> COOKIE ACK', 'A -> DATA', 'Z -> SACK').quiet();
    assert.equal(
      z.association?.messages.map(({ data }) => data.toString()),
      ['early'],
    );
    assert.equal([atA.state, atA.core.bufferedAmount], ['ESTABLISHED', 0]);
  });

  test('again and again is given up after as many INITs as may be sent', () => {
    const scene = slowPath({ a: { maxInitRetransmissions: 2 } });
    const atA = scene.a.connect(scene.z);
    scene.network.settle();
    for (let i = 0; i < 3; i += 1) comesLate(scene, 3000);
    scene.ladder.quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_CONNECT_FAILED');
    assert.match(atA.error?.message ?? '', /too old; INIT was sent 3 times/);
    assert.is(scene.a.nextTimeout(), undefined);
  });

  test('that is given up reports what was sent', () => {
    const scene = slowPath({ a: { maxInitRetransmissions: 1 } });
    const atA = scene.a.connect(scene.z);
    scene.ladder.deliver('A -> INIT', 'Z -> INIT ACK');
    const id = atA.send('lost');
    const echo = scene.ladder.hold('A -> COOKIE ECHO');
    scene.network.advanceBy(1500);
    scene.network.deliver(echo);
    scene.ladder.deliver('Z -> ERROR');
    comesLate(scene, 3000);
    const failed = atA.events.flatMap((event) => (event.type === 'sendFailed' ? [event.message.id] : []));
    assert.equal([failed, atA.state], [[id], 'CLOSED']);
  });

  test('the new INIT is retransmitted like any other', () => {
    const scene = slowPath();
    scene.a.connect(scene.z);
    comesLate(scene, 1500);
    scene.ladder.lose('A -> INIT');
    scene.network.advanceBy(4000);
    scene.ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    assert.is(scene.a.state, 'ESTABLISHED');
  });
});
