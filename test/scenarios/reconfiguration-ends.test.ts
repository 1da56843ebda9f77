import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { hasCode } from '../helpers/expected-error.ts';
import { HandDriven } from '../unit/endpoint/hand-driven.ts';
import { numbersOf, reconfigurable, told } from './reconfiguration.ts';

const resetAll = { type: 'RESET-OUTBOUND', streams: 'all' } as const;

describe('a change of streams that meets the end of the association', (test) => {
  test('a message that waits for a reset is delivered before a shutdown', () => {
    const { ladder, network, atA, atZ } = reconfigurable();
    atA.send('before');
    ladder.deliverAll();
    atA.reconfigure(resetAll);
    atA.send('held');
    atA.shutdown();
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK', 'A -> DATA');
    network.advanceBy(200);
    ladder.deliverAll();
    assert.equal([numbersOf(atZ), atA.state, atA.error], [['0:0', '0:0'], 'CLOSED', undefined]);
  });

  test('a peer that shuts down still answers', () => {
    const { ladder, network, atA, atZ } = reconfigurable();
    atA.send('before');
    ladder.deliverAll();
    atA.reconfigure(resetAll);
    atA.send('held');
    const request = ladder.hold('A -> RE-CONFIG');
    atZ.shutdown();
    ladder.deliver('Z -> SHUTDOWN');
    network.deliver(request);
    ladder.deliverAll();
    network.advanceBy(200);
    ladder.deliverAll();
    assert.equal([numbersOf(atZ), atZ.state, atZ.error], [['0:0', '0:0'], 'CLOSED', undefined]);
  });

  test('nothing can be asked for once it ends', () => {
    const { ladder, atA } = reconfigurable();
    atA.shutdown();
    assert.throws(() => atA.reconfigure(resetAll), hasCode('ERR_SCTP_NOT_CONNECTED', 'SHUTDOWN-SENT'));
    ladder.deliverAll();
  });

  test('a message that waits fails with the association', () => {
    const { ladder, atA } = reconfigurable();
    atA.send('before');
    ladder.deliverAll();
    atA.reconfigure(resetAll);
    const id = atA.send('held');
    atA.abort();
    ladder.deliverAll();
    const failed = atA.events.flatMap((event) =>
      event.type === 'sendFailed' ? [[event.message.id, event.wasSent]] : [],
    );
    assert.equal(failed, [[id, false]]);
  });

  test('no request goes on after a peer has restarted, and what waited has failed', () => {
    const { ladder, network, a, z, atA } = reconfigurable();
    atA.send('before');
    ladder.deliverAll();
    atA.reconfigure(resetAll);
    atA.send('held');
    ladder.lose('A -> RE-CONFIG');
    network.remove(z);
    const anew = network.host({ addresses: ['192.0.2.2'], port: 5002, options: { heartbeatInterval: 0 } });
    anew.connect(a);
    ladder.deliverAll();
    network.advanceBy(5000);
    ladder.quiet();
    assert.equal([atA.events.filter(({ type }) => type === 'restart').length, told(atA)], [1, []]);
  });
});

describe('what cannot be asked for', (test) => {
  test('nothing is asked of a peer that does not list RE-CONFIG', () => {
    const driven = HandDriven.in('ESTABLISHED');
    assert.throws(() => driven.association.reconfigure(resetAll, 0), hasCode('ERR_SCTP_NOT_SUPPORTED', 'RFC 6525'));
    assert.equal(driven.sent(), []);
  });

  test('streams that there are not, none, or too many', () => {
    const { atA } = reconfigurable();
    const wrong = [
      { type: 'RESET-OUTBOUND', streams: [32] },
      { type: 'RESET-INBOUND', streams: [-1] },
      { type: 'RESET-OUTBOUND', streams: [0.5] },
    ] as const;
    for (const request of wrong)
      assert.throws(() => atA.reconfigure(request), hasCode('ERR_SCTP_INVALID_STREAM', '0–31'));
    assert.throws(() => atA.reconfigure({ type: 'RESET-OUTBOUND', streams: [] }), /a list of 0 streams/);
    for (const count of [0, 65_504, 1.5]) {
      assert.throws(() => atA.reconfigure({ type: 'ADD-OUTBOUND', count }), /65535 in all/);
      assert.throws(() => atA.reconfigure({ type: 'ADD-INBOUND', count }), /65535 in all/);
    }
  });
});
