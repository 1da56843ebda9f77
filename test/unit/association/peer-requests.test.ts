import * as assert from 'uvu/assert';
import { PeerRequests, reconfigurationResults as results } from '../../../lib/src/association/peer-requests.ts';
import { describe } from '../../helpers/describe.ts';

describe('PeerRequests (RFC 6525 §5.2.1)', (test) => {
  test('takes the next number alone', () => {
    const requests = new PeerRequests(5000);
    assert.equal(
      [4999, 5001, 5000, 5000, 5001].map((number) => requests.take(number)),
      [false, false, true, false, true],
    );
    assert.is(requests.lastSequenceNumber, 5001);
  });

  test('begins with one before the first', () => {
    assert.is(new PeerRequests(0).lastSequenceNumber, 0xffffffff);
  });

  test('numbers wrap', () => {
    const requests = new PeerRequests(0xffffffff);
    assert.equal([requests.take(0xffffffff), requests.take(0), requests.lastSequenceNumber], [true, true, 0]);
    requests.answer(0xffffffff, results.denied);
    assert.is(requests.resultOf(0xffffffff), results.denied);
  });

  test('remembers the answers to the last two, which one chunk may hold', () => {
    const requests = new PeerRequests(1);
    for (const number of [1, 2, 3]) {
      requests.take(number);
      requests.answer(number, results.denied + number);
    }
    assert.equal(
      [0, 1, 2, 3, 4].map((number) => requests.resultOf(number)),
      [5, 5, results.denied + 2, results.denied + 3, 5],
    );
  });

  test('a request is in progress until it has another answer', () => {
    const requests = new PeerRequests(1);
    requests.take(1);
    assert.is(requests.resultOf(1), results.inProgress);
    requests.take(2);
    requests.answer(1, results.performed);
    assert.equal([requests.resultOf(1), requests.resultOf(2)], [results.performed, results.inProgress]);
  });

  test('an answer to what is long gone is not kept', () => {
    const requests = new PeerRequests(1);
    for (const number of [1, 2, 3]) requests.take(number);
    requests.answer(1, results.performed);
    requests.answer(9, results.performed);
    assert.equal([requests.resultOf(1), requests.resultOf(9)], [5, 5]);
  });
});
