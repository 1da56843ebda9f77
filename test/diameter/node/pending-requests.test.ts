import * as assert from 'uvu/assert';
import { PendingRequests } from '../../../packages/diameter/src/node/pending-requests.ts';
import { describe } from '../../helpers/describe.ts';

describe('the table of pending requests', (test) => {
  test('finds the request of an answer once', () => {
    const pending = new PendingRequests<string>();
    pending.add(7, 'seven', 1000);
    assert.is(pending.take(8), undefined);
    assert.is(pending.take(7), 'seven');
    assert.is(pending.take(7), undefined);
  });

  test('gives out those whose time is over, within a tenth of a second', () => {
    const pending = new PendingRequests<string>();
    pending.add(1, 'late', 2001);
    pending.add(2, 'early', 950);
    assert.is(pending.nextTimeout(), 1000);
    assert.equal(pending.takeExpired(999), []);
    assert.equal(pending.takeExpired(1000), ['early']);
    assert.is(pending.nextTimeout(), 2100);
    assert.equal(pending.takeExpired(2100), ['late']);
    assert.equal([pending.nextTimeout(), pending.size], [undefined, 0]);
  });

  test('gives out all of them, oldest first, when the connection fails', () => {
    const pending = new PendingRequests<string>();
    pending.add(9, 'first', 5000);
    pending.add(3, 'second', 1000);
    assert.equal(pending.takeAll(), ['first', 'second']);
    assert.equal([pending.nextTimeout(), pending.size], [undefined, 0]);
  });
});
