import type { Association } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair } from './pair.ts';

const smallWindow = { receiveBuffer: 4096 } as const;

/** Sends more than a small window takes: while nobody reads, the association cannot be shut down. */
async function fillWindow(association: Association): Promise<void> {
  for (let i = 0; i < 20; i += 1) await association.send(new Uint8Array(1000));
}

/** Waits for the end, whatever it is. */
function ended(association: Association): Promise<void> {
  return new Promise((resolve) => association.once('close', () => resolve()));
}

describe('await using', (test) => {
  test('shuts an association down, also where messages are left unread', async () => {
    const { a, z, end } = await connectPair({ client: smallWindow });
    await fillWindow(z);
    const sent = z.send('the last one', { until: 'acknowledged' });
    await a[Symbol.asyncDispose]();
    await sent;
    assert.equal([a.state, a.error], ['CLOSED', undefined]);
    await end();
  });

  test('leaves an association alone that has ended, with an error, too', async () => {
    const { a, end } = await connectPair();
    a.abort('over');
    await ended(a);
    await a[Symbol.asyncDispose]();
    assert.is(a.error?.code, 'ERR_SCTP_ABORTED');
    await end();
  });

  test('rejects when the association fails meanwhile', async () => {
    const { a, z, end } = await connectPair();
    const disposed = rejection(a[Symbol.asyncDispose]());
    z.abort('not so');
    assert.is((await disposed).code, 'ERR_SCTP_ABORTED_BY_PEER');
    await end();
  });
});

describe('a signal', (test) => {
  test('aborts an association that is not shut down in time', async () => {
    const { a, end } = await connectPair({ server: smallWindow });
    await fillWindow(a);
    assert.is((await rejection(a.shutdown({ signal: AbortSignal.timeout(20) }))).code, 'ERR_SCTP_ABORTED');
    await end();
  });

  test('that was aborted before leaves no time', async () => {
    const { a, end } = await connectPair();
    assert.is((await rejection(a.shutdown({ signal: AbortSignal.abort() }))).code, 'ERR_SCTP_ABORTED');
    await end();
  });

  test('does nothing to an association that was shut down in time', async () => {
    const { a, end } = await connectPair();
    const controller = new AbortController();
    await a.shutdown({ signal: controller.signal });
    controller.abort();
    await a.shutdown({ signal: controller.signal });
    assert.is(a.error, undefined);
    await end();
  });
});
