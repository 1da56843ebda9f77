import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair } from './pair.ts';

const accepting = { server: { acceptReconfiguration: true }, client: {} };

describe('streams that change (RFC 6525)', (test) => {
  test('resetStreams resolves when its streams begin anew, which both sides hear', async () => {
    const { a, z, end } = await connectPair(accepting);
    const heard = Promise.all([once(a, 'streamReset'), once(z, 'streamReset')]);
    await a.send('before', { stream: 1 });
    await a.resetStreams([1, 1]);
    assert.equal(await heard, [[{ direction: 'outbound', streams: [1] }], [{ direction: 'inbound', streams: [1] }]]);
    await a.send('after', { stream: 1 });
    const numbers: number[] = [];
    for await (const { ssn } of z) if (numbers.push(ssn) === 2) break;
    assert.equal(numbers, [0, 0]);
    await end();
  });

  test('requestStreamReset has the peer reset all of its streams', async () => {
    const { a, z, end } = await connectPair(accepting);
    await z.send('before', { until: 'acknowledged' });
    const heard = once(a, 'streamReset');
    await a.requestStreamReset();
    assert.equal(await heard, [{ direction: 'inbound', streams: 'all' }]);
    await end();
  });

  test('addStreams adds streams of either direction', async () => {
    const { a, z, end } = await connectPair({
      server: { acceptReconfiguration: true },
      client: { outboundStreams: 2 },
    });
    const heard = once(z, 'streamChange');
    await a.addStreams({ outbound: 3 });
    assert.equal(await heard, [{ outboundStreams: 32, inboundStreams: 5 }]);
    assert.is(a.outboundStreams, 5);
    const denied = await rejection(a.addStreams({ inbound: 1 }));
    assert.is(denied.code, 'ERR_SCTP_RECONFIGURATION_DENIED');
    await end();
  });

  test('who waits is told when the association ends, or the peer denies it', async () => {
    const { a, z, end } = await connectPair();
    assert.is((await rejection(a.resetStreams())).code, 'ERR_SCTP_RECONFIGURATION_DENIED');
    const waiting = rejection(a.resetStreams());
    z.abort('enough');
    assert.is((await waiting).code, 'ERR_SCTP_ABORTED_BY_PEER');
    assert.is((await rejection(a.resetStreams())).code, 'ERR_SCTP_ABORTED_BY_PEER');
    await end();
  });
});
