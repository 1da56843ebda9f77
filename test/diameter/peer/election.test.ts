import * as assert from 'uvu/assert';
import { isSameIdentity, winsElection } from '../../../packages/diameter/src/peer/election.ts';
import { describe } from '../../helpers/describe.ts';

describe('the election (RFC 6733 §5.6.4)', (test) => {
  test('is won by the Origin-Host that succeeds the other', () => {
    assert.ok(winsElection('z.example', 'a.example'));
    assert.not.ok(winsElection('a.example', 'z.example'));
    assert.ok(winsElection('a.example.net', 'a.example'));
  });

  test('takes capital letters for small ones', () => {
    assert.not.ok(winsElection('a.example', 'B.example'));
    assert.ok(winsElection('B.example', 'a.example'));
    assert.not.ok(winsElection('A.example', 'a.example'));
    assert.ok(isSameIdentity('A.example', 'a.EXAMPLE'));
  });
});
