import { isProtocolError, nameResultCode, resultCode } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';

describe('Result-Codes', (test) => {
  test('have the names of the RFC', () => {
    assert.is(nameResultCode(resultCode.success), 'DIAMETER_SUCCESS');
    assert.is(nameResultCode(5014), 'DIAMETER_INVALID_AVP_LENGTH');
    assert.is(nameResultCode(resultCode.electionLost), 'ELECTION_LOST', 'RFC 6733 §7.1.4 has it without a prefix');
    assert.is(nameResultCode(5999), '5999');
  });

  test('are those of protocol errors from 3000 to 3999', () => {
    const errors = Object.values(resultCode).filter(isProtocolError);
    assert.equal(errors, [3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008, 3009, 3010]);
  });
});
