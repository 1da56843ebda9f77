import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { scenario } from './scenario.ts';

describe('simultaneous open (§5.2.1, §5.2.4)', (test) => {
  test('two INITs that cross make one association', () => {
    const { a, z, ladder, network } = scenario();
    const atA = a.connect(z);
    const atZ = z.connect(a);
    const [fromA, fromZ] = [ladder.hold('A -> INIT'), ladder.hold('Z -> INIT')];
    network.deliver(fromA);
    network.deliver(fromZ);
    ladder.deliver('A -> INIT ACK', 'Z -> INIT ACK', 'Z -> COOKIE ECHO', 'A -> COOKIE ECHO', 'A -> COOKIE ACK');
    ladder.deliverAll();
    assert.equal([atA.state, atZ.state], ['ESTABLISHED', 'ESTABLISHED']);
    assert.equal([a.associations.length, z.associations.length], [1, 1]);
    atA.send('to Z');
    atZ.send('to A');
    ladder.deliverAll();
    assert.equal([atA.messages.length, atZ.messages.length], [1, 1]);
  });

  test('an INIT that comes late, when ours was lost, makes one association, too (action B)', () => {
    const { a, z, ladder } = scenario();
    const atA = a.connect(z);
    ladder.lose('A -> INIT');
    const atZ = z.connect(a);
    ladder.deliver('Z -> INIT', 'A -> INIT ACK', 'Z -> COOKIE ECHO', 'A -> COOKIE ACK');
    assert.equal([atA.state, atZ.state], ['ESTABLISHED', 'ESTABLISHED']);
    atA.send('to Z');
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.is(atZ.messages.length, 1);
  });

  test('the INIT ACK in COOKIE-WAIT has the tag and TSN of our own INIT', () => {
    const { a, z, ladder } = scenario();
    a.connect(z);
    const own = ladder.lose('A -> INIT').chunk('INIT');
    z.connect(a);
    const answer = ladder.deliver('Z -> INIT', 'A -> INIT ACK').chunk('INIT ACK');
    assert.equal([answer.initiateTag, answer.initialTsn], [own.initiateTag, own.initialTsn]);
  });

  test('what was sent before COOKIE ACK arrives, though the association is made from the cookie of the peer', () => {
    const { a, z, ladder, network } = scenario();
    const atA = a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK').lose('A -> COOKIE ECHO');
    atA.send('early');
    const atZ = z.connect(a);
    ladder.deliver('Z -> INIT', 'A -> INIT ACK', 'Z -> COOKIE ECHO', 'A -> COOKIE ACK, DATA');
    network.advanceBy(1000);
    ladder.deliverAll();
    assert.equal([atA.state, atZ.state, atA.core.bufferedAmount], ['ESTABLISHED', 'ESTABLISHED', 0]);
    assert.equal(
      atZ.messages.map(({ data }) => data.toString()),
      ['early'],
    );
  });
});
